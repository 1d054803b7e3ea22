// The bar on top: who one is, new things, columns, language, theme.

import { avatar, fullName, h, icon, iconButton } from './element.js';
import { Keyed } from './keyed.js';
import { openMenu } from './menu.js';
import { currentLanguage, t } from './words.js';

export class People {
  #seen = null;

  /** `desk`: accounts, seats, current, choose, create(kind), columns, setColumns, togglePhone, toggleTheme, toggleLanguage. */
  constructor(desk) {
    this.desk = desk;
    this.list = h('div.people-list', {});
    this.rows = new Keyed(this.list);
    const add = iconButton('plus', t('new'), () => openMenu(add, this.#creations()));
    const columns = h('button.chip.columns', { type: 'button', onclick: () => openMenu(columns, this.#layouts()) }, icon('columns', 'm'), h('span.chip-text', {}, t('columns')));
    this.theme = iconButton('sun', '', () => desk.toggleTheme());
    const other = currentLanguage() === 'ru' ? 'EN' : 'RU';
    this.element = h('header.top', {},
      h('h1.mark', {}, t('sandbox')),
      h('nav.people', { 'aria-label': t('people.label') }, this.list, add),
      h('div.tools', {}, columns,
        h('button.icon-button.language', { type: 'button', lang: other.toLowerCase(), 'aria-label': t('language.other'), title: t('language.other'), onclick: () => desk.toggleLanguage() }, other),
        this.theme));
  }

  show() {
    const dark = document.documentElement.dataset.theme === 'dark';
    this.theme.replaceChildren(icon(dark ? 'sun' : 'moon'));
    this.theme.setAttribute('aria-label', t(dark ? 'theme.light' : 'theme.dark'));
    this.theme.title = t(dark ? 'theme.light' : 'theme.dark');
    this.rows.show(this.desk.accounts.map((account) => ({ key: account.id, sign: this.#sign(account), make: () => this.#button(account) })));
    if (this.#seen === this.desk.current) return;
    this.#seen = this.desk.current;
    this.list.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  #sign({ unread, person }) {
    return JSON.stringify([unread, person, this.desk.current?.account.id, this.desk.seats.map((seat) => seat.account.id)]);
  }

  #button(account) {
    const { person, unread } = account;
    const name = fullName(person);
    const isCurrent = this.desk.current?.account === account;
    const isSeated = this.desk.seats.some((seat) => seat.account === account);
    return h('button.face', {
      type: 'button', 'data-person': String(person.id), class: isSeated ? 'seated' : '', 'aria-current': isCurrent ? 'true' : null,
      'aria-label': unread ? t('people.unread', { name, count: unread }) : name, onclick: () => this.desk.choose(account),
    },
      avatar({ ...person, title: name }, 's'),
      h('span.face-text', {}, h('b', {}, person.first_name), h('span', {}, person.username ? `@${person.username}` : '')),
      unread > 0 && h('span.counter', { 'aria-hidden': 'true' }, unread > 99 ? '99+' : String(unread)));
  }

  #creations() {
    const item = (kind, name) => ({ text: t(`new.${kind}`), icon: name, run: () => this.desk.create(kind) });
    return [item('person', 'person'), item('bot', 'bot'), item('group', 'chat'), null, item('link', 'link')];
  }

  #layouts() {
    const { columns, phone, accounts } = this.desk;
    const counts = [1, 2, 3, 4].filter((count) => count <= Math.max(1, accounts.length));
    return [
      ...counts.map((count) => ({ text: t(`columns.${count}`), checked: columns === count, run: () => this.desk.setColumns(count) })),
      null,
      { text: t('columns.phone'), icon: 'phone', checked: phone, run: () => this.desk.togglePhone() },
    ];
  }
}
