// What is offered above the composer: the bot's commands, narrowed while one types, or inline results.

import { h } from './element.js';
import { t } from './words.js';

let lastId = 0;

export class Suggestions {
  commands = [];
  #active = -1;

  constructor(field, choose) {
    this.field = field;
    this.choose = choose;
    lastId += 1;
    this.element = h('ul.suggestions', { id: `commands-${lastId}`, role: 'listbox', 'aria-label': t('composer.menu.commands'), hidden: true });
    field.setAttribute('aria-controls', this.element.id);
    field.setAttribute('aria-autocomplete', 'list');
    field.addEventListener('blur', () => setTimeout(() => this.#leave(), 150));
  }

  get isOpen() {
    return !this.element.hidden;
  }

  update() {
    const typed = /^\/\S*$/.test(this.field.value) ? this.field.value.slice(1).toLowerCase() : null;
    this.#showCommands(typed === null ? [] : this.commands.filter(({ command }) => command.startsWith(typed)));
  }

  toggleAll() {
    if (this.isOpen) this.offer([]);
    else this.#showCommands(this.commands);
    this.field.focus();
  }

  #showCommands(commands) {
    this.offer(commands.map(({ command, description }) => ({ title: `/${command}`, description, run: () => this.choose(`/${command}`) })));
  }

  /** @returns whether the key was meant for the list. */
  key(event) {
    const rows = [...this.element.children];
    if (!this.isOpen || !rows.length) return false;
    if (event.key === 'ArrowDown') this.#mark((this.#active + 1) % rows.length);
    else if (event.key === 'ArrowUp') this.#mark((this.#active - 1 + rows.length) % rows.length);
    else if (event.key === 'Escape') this.offer([]);
    else if ((event.key === 'Enter' || event.key === 'Tab') && this.#active >= 0) rows[this.#active].click();
    else return false;
    event.preventDefault();
    return true;
  }

  /** Shows `offers`: [{title, description, run}]; an empty list hides. */
  offer(offers) {
    this.element.hidden = offers.length === 0;
    this.#active = -1;
    this.field.removeAttribute('aria-activedescendant');
    this.element.replaceChildren(...offers.map(({ title, description, run }, i) =>
      h('li.suggestion', {
        id: `${this.element.id}-${i}`, role: 'option', 'aria-selected': 'false',
        onpointerdown: (event) => event.preventDefault(), onclick: () => { this.offer([]); run(); },
      }, h('b', {}, title), h('span.clip', {}, description))));
  }

  #mark(index) {
    this.#active = index;
    [...this.element.children].forEach((row, i) => {
      row.setAttribute('aria-selected', String(i === index));
      if (i === index) {
        row.scrollIntoView({ block: 'nearest' });
        this.field.setAttribute('aria-activedescendant', row.id);
      }
    });
  }

  #leave() {
    if (document.activeElement !== this.field) this.offer([]);
  }
}
