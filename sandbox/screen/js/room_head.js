// The head of an open chat: who it is, what goes on there, the small menu.

import * as api from './api.js';
import { avatar, h, iconButton } from './element.js';
import { openMenu } from './menu.js';
import { confirm } from './overlay.js';
import { remember, setting } from './settings.js';
import { copyText } from './toast.js';
import { t } from './words.js';

const TYPING_LASTS = 5000;
const ACTIONS = ['upload_photo', 'upload_video', 'record_voice', 'upload_voice', 'upload_document'];

export class RoomHead {
  #typing = 0;
  #shown = '';

  /** `room` is the conversation. */
  constructor(room) {
    this.room = room;
    this.status = h('span.sub', { role: 'status' });
    this.element = h('header.room-head', {});
  }

  show() {
    const { chat, seat } = this.room;
    if (!this.status.classList.contains('active')) this.status.textContent = this.#about();
    const sign = JSON.stringify([chat.title, chat.photo]);
    if (this.#shown === sign) return;
    this.#shown = sign;
    const more = iconButton('dots', t('more'), () => openMenu(more, this.#menu()));
    this.element.replaceChildren(
      iconButton('left', t('conversation.back'), () => seat.showList(), { class: 'back' }),
      avatar(seat.faceOf(chat)),
      h('div.who', {}, h('h2.clip', {}, chat.title), this.status),
      more,
    );
  }

  /** Shows a chat action for some seconds; null ends it. */
  showTyping(action) {
    clearTimeout(this.#typing);
    const words = ACTIONS.includes(action) ? t(`action.${action}`) : t('conversation.typing');
    this.status.textContent = action ? words : this.#about();
    this.status.classList.toggle('active', Boolean(action));
    if (action) this.#typing = setTimeout(() => this.showTyping(null), TYPING_LASTS);
  }

  close() {
    clearTimeout(this.#typing);
  }

  #about() {
    const { chat, isBot } = this.room;
    if (chat.blocked) return t('chat.blocked');
    if (isBot) return t('chat.bot');
    return chat.member_count ? t(`chat.members.${chat.type === 'channel' ? 'channel' : 'group'}`, { count: chat.member_count }) : t(`chat.${chat.type}`);
  }

  #menu() {
    const items = this.room.isBot ? [...this.#botItems(), null] : [{ text: t('conversation.leave'), icon: 'out', run: () => this.#leave() }];
    return [...items, { text: t('conversation.clear'), icon: 'trash', danger: true, run: () => this.#clear() }];
  }

  #botItems() {
    const { room } = this;
    const { started, blocked, username } = room.chat;
    const items = [];
    if (started && !blocked) items.push({ text: t('conversation.restart'), icon: 'play', run: () => room.send({ text: '/start' }) });
    if (username) items.push({ text: t('conversation.link'), icon: 'link', run: () => copyText(room.stage, `https://t.me/${username}`) });
    items.push({ text: t(blocked ? 'conversation.unblock' : 'conversation.block'), icon: 'ban', run: () => room.block(blocked ? 'unblock' : 'block') });
    return items;
  }

  async #leave() {
    const { room } = this;
    const { chat, account } = room;
    const sure = await confirm(room.element, { title: t('conversation.leave.sure', { title: chat.title }), yes: t('conversation.leave'), danger: true });
    if (!sure || !(await room.try(() => api.act(account.id, chat.chat, 'leave')))) return;
    await account.refresh();
    room.seat.leave(room);
  }

  async #clear() {
    const { room } = this;
    const sure = await confirm(room.element, {
      title: t('conversation.clear.sure'), text: t('conversation.clear.why'), yes: t('conversation.clear.do'), danger: true,
    });
    if (!sure) return;
    remember('cleared', { ...setting('cleared'), [`${room.account.id}:${room.chat.chat}`]: room.log.newest });
    room.hideHistory();
  }
}
