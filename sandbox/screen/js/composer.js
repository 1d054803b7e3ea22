// Where a person writes: text, commands, files, answers to a message, the bot's menu.

import { Attachment } from './attachment.js';
import { h, icon, iconButton } from './element.js';
import { Inline } from './inline.js';
import { Suggestions } from './suggestions.js';
import { summary } from './summary.js';
import { t } from './words.js';

let lastId = 0;

export class Composer {
  #replyTo = null;
  #editing = null;

  /** `room` is the conversation: chat, send(body), seat, keyboard. */
  constructor(room) {
    this.room = room;
    lastId += 1;
    this.field = h('textarea', {
      id: `composer-${lastId}`, rows: '1', 'aria-label': t('composer.placeholder'), placeholder: t('composer.placeholder'), enterkeyhint: 'send',
      oninput: () => this.#changed(), onkeydown: (event) => this.#key(event),
    });
    this.suggestions = new Suggestions(this.field, (command) => this.#sendText(command));
    this.inline = new Inline(room, (results) => this.suggestions.offer(results.map((result) => ({ ...result, run: () => { this.fill(''); result.run(); } }))));
    this.attachment = new Attachment(() => this.#changed());
    this.menuButton = h('button.menu-button', { type: 'button', hidden: true });
    this.keys = iconButton('keys', t('keyboard.hide'), () => room.toggleKeyboard(), { class: 'keys', hidden: true });
    this.sendButton = h('button.icon-button.send', { 'aria-label': t('composer.send'), title: t('composer.send'), disabled: true }, icon('send'));
    this.answering = h('div.answering', { hidden: true });
    this.form = h('form.composer', { onsubmit: (event) => { event.preventDefault(); this.#send(); } },
      this.menuButton, this.attachment.button, this.field, this.keys, this.sendButton);
    this.element = h('div.composer-box', {}, this.suggestions.element, this.answering, this.attachment.element, this.form);
    this.element.addEventListener('paste', (event) => event.clipboardData?.files.length && this.attachment.take(event.clipboardData.files[0]));
  }

  get hasFocus() {
    return this.element.contains(document.activeElement);
  }

  focus() {
    this.field.focus({ preventScroll: true });
  }

  fill(text) {
    this.field.value = text;
    this.#changed();
    this.focus();
  }

  replyTo(message) {
    this.#replyTo = message;
    this.#editing = null;
    this.#showAnswering(message, message && t('message.replying', { name: this.room.nameOf(message) }), 'reply');
  }

  /** One's own text is written anew in its place. */
  edit(message) {
    this.#replyTo = null;
    this.#editing = message;
    this.#showAnswering(message, t('message.editing'), 'pen');
    this.fill(message?.text ?? '');
  }

  #showAnswering(message, title, sign) {
    this.answering.hidden = !message;
    if (!message) return;
    this.answering.replaceChildren(icon(sign, 'm'), h('span.answering-text', {}, h('b', {}, title), h('span.clip', {}, summary(message))),
      iconButton('close', t('cancel'), () => this.#stopAnswering()));
    this.focus();
  }

  #stopAnswering() {
    if (this.#editing) this.edit(null);
    this.replyTo(null);
  }

  /** Follows the chat: menu button, commands, keyboard. */
  update() {
    const { chat, keyboard, keyboardShown } = this.room;
    this.suggestions.commands = chat.commands ?? [];
    this.keys.hidden = !keyboard;
    this.keys.setAttribute('aria-pressed', String(keyboardShown));
    this.keys.title = t(keyboardShown ? 'keyboard.hide' : 'keyboard.show');
    this.keys.setAttribute('aria-label', this.keys.title);
    this.#showPlaceholder();
    this.#showMenuButton(chat);
  }

  #showPlaceholder() {
    const { keyboard, keyboardShown } = this.room;
    const wish = keyboardShown ? keyboard.input_field_placeholder : '';
    this.field.placeholder = this.attachment.file ? t('composer.caption') : wish || t('composer.placeholder');
  }

  #showMenuButton({ menu_button: menu, commands, bot_id: isBot }) {
    const isApp = menu?.type === 'web_app';
    this.menuButton.hidden = !isBot || (!isApp && !commands?.length);
    this.menuButton.classList.toggle('opens-app', isApp);
    if (isApp) {
      this.menuButton.replaceChildren(icon('app', 'm'), h('span.clip', {}, menu.text));
      this.menuButton.setAttribute('aria-label', menu.text);
      this.menuButton.onclick = () => this.room.seat.launch(this.room.chat, { menu: true }, { from: 'menu', text: menu.text });
      return;
    }
    this.menuButton.replaceChildren(icon('menu', 'm'), h('span.clip', {}, t('composer.menu')));
    this.menuButton.setAttribute('aria-label', t('composer.menu.commands'));
    this.menuButton.onclick = () => this.suggestions.toggleAll();
  }

  #changed() {
    if (!this.inline.update(this.field.value)) this.suggestions.update();
    this.sendButton.disabled = !this.field.value.trim() && !this.attachment.file;
    this.#showPlaceholder();
    this.field.style.height = '';
    this.field.style.height = `${Math.min(this.field.scrollHeight, 144)}px`;
  }

  #key(event) {
    if (this.suggestions.key(event)) return;
    if (event.key === 'Escape' && (this.#replyTo || this.#editing)) this.#stopAnswering();
    if (event.key === 'ArrowUp' && !this.field.value) this.#editLast(event);
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#send();
  }

  #editLast(event) {
    const own = this.room.log.findLast((message) => message.out && message.text);
    if (!own) return;
    event.preventDefault();
    this.edit(own);
  }

  async #sendText(text) {
    this.field.value = text;
    await this.#send();
  }

  async #send() {
    const text = this.field.value.trim();
    if (!text && !this.attachment.file) return;
    if (this.#editing) return this.#correct(text);
    const reply = this.#replyTo?.message_id;
    const body = this.attachment.file ? this.attachment.form(text, reply) : { text, ...(reply && { reply_to_message_id: reply }) };
    this.field.value = '';
    const kept = this.attachment.file;
    this.attachment.drop();
    this.replyTo(null);
    this.#changed();
    this.focus();
    if (!(await this.room.send(body))) {
      if (!this.field.value) this.fill(text);
      if (kept) this.attachment.take(kept);
    }
    return undefined;
  }

  async #correct(text) {
    const message = this.#editing;
    if (text !== message.text && !(await this.room.correct(message, text))) return;
    this.edit(null);
  }
}
