// The whole screen: people on top, one to four columns below.

import * as api from './api.js';
import { Account } from './account.js';
import { h } from './element.js';
import { openBotForm, openGroupForm, openLinkForm, openPersonForm } from './forms.js';
import { People } from './people.js';
import { Seat } from './seat.js';
import { remember, setting } from './settings.js';
import { currentLanguage } from './words.js';

export class Desk {
  accounts = [];
  seats = [];
  current = null;
  #lastChats = new Map();

  constructor(root, world) {
    this.root = root;
    this.world = world;
    this.columns = setting('columns');
    this.phone = setting('phone');
    this.people = new People(this);
    this.row = h('main.seats', {});
    root.replaceChildren(this.people.element, this.row);
    for (const person of world.people) this.#meet(person);
    this.#restore();
  }

  #meet(person) {
    const account = new Account(person);
    this.accounts.push(account);
    account.changed.listen(() => this.people.show());
    account.events.listen((event) => event.type === 'world' && this.#worldChanged(account));
  }

  async #worldChanged(account) {
    // Every account hears it; one of them asks.
    if (account !== this.accounts[0]) return;
    const world = await api.readWorld();
    Object.assign(this.world, world);
    for (const person of world.people) if (!this.accounts.some(({ id }) => id === person.id)) this.#meet(person);
    this.people.show();
  }

  #restore() {
    const wanted = setting('seats').filter(({ person }) => this.accounts.some(({ id }) => id === person));
    const people = [...new Set([...wanted.map(({ person }) => person), ...this.accounts.map(({ id }) => id)])];
    for (const id of people.slice(0, this.columns)) {
      const seat = this.#sit(this.accounts.find((account) => account.id === id));
      const before = wanted.find(({ person, chat }) => person === id && chat);
      if (before) this.#reopen(seat, before.chat);
    }
    this.focus(this.seats[0] ?? null);
    this.#arrange();
  }

  #reopen(seat, chat) {
    if (seat.open(chat) || seat.account.loaded) return;
    const stop = seat.account.changed.listen(() => {
      if (!seat.account.loaded) return;
      stop();
      if (!seat.chatKey) seat.open(chat);
    });
  }

  #sit(account, before = null) {
    const seat = new Seat(account, this.world, {
      remove: (leaving) => this.remove(leaving),
      focus: (focused) => this.focus(focused),
      moved: () => this.#save(),
    });
    if (before) before.element.before(seat.element);
    else this.row.append(seat.element);
    this.seats.splice(before ? this.seats.indexOf(before) : this.seats.length, 0, seat);
    return seat;
  }

  #arrange() {
    this.row.dataset.columns = String(this.seats.length);
    this.row.classList.toggle('phones', this.phone);
    this.people.show();
    this.#save();
  }

  #save() {
    remember('columns', this.columns);
    remember('phone', this.phone);
    remember('seats', this.seats.map((seat) => ({ person: seat.account.id, chat: seat.view === 'list' ? null : seat.chatKey })));
  }

  focus(seat) {
    if (this.current === seat) return;
    this.current = seat;
    for (const one of this.seats) one.element.classList.toggle('current', one === seat);
    this.people.show();
  }

  /** Becomes this person in the current column, or goes to the column where the person already sits. */
  choose(account) {
    const seated = this.seats.find((seat) => seat.account === account);
    if (seated) return this.focus(seated);
    const leaving = this.current;
    const seat = this.#sit(account, leaving);
    this.#drop(leaving);
    if (this.#lastChats.get(account)) this.#reopen(seat, this.#lastChats.get(account));
    this.focus(seat);
    this.#arrange();
    return seat;
  }

  #drop(seat) {
    if (!seat) return;
    this.#lastChats.set(seat.account, seat.view === 'list' ? null : seat.chatKey);
    this.seats.splice(this.seats.indexOf(seat), 1);
    seat.close();
  }

  remove(seat) {
    if (this.seats.length === 1) return;
    this.#drop(seat);
    this.columns = this.seats.length;
    this.focus(this.seats[0]);
    this.#arrange();
  }

  setColumns(count) {
    this.columns = count;
    while (this.seats.length > count) this.#drop(this.seats.findLast((seat) => seat !== this.current));
    const free = this.accounts.filter((account) => !this.seats.some((seat) => seat.account === account));
    for (const account of free.slice(0, count - this.seats.length)) this.#sit(account);
    this.#arrange();
  }

  togglePhone() {
    this.phone = !this.phone;
    this.#arrange();
  }

  toggleTheme() {
    const root = document.documentElement;
    root.dataset.theme = root.dataset.theme === 'dark' ? 'light' : 'dark';
    remember('theme', root.dataset.theme);
    for (const seat of this.seats) seat.app?.themeChanged();
    this.people.show();
  }

  /** Words are chosen when the page is built, so the page is built anew. */
  toggleLanguage() {
    remember('language', currentLanguage() === 'ru' ? 'en' : 'ru');
    location.reload();
  }

  create(kind) {
    const owner = this.current?.account.id;
    const forms = {
      person: () => openPersonForm(this.root, (person) => this.#created(person)),
      bot: () => openBotForm(this.root, this.world, owner, () => this.#refresh()),
      group: () => openGroupForm(this.root, this.world, owner, async ({ chat }) => {
        await this.#refresh();
        this.current.open(String(chat));
      }),
      link: () => openLinkForm(this.root, (url) => this.current.openLink(url, { follow: true })),
    };
    forms[kind]();
  }

  async #refresh() {
    Object.assign(this.world, await api.readWorld());
    await Promise.all(this.accounts.map((account) => account.refresh()));
  }

  async #created(person) {
    await this.#refresh();
    if (!this.accounts.some(({ id }) => id === person.id)) this.#meet(this.world.people.find(({ id }) => id === person.id) ?? person);
    this.choose(this.accounts.find(({ id }) => id === person.id));
  }
}
