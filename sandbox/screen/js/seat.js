// One column: a person with the list of chats, an open conversation and perhaps a Mini App.

import * as api from './api.js';
import { AppFrame } from './app/frame.js';
import { themeParams } from './app/theme.js';
import { Chats } from './chats.js';
import { Conversation } from './conversation.js';
import { avatar, fullName, h, icon, iconButton, peerColour } from './element.js';
import { telegramLink } from './links.js';
import { confirm, openOverlay } from './overlay.js';
import { toast, toastFailure } from './toast.js';
import { t } from './words.js';

/** From this width on list, conversation and app stand side by side; the same as in shell.css. */
const ROOM_FOR_THREE = 1040;

export class Seat {
  conversation = null;
  app = null;

  /** `world` is the shared list of people and bots; `on`: {remove(seat), focus(seat), moved()}. */
  constructor(account, world, on) {
    this.account = account;
    this.world = world;
    this.on = on;
    this.chats = new Chats(this);
    this.hole = h('section.conversation.hole', { 'aria-label': t('conversation') },
      h('div.placeholder', {}, h('span.art', {}, icon('chat')), h('b', {}, t('conversation.choose')), h('p', {}, t('conversation.choose.why'))));
    this.offline = h('div.strip', { role: 'status', hidden: true }, icon('offline', 'm'), t('offline'));
    this.body = h('div.seat-body', { 'data-view': 'list' }, this.chats.element, this.hole);
    this.who = h('div.seat-who', {}, avatar({ ...account.person, title: fullName(account.person) }, 's'), h('b.clip', {}, fullName(account.person)),
      h('span.muted.clip', {}, account.person.username ? `@${account.person.username}` : ''),
      iconButton('close', t('people.remove'), () => on.remove(this)));
    this.element = h('div.seat', { 'data-person': String(account.id), onfocusin: () => on.focus(this), onpointerdown: () => on.focus(this) },
      this.who, this.offline, this.body);
    this.stop = account.changed.listen(() => this.#show());
    this.#show();
  }

  get chatKey() {
    return this.conversation?.chat.chat ?? null;
  }

  get view() {
    return this.body.dataset.view;
  }

  #show() {
    this.offline.hidden = this.account.online;
    this.chats.show();
  }

  faceOf(chat) {
    const id = chat.bot_id ?? chat.chat;
    return { id, title: chat.title, photo: chat.photo ? api.fileUrl({ file_unique_id: chat.photo }) : null, peer: peerColour(id) };
  }

  /** Face colours of people are given by the world, so that they are the same everywhere. */
  peerOf(id) {
    return this.world.people.find((person) => person.id === id)?.peer;
  }

  #chat(key) {
    const known = this.account.find(key);
    if (known) return known;
    const bot = this.world.bots.find(({ id }) => `bot:${id}` === key);
    return bot ? { chat: key, type: 'private', title: bot.name, username: bot.username, bot_id: bot.id, started: false, unread: 0, description: bot.description } : null;
  }

  /** Opens a chat by its key. @returns the conversation, or null if there is no such chat. */
  open(key) {
    const chat = this.#chat(key);
    if (!chat) return null;
    this.body.dataset.view = 'chat';
    if (this.chatKey !== key) {
      this.conversation?.close();
      this.conversation = new Conversation(this, chat);
      this.hole.before(this.conversation.element);
      this.hole.hidden = true;
    } else {
      this.conversation.load();
    }
    if (this.body.clientWidth < ROOM_FOR_THREE) this.app?.minimise(true);
    this.chats.show();
    this.on.moved();
    return this.conversation;
  }

  /** The chat is gone for this person. */
  leave(room) {
    if (this.conversation !== room) return;
    room.close();
    this.conversation = null;
    this.hole.hidden = false;
    this.showList();
  }

  showList() {
    this.body.dataset.view = 'list';
    this.chats.show();
    this.chats.element.querySelector('[aria-current]')?.focus({ preventScroll: true });
    this.on.moved();
  }

  /** Follows a link the way Telegram does; `ask` shows outer links first. @returns true when it was taken care of. */
  openLink(url, { ask = false, follow = false } = {}) {
    const wish = telegramLink(url);
    if (wish) {
      this.#followTelegram(wish);
      return true;
    }
    if (!ask && !follow) return false;
    this.#askLink(url);
    return true;
  }

  async #askLink(url) {
    if (!/^https?:/i.test(url)) return toast(this.element, t('link.unsupported'));
    const link = h('a.outer-link', { href: url, target: '_blank', rel: 'noopener noreferrer' }, url);
    if (await confirm(this.body, { title: t('keyboard.link'), body: link, yes: t('open') })) link.click();
    return undefined;
  }

  #followTelegram({ username, start, startapp, invite }) {
    if (invite) return this.#join({ link: `https://t.me/+${invite}` }, '');
    if (!username) return toast(this.element, t('link.unsupported'));
    const chat = this.#find(username);
    if (!chat) return this.#join({ username }, username);
    const room = this.open(chat);
    if (startapp !== undefined) this.launch(room.chat, { startapp }, { from: 'link' });
    else if (start !== undefined) room.offerStart(start);
    return undefined;
  }

  async #join(where, name) {
    const agreed = await confirm(this.body, { title: t('link.join'), text: name ? `@${name}` : where.link, yes: t('link.join.do') });
    if (!agreed) return;
    try {
      const { chat, requested } = await api.join(this.account.id, where);
      if (requested) return toast(this.element, t('link.join.requested'));
      await this.account.refresh();
      this.open(String(chat));
    } catch (error) {
      if (error.status === 404 && name) toast(this.element, t('link.unknown', { name }));
      else toastFailure(this.element, error);
    }
  }

  openUsername(username) {
    const key = this.#find(username);
    if (key) this.open(key);
    else if (!this.world.people.some((person) => person.username.toLowerCase() === username.toLowerCase())) this.#join({ username }, username);
  }

  #find(username) {
    const known = this.account.findByUsername(username)?.chat;
    const bot = this.world.bots.find((one) => one.username?.toLowerCase() === username.toLowerCase());
    return known ?? (bot ? `bot:${bot.id}` : null);
  }

  /** Opens a Mini App; `from` in the origin is inline, keyboard, menu or link. */
  async launch(chat, what, origin) {
    try {
      const launch = await api.launch(this.account.id, chat.chat, { ...what, theme_params: themeParams() });
      if (this.app && !(await this.app.askToClose())) return;
      this.#showApp(chat, launch, origin);
    } catch (error) {
      toastFailure(this.element, error);
    }
  }

  #showApp(chat, launch, origin) {
    this.app = new AppFrame({ seat: this, chat, launch, origin, onClose: () => this.#appClosed() });
    this.body.append(this.app.element);
    this.body.classList.add('with-app');
    this.app.load();
  }

  #appClosed() {
    this.app = null;
    this.body.classList.remove('with-app');
    this.conversation?.composer.focus();
  }

  showPhoto(url) {
    const close = openOverlay(this.body, [h('button.photo-full', { type: 'button', 'aria-label': t('close'), onclick: () => close() }, h('img', { src: url, alt: t('kind.photo') }))], { label: t('kind.photo') });
  }

  close() {
    this.stop();
    this.app?.remove();
    this.conversation?.close();
    this.element.remove();
  }
}
