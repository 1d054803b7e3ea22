// One open chat: head, messages and what is below them.

import * as api from './api.js';
import { Composer } from './composer.js';
import { pressInline, pressReply } from './deeds.js';
import { fullName, h, icon } from './element.js';
import { replyKeyboard } from './keyboard.js';
import { Log } from './log.js';
import { RoomHead } from './room_head.js';
import { setting } from './settings.js';
import { summary } from './summary.js';
import { copyText, toastFailure } from './toast.js';
import { t } from './words.js';

export class Conversation {
  #arrived = [];
  #keyboardHidden = null;
  #bottomShown = '';
  #pendingStart = null;

  /** `seat` gives account, openLink, openUsername, launch, showList and pay. */
  constructor(seat, chat) {
    this.seat = seat;
    this.account = seat.account;
    this.chat = chat;
    this.log = new Log({
      person: this.account.id,
      withAuthor: chat.type !== 'private',
      peerOf: (id) => seat.peerOf(id),
      on: this.#deeds(),
      readOlder: (before) => api.listMessages(this.account.id, chat.chat, before),
    });
    this.composer = new Composer(this);
    this.head = new RoomHead(this);
    this.hollow = h('div.hollow', { hidden: true });
    this.bottom = h('div.bottom', {});
    this.pinned = h('button.pinned', { type: 'button', hidden: true });
    this.element = h('section.conversation', { 'aria-label': t('conversation') }, this.head.element, this.pinned, this.log.element, this.hollow, this.bottom);
    this.stops = [
      this.account.events.listen((event) => this.#receive(event)),
      this.account.changed.listen(() => this.#chatChanged()),
      () => document.removeEventListener('visibilitychange', this.read),
    ];
    this.read = () => this.#read();
    document.addEventListener('visibilitychange', this.read);
    this.head.show();
    this.#showBottom();
    this.load();
  }

  get isBot() {
    return Boolean(this.chat.bot_id);
  }

  /** Where short lines are shown: above what one writes with. */
  get stage() {
    return this.log.isEmpty ? this.hollow : this.log.element;
  }

  get #cleared() {
    return setting('cleared')[`${this.account.id}:${this.chat.chat}`] ?? 0;
  }

  async load() {
    const arrived = [];
    this.#arrived = arrived;
    try {
      const page = await api.listMessages(this.account.id, this.chat.chat);
      this.log.reset(page, this.#cleared);
      // What came while the page was under way may be newer than it.
      for (const message of arrived) this.log.put(message);
      this.#showHollow();
      this.#read();
    } catch (error) {
      toastFailure(this.stage, error);
      this.#showHollow();
    }
    if (this.#arrived === arrived) this.#arrived = [];
  }

  /** Waits for the Start button with the payload of a deep link. */
  offerStart(payload) {
    this.#pendingStart = payload;
    this.#showBottom();
    this.bottom.querySelector('.start')?.focus();
  }

  async start(payload = '') {
    await this.try(async () => {
      await api.start(this.account.id, this.chat.chat, payload);
      this.#pendingStart = null;
      await this.account.refresh();
      this.composer.focus();
    });
  }

  async send(body) {
    return this.try(async () => this.log.put(await api.sendMessage(this.account.id, this.chat.chat, body)));
  }

  async correct(message, text) {
    return this.try(async () => this.log.put(await api.edit(this.account.id, this.chat.chat, { message_id: message.message_id, text })));
  }

  /** Runs a deed; a refusal is said in words. @returns whether it went well. */
  async try(deed) {
    try {
      await deed();
      return true;
    } catch (error) {
      toastFailure(this.stage, error);
      return false;
    }
  }

  #deeds() {
    return {
      reply: (message) => this.composer.replyTo(message),
      edit: (message) => this.composer.edit(message),
      react: (message, emoji) => this.try(() => api.react(this.account.id, this.chat.chat, { message_id: message.message_id, emoji })),
      jump: (id) => this.log.jump(id),
      press: (message, button, row, column) => pressInline(this, message, button, row, column),
      vote: (message, options) => api.vote(this.account.id, this.chat.chat, { message_id: message.message_id, options })
        .catch((error) => { toastFailure(this.stage, error); throw error; }),
      link: (url, isMasked) => this.seat.openLink(url, { ask: isMasked }),
      mention: (username) => this.seat.openUsername(username),
      command: (text) => this.send({ text }),
      copy: (text) => copyText(this.stage, text),
      photo: (url) => this.seat.showPhoto(url),
    };
  }

  #receive(event) {
    if (event.type === 'resync') this.load();
    if (event.chat !== this.chat.chat) return;
    if (event.type === 'message' || event.type === 'edited') this.#show(event.message);
    if (event.type === 'deleted') this.log.remove(event.message_ids ?? []);
    if (event.type === 'chat_action') this.head.showTyping(event.action);
    this.#showHollow();
  }

  #show(message) {
    if (!message) return;
    this.#arrived.push(message);
    this.log.put(message);
    if (!message.out) {
      this.head.showTyping(null);
      this.#read();
    }
  }

