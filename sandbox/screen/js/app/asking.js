// Questions that the host puts to the person for the app: popups, scanner, clipboard, permissions.

import * as api from '../api.js';
import { h } from '../element.js';
import { ask, confirm, openOverlay } from '../overlay.js';
import { t } from '../words.js';

const POPUP_WORDS = { ok: 'app.popup.ok', close: 'app.popup.close', cancel: 'app.popup.cancel' };
const POPUP_KINDS = { destructive: 'danger', ok: 'main', default: 'main' };

function popupButtons(buttons) {
  const known = (Array.isArray(buttons) ? buttons : []).filter((button) => button && typeof button === 'object').slice(0, 3);
  return (known.length ? known : [{ type: 'close' }]).map(({ id, type, text }) => ({
    id: String(id ?? ''), text: POPUP_WORDS[type] ? t(POPUP_WORDS[type]) : String(text ?? ''), kind: POPUP_KINDS[type] ?? 'plain',
  }));
}

async function openPopup(app, { title, message, buttons }) {
  if (app.popupOpen) return;
  app.popupOpen = true;
  const answer = await ask(app.window, { title: title ? String(title) : '', text: String(message ?? ''), buttons: popupButtons(buttons) });
  app.popupOpen = false;
  app.tell('popup_closed', answer === null ? {} : { button_id: answer });
}

/** A sheet with one line to type: the scanner and the clipboard. `send(value)` may keep it open by returning true. */
function typeIn(app, { title, help, label, button, send, onDismiss }) {
  const input = h('input.input', { 'aria-label': label, placeholder: label, autocomplete: 'off' });
  const form = h('form.form', {
    onsubmit: (event) => {
      event.preventDefault();
      if (!send(input.value)) close();
      else input.select();
    },
  }, h('h2', {}, title), help && h('p.say', {}, help), input, h('div.answers', {},
    h('button.button.plain', { type: 'button', onclick: () => { close(); onDismiss(); } }, t('cancel')), h('button.button.filled', {}, button)));
  const close = openOverlay(app.window, form, { label: title, onDismiss });
  return close;
}

function openScanner(app, { text }) {
  if (app.closeScanner) return;
  const close = typeIn(app, {
    title: t('app.scan'),
    help: text ? String(text) : t('app.scan.help'),
    label: t('app.scan.value'),
    button: t('app.scan.do'),
    send(value) {
      app.tell('qr_text_received', { data: value });
      return true;
    },
    onDismiss() {
      app.closeScanner = null;
      app.tell('scan_qr_popup_closed');
    },
  });
  app.closeScanner = close;
}

function closeScanner(app) {
  app.closeScanner?.();
  app.closeScanner = null;
}

function readClipboard(app, { req_id: request }) {
  typeIn(app, {
    title: t('app.clipboard'),
    label: t('app.clipboard.value'),
    button: t('app.clipboard.do'),
    send: (value) => void app.tell('clipboard_text_received', { req_id: request, data: value }),
    onDismiss: () => app.tell('clipboard_text_received', { req_id: request }),
  });
}

async function deed(app, name, status) {
  try {
    await api.act(app.account.id, `bot:${app.botId}`, name);
    return status;
  } catch (error) {
    app.say(t('failed', { reason: error.message }));
    return 'cancelled';
  }
}

async function requestWriteAccess(app) {
  const agreed = await confirm(app.window, { title: t('app.write'), text: t('app.write.why', { bot: app.title }), yes: t('app.write.do') });
  app.tell('write_access_requested', { status: agreed ? await deed(app, 'write-access', 'allowed') : 'cancelled' });
}

async function requestPhone(app) {
  const agreed = await confirm(app.window, { title: t('keyboard.contact'), text: t('keyboard.contact.why', { bot: app.title }), yes: t('keyboard.contact.do') });
  app.tell('phone_requested', { status: agreed ? await deed(app, 'contact', 'sent') : 'cancelled' });
}

export const asking = {
  web_app_open_popup: openPopup,
  web_app_open_scan_qr_popup: openScanner,
  web_app_close_scan_qr_popup: closeScanner,
  web_app_read_text_from_clipboard: readClipboard,
  web_app_request_write_access: requestWriteAccess,
  web_app_request_phone: requestPhone,
};
