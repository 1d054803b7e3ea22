// One open chat: head, messages and what is below them.

import * as api from './api.js';
import { Composer } from './composer.js';
import { pressInline, pressReply } from './deeds.js';
import { avatar, fullName, h, icon, iconButton } from './element.js';
import { replyKeyboard } from './keyboard.js';
import { Log } from './log.js';
import { openMenu } from './menu.js';
import { confirm } from './overlay.js';
import { remember, setting } from './settings.js';
import { summary } from './summary.js';
import { copyText, toastFailure } from './toast.js';
import { t } from './words.js';

const TYPING_LASTS = 5000;

export class Conversation {
  #typing = 0;
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
    this.status = h('span.sub', {});
    this.head = h('header.room-head', {});
    this.hollow = h('div.hollow', { hidden: true });
    this.bottom = h('div.bottom', {});
    this.pinned = h('button.pinned', { type: 'button', hidden: true });
    this.element = h('section.conversation', { 'aria-label': t('conversation') }, this.head, this.pinned, this.log.element, this.hollow, this.bottom);
    this.stops = [
      this.account.events.listen((event) => this.#receive(event)),
      this.account.changed.listen(() => this.#chatChanged()),
      () => document.removeEventListener('visibilitychange', this.read),
    ];
    this.read = () => this.#read();
    document.addEventListener('visibilitychange', this.read);
    this.#showHead();
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
    try {
      const page = await api.listMessages(this.account.id, this.chat.chat);
      this.log.reset(page, this.#cleared);
      this.#showHollow();
      this.#read();
    } catch (error) {
      if (error.status !== 404) toastFailure(this.stage, error);
      this.#showHollow();
    }
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
    if (event.type === 'chat_action') this.#showTyping(event.action);
    this.#showHollow();
  }

  #show(message) {
    if (!message) return;
    this.log.put(message);
    if (!message.out) {
      this.#showTyping(null);
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
    this.#showHead();
    this.#showPinned();
    this.#showBottom();
    this.composer.update();
  }

  #showTyping(action) {
    clearTimeout(this.#typing);
    const words = action && (action === 'typing' ? t('conversation.typing') : t(`action.${action}`));
    this.status.textContent = words && !words.startsWith('action.') ? words : words ? t('conversation.typing') : this.#about();
    this.status.classList.toggle('active', Boolean(words));
    if (action) this.#typing = setTimeout(() => this.#showTyping(null), TYPING_LASTS);
  }

  #about() {
    const { chat } = this;
    if (chat.blocked) return t('chat.blocked');
    if (this.isBot) return t('chat.bot');
    return chat.member_count ? t(`chat.members.${chat.type === 'channel' ? 'channel' : 'group'}`, { count: chat.member_count }) : t(`chat.${chat.type}`);
  }

  #showHead() {
    const { chat } = this;
    if (!this.status.classList.contains('active')) this.status.textContent = this.#about();
    const sign = `${chat.title}\n${chat.photo}\n${chat.blocked}`;
    if (this.head.dataset.sign === sign) return;
    this.head.dataset.sign = sign;
    const more = iconButton('dots', t('more'), () => openMenu(more, this.#menu()));
    this.head.replaceChildren(
      iconButton('left', t('conversation.back'), () => this.seat.showList(), { class: 'back' }),
      avatar(this.seat.faceOf(chat)),
      h('div.who', {}, h('h2.clip', {}, chat.title), this.status),
      more,
    );
  }

  #menu() {
    const { chat } = this;
    const bot = this.isBot && [
      chat.started && !chat.blocked && { text: t('conversation.restart'), icon: 'play', run: () => this.send({ text: '/start' }) },
      chat.username && { text: t('conversation.link'), icon: 'link', run: () => copyText(this.stage, `https://t.me/${chat.username}`) },
      chat.blocked
        ? { text: t('conversation.unblock'), icon: 'ban', run: () => this.#block('unblock') }
        : { text: t('conversation.block'), icon: 'ban', run: () => this.#block('block') },
    ];
    const leave = !this.isBot && { text: t('conversation.leave'), icon: 'out', run: () => this.#leave() };
    return [...(bot || []), bot && null, leave, { text: t('conversation.clear'), icon: 'trash', danger: true, run: () => this.#clear() }]
      .filter((item) => item !== false && item !== undefined && item !== '');
  }

  async #block(deed) {
    await this.try(() => api.act(this.account.id, this.chat.chat, deed));
    await this.account.refresh();
  }

  async #leave() {
    const sure = await confirm(this.element, { title: t('conversation.leave.sure', { title: this.chat.title }), yes: t('conversation.leave'), danger: true });
    if (!sure || !(await this.try(() => api.act(this.account.id, this.chat.chat, 'leave')))) return;
    await this.account.refresh();
    this.seat.leave(this);
  }

  async #clear() {
    const sure = await confirm(this.element, {
      title: t('conversation.clear.sure'), text: t('conversation.clear.why'), yes: t('conversation.clear.do'), danger: true,
    });
    if (!sure) return;
    remember('cleared', { ...setting('cleared'), [`${this.account.id}:${this.chat.chat}`]: this.log.newest });
    this.log.hideUpTo(this.log.newest);
    this.#showHollow();
    this.account.changed.emit(this.account);
  }

  /** The newest pinned message, when it is among those that are loaded. */
  #showPinned() {
    const message = this.log.find(this.chat.pinned?.at(-1));
    this.pinned.hidden = !message;
    if (!message) return;
    this.pinned.onclick = () => this.log.jump(message.message_id);
    this.pinned.replaceChildren(h('span.clip', {}, h('b', {}, t('chat.pinned')), summary(message)), icon('pin', 'm'));
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
      blocked: () => [h('button.bar-button', { type: 'button', onclick: () => this.#block('unblock') }, t('conversation.unblock'))],
      start: () => [h('button.bar-button.start', { type: 'button', onclick: () => this.start(this.#pendingStart ?? '') }, t('start'))],
      readonly: () => [h('p.readonly', {}, t('readonly'))],
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
    clearTimeout(this.#typing);
    for (const stop of this.stops) stop();
    this.element.remove();
  }
}