  #read() {
    if (document.hidden || !this.element.checkVisibility({ visibilityProperty: true })) return;
    api.act(this.account.id, this.chat.chat, 'read').then(() => {
      const chat = this.account.find(this.chat.chat);
      if (!chat?.unread) return;
      chat.unread = 0;
      this.account.changed.emit(this.account);
    }).catch(() => {});
  }

  #chatChanged() {
    const chat = this.account.find(this.chat.chat);
    if (!chat) return;
    this.chat = chat;
    this.head.show();
    this.#showPinned();
    this.#showBottom();
    this.composer.update();
  }

  /** `deed` is block or unblock. */
  async block(deed) {
    await this.try(() => api.act(this.account.id, this.chat.chat, deed));
    await this.account.refresh();
  }

  /** The newest pinned message, when it is among those that are loaded. */
  #showPinned() {
    const message = this.log.find(this.chat.pinned?.at(-1));
    this.pinned.hidden = !message;
    if (!message) return;
    this.pinned.onclick = () => this.log.jump(message.message_id);
    this.pinned.replaceChildren(h('span.clip', {}, h('b', {}, t('chat.pinned')), summary(message)), icon('pin', 'm'));
  }

  /** Hides what is here now, in this browser only. */
  hideHistory() {
    this.log.hideUpTo(this.log.newest);
    this.#showHollow();
    this.account.changed.emit(this.account);
  }

  /** An empty chat: a bot says what it can do, others say that nothing is here. */
  #showHollow() {
    const { chat } = this;
    this.#showPinned();
    this.hollow.hidden = !this.log.isEmpty;
    this.log.element.hidden = this.log.isEmpty;
    const about = this.isBot && chat.description;
    this.hollow.replaceChildren(about
      ? h('div.about', {}, h('b', {}, t('conversation.about')), h('p', {}, chat.description))
      : h('span.day', {}, t('conversation.empty')));
  }

  #showBottom() {
    const { chat } = this;
    const kind = chat.blocked ? 'blocked' : (this.isBot && !chat.started) || this.#pendingStart !== null ? 'start'
      : chat.can_write === false ? 'readonly' : 'write';
    const sign = `${kind}:${JSON.stringify(chat.reply_keyboard)}:${this.#keyboardHidden}`;
    if (sign === this.#bottomShown) return;
    this.#bottomShown = sign;
    const parts = {
      blocked: () => [h('button.bar-button', { type: 'button', onclick: () => this.block('unblock') }, t('conversation.unblock'))],
      start: () => [h('button.bar-button.start', { type: 'button', onclick: () => this.start(this.#pendingStart ?? '') }, t('start'))],
      readonly: () => [h('p.readonly', {}, t(chat.type === 'channel' ? 'readonly' : 'readonly.group'))],
      write: () => [this.composer.element, this.#keyboard()],
    }[kind]();
    const hadFocus = this.composer.hasFocus;
    this.bottom.replaceChildren(...parts.filter(Boolean));
    this.composer.update();
    if (hadFocus && kind === 'write') this.composer.focus();
  }

  get keyboard() {
    const markup = this.chat.reply_keyboard;
    return markup?.keyboard?.length ? markup : null;
  }

  get keyboardShown() {
    return this.keyboard !== null && this.#keyboardHidden !== JSON.stringify(this.keyboard);
  }

  /** Hides or shows the bot's keyboard; a new keyboard is always shown. */
  toggleKeyboard(shown = !this.keyboardShown) {
    this.#keyboardHidden = shown ? null : JSON.stringify(this.keyboard);
    this.#showBottom();
  }

  #keyboard() {
    if (!this.keyboardShown) return null;
    return replyKeyboard(this.keyboard, async (button, row, column) => {
      const { one_time_keyboard: isOneTime } = this.keyboard;
      await pressReply(this, button, row, column);
      if (isOneTime) this.toggleKeyboard(false);
    });
  }

  nameOf(message) {
    return message.out ? t('you') : fullName(message.sender_chat ?? message.from);
  }

  close() {
    this.head.close();
    for (const stop of this.stops) stop();
    this.element.remove();
  }
}
