// One person's Telegram: chats and live events. Several columns may look at it.

import * as api from './api.js';
import { Live } from './live.js';
import { Signal } from './signal.js';

const GATHER = 60;

export class Account {
  chats = [];
  online = true;
  loaded = false;
  changed = new Signal();
  events = new Signal();
  #timer = 0;

  constructor(person) {
    this.person = person;
    this.live = new Live(person.id, {
      onEvent: (event) => this.#receive(event),
      onState: (online, again) => this.#lineChanged(online, again),
    });
    this.refresh();
  }

  get id() {
    return this.person.id;
  }

  get unread() {
    return this.chats.reduce((sum, chat) => sum + (chat.unread || 0), 0);
  }

  find(key) {
    return this.chats.find((chat) => chat.chat === key) ?? null;
  }

  findByUsername(username) {
    const wanted = username.toLowerCase();
    return this.chats.find((chat) => chat.username?.toLowerCase() === wanted) ?? null;
  }

  async refresh() {
    try {
      const chats = await api.listChats(this.id);
      this.chats = chats.sort((a, b) => (b.last_message?.date ?? 0) - (a.last_message?.date ?? 0));
      this.loaded = true;
      this.changed.emit(this);
    } catch (error) {
      console.warn('sandbox: the list of chats could not be read', error.message);
    }
  }

  #receive(event) {
    this.events.emit(event);
    if (event.type === 'chat_action' || event.type === 'callback_answer') return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.refresh(), GATHER);
  }

  #lineChanged(online, again) {
    this.online = online;
    this.changed.emit(this);
    if (online && again) {
      this.refresh();
      this.events.emit({ type: 'resync' });
    }
  }

  close() {
    clearTimeout(this.#timer);
    this.live.close();
  }
}
