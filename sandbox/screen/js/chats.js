// The list of chats of one person.

import { avatar, h, icon } from './element.js';
import { Keyed } from './keyed.js';
import { telegramLink } from './links.js';
import { setting } from './settings.js';
import { authorOf, serviceText, summary } from './summary.js';
import { listTime } from './time.js';
import { t } from './words.js';

export class Chats {
  /** `seat` gives account, chatKey, open(key), openLink(url), faceOf(chat). */
  constructor(seat) {
    this.seat = seat;
    this.search = h('input', { type: 'search', placeholder: t('chats.search'), 'aria-label': t('chats.search'), oninput: () => this.show(), onkeydown: (event) => this.#key(event) });
    this.list = h('ul.chat-list', {});
    this.element = h('nav.chats', { 'aria-label': t('chats') },
      h('div.chats-head', {}, h('label.search', {}, icon('search', 'm'), this.search)), this.list);
    this.list.append(...skeleton());
    this.rows = new Keyed(this.list);
  }

  show() {
    const { account } = this.seat;
    if (!account.loaded) return;
    const wanted = this.search.value.trim().toLowerCase();
    const isLink = telegramLink(wanted) !== null && /t\.me|tg:/.test(wanted);
    const shown = isLink ? [] : account.chats.filter((chat) => `${chat.title} ${chat.username ?? ''}`.toLowerCase().includes(wanted));
    if (isLink) this.rows.show([{ key: 'link', sign: wanted, make: () => this.#linkRow() }]);
    else if (!shown.length) this.rows.show([{ key: 'nothing', sign: String(account.chats.length), make: () => this.#nothing(account.chats.length > 0) }]);
    else this.rows.show(shown.map((chat) => ({ key: chat.chat, sign: this.#sign(chat), make: () => this.#row(chat) })));
  }

  #sign(chat) {
    return JSON.stringify([chat.title, chat.photo, chat.unread, chat.started, chat.chat === this.seat.chatKey, this.#lastShown(chat)]);
  }

  #row(chat) {
    const isCurrent = chat.chat === this.seat.chatKey;
    const last = this.#lastShown(chat);
    return h('li', {}, h('button.chat-row', {
      type: 'button', 'data-chat': chat.chat, 'aria-current': isCurrent ? 'true' : null, onclick: () => this.#open(chat.chat),
    },
      avatar(this.seat.faceOf(chat), 'l'),
      h('span.body', {},
        h('span.title', {}, chat.type !== 'private' && icon(chat.type === 'channel' ? 'channel' : 'people', 's'), h('span.clip', {}, chat.title)),
        h('span.sub.clip', {}, last ? preview(chat, last) : t(chat.bot_id && !chat.started ? 'chats.new' : 'conversation.empty'))),
      h('span.end', {},
        last ? h('time.num', {}, last.out && icon('checks', 's'), listTime(last.date)) : h('span', {}),
        chat.unread > 0 && h('span.counter', {}, h('span', { 'aria-hidden': 'true' }, String(chat.unread)), h('span.sr', {}, t('chats.unread', { count: chat.unread }))))));
  }

  #open(key) {
    this.seat.open(key);
    if (matchMedia('(hover: hover)').matches) this.seat.conversation?.composer.focus();
  }

  #lastShown(chat) {
    const cleared = setting('cleared')[`${this.seat.account.id}:${chat.chat}`] ?? 0;
    return chat.last_message && chat.last_message.message_id > cleared ? chat.last_message : null;
  }

  #linkRow() {
    return h('li', {}, h('button.chat-row', { type: 'button', onclick: () => this.#follow() },
      h('span.avatar.l.link', { 'aria-hidden': 'true' }, icon('link')),
      h('span.body', {}, h('span.title', {}, t('chats.open_link')), h('span.sub.clip', {}, this.search.value.trim()))));
  }

  #nothing(hasChats) {
    return h('li.nothing', {}, h('b', {}, t(hasChats ? 'chats.nothing' : 'chats.none')), !hasChats && h('p', {}, t('chats.none.why')));
  }

  #key(event) {
    if (event.key === 'Enter' && telegramLink(this.search.value.trim())) {
      // The focus goes to another button, which must not be pressed by the same key.
      event.preventDefault();
      this.#follow();
    }
    if (event.key === 'Escape') this.#empty();
  }

  #follow() {
    const url = this.search.value.trim();
    this.#empty();
    this.seat.openLink(url, { follow: true });
  }

  #empty() {
    this.search.value = '';
    this.show();
  }
}

/** What the last message says, with its author in groups. */
function preview(chat, message) {
  const text = summary(message);
  if (chat.type === 'private' || chat.type === 'channel' || serviceText(message)) return text;
  const who = message.out ? t('you') : authorOf(message).first_name ?? authorOf(message).title;
  return who ? [h('b', {}, `${who}: `), text] : text;
}

function skeleton() {
  return Array.from({ length: 5 }, () => h('li.chat-row', { 'aria-hidden': 'true' }, h('span.bone.round', {}),
    h('span.body', {}, h('span.bone.long', {}), h('span.bone', {}))));
}
