// The Mini App in a frame: its window, its envelope of messages, its life from opening to closing.
// Events travel as JSON strings {eventType, eventData}; only the frame's own window is listened to.

import { h, icon, iconButton } from '../element.js';
import { openMenu } from '../menu.js';
import { confirm } from '../overlay.js';
import { toast } from '../toast.js';
import { t } from '../words.js';
import { BottomButtons } from './buttons.js';
import { openJournal } from './journal.js';
import { protocol } from './protocol.js';
import { themeParams } from './theme.js';

const JOURNAL_LENGTH = 200;

export class AppFrame {
  needsConfirmation = false;
  hasSettings = false;
  hasBack = false;
  journal = [];

  /** `launch`: {url, title, bot_id}; `origin`: {from, text}; `onClose()` after the window is gone. */
  constructor({ seat, chat, launch, origin, onClose }) {
    Object.assign(this, { seat, chat, launch, origin, onClose });
    this.account = seat.account;
    this.botId = launch.bot_id ?? chat.bot_id;
    this.title = launch.title || chat.title;
    this.buttons = new BottomButtons(this);
    this.leave = h('button.app-leave', { type: 'button', onclick: () => this.#leave() });
    const more = iconButton('dots', t('app.menu'), () => openMenu(more, this.#menu()));
    this.head = h('header.app-head', {}, this.leave, h('h2.app-title.clip', {}, this.title), more);
    this.stage = h('div.app-stage', {});
    this.whisper = h('div.app-whisper', { 'aria-hidden': 'true' });
    this.restore = h('button.app-restore', { type: 'button', 'aria-label': `${t('app.restore')}: ${this.title}`, onclick: () => this.minimise(false) }, icon('app', 'm'), h('span.clip', {}, this.title), icon('up', 'm'));
    this.window = h('div.app-window', {}, this.head, this.stage, this.whisper, this.buttons.element);
    this.element = h('aside.app', { 'aria-label': `${t('app')}: ${this.title}` }, this.window, this.restore);
    this.receive = (event) => this.#receive(event);
    addEventListener('message', this.receive);
    this.resized = new ResizeObserver(() => this.tellViewport());
    this.showBack(false);
  }

  /** A fresh frame each time: the app's script keeps what it was launched with. */
  load() {
    this.resized.disconnect();
    this.frame = h('iframe', {
      title: this.title, src: this.launch.url, referrerpolicy: 'no-referrer',
      allow: 'clipboard-read; clipboard-write; fullscreen; autoplay; camera; microphone',
      sandbox: 'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-modals allow-downloads',
    });
    this.stage.replaceChildren(h('div.app-wait', {}, h('span.spinner', { 'aria-hidden': 'true' }), h('p', { role: 'status' }, t('app.loading'))), this.frame);
    this.frame.addEventListener('load', () => this.stage.classList.add('loaded'));
    this.resized.observe(this.stage);
  }

  #receive(event) {
    if (event.source !== this.frame?.contentWindow || typeof event.data !== 'string') return;
    let envelope;
    try {
      envelope = JSON.parse(event.data);
    } catch {
      return;
    }
    if (typeof envelope?.eventType !== 'string') return;
    const data = typeof envelope.eventData === 'object' && envelope.eventData !== null ? envelope.eventData : {};
    this.note('app', envelope.eventType, envelope.eventData);
    const answer = Object.hasOwn(protocol, envelope.eventType) ? protocol[envelope.eventType] : null;
    if (answer) answer(this, data);
    else this.say(t('app.unsupported', { what: envelope.eventType }));
  }

  /** Sends an event to the app; missing data travels as an empty string, as in Telegram. */
  tell(eventType, eventData = '') {
    this.note('host', eventType, eventData);
    this.frame?.contentWindow?.postMessage(JSON.stringify({ eventType, eventData }), '*');
  }

  note(side, type, data) {
    this.journal.push({ side, type, data, at: new Date() });
    if (this.journal.length > JOURNAL_LENGTH) this.journal.shift();
  }

  say(text) {
    toast(this.window, text);
  }

  /** A subtle line for what cannot be felt here. */
  hint(text) {
    this.whisper.textContent = text;
    this.whisper.classList.remove('shown');
    void this.whisper.offsetWidth;
    this.whisper.classList.add('shown');
  }

  themeChanged() {
    this.tell('theme_changed', { theme_params: themeParams() });
    this.buttons.show();
  }

  tellViewport() {
    const { width, height } = this.stage.getBoundingClientRect();
    if (height) this.tell('viewport_changed', { width: Math.round(width), height: Math.round(height), is_expanded: true, is_state_stable: true });
  }

  get isFullscreen() {
    return this.element.classList.contains('fullscreen');
  }

  showBack(shown) {
    this.hasBack = shown;
    this.leave.replaceChildren(icon(shown ? 'left' : 'close', 'm'), t(shown ? 'back' : 'close'));
  }

  #leave() {
    if (this.hasBack) this.tell('back_button_pressed');
    else this.askToClose();
  }

  #menu() {
    const item = (text, name, run) => ({ text: t(text), icon: name, run });
    return [
      this.hasSettings && item('app.settings', 'pen', () => this.tell('settings_button_pressed')),
      item('app.reload', 'reload', () => this.load()),
      item('app.home', 'phone', () => protocol.web_app_add_to_home_screen(this)),
      item('app.minimise', 'down', () => this.minimise(true)),
      item('app.journal', 'menu', () => openJournal(this)),
      null,
      item('close', 'close', () => this.askToClose()),
    ].filter((entry) => entry !== false);
  }

  /** Hidden behind a strip, but alive. Only where it would cover the conversation. */
  minimise(minimised) {
    this.element.classList.toggle('minimised', minimised);
    this.tell('visibility_changed', { is_visible: !minimised });
  }

  /** @returns whether the app was closed. */
  async askToClose() {
    if (this.needsConfirmation) {
      if (this.element.classList.contains('minimised')) this.minimise(false);
      const agreed = await confirm(this.window, { title: t('app.close.sure'), text: t('app.close.why'), yes: t('close'), danger: true });
      if (!agreed) return false;
    }
    this.close();
    return true;
  }

  close() {
    if (!this.element.isConnected) return;
    this.remove();
    this.onClose();
  }

  remove() {
    removeEventListener('message', this.receive);
    this.resized.disconnect();
    this.element.remove();
  }
}
