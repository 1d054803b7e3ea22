// Windows over a part of the screen: dialogs, confirmations, alerts. What is below is inert meanwhile.

import { h } from './element.js';
import { t } from './words.js';

const FOCUSABLE = 'input:not([type=hidden]), select, textarea, button, a[href]';

/**
 * Shows `content` over `host` (a positioned element). Escape and a click outside dismiss it.
 * @returns a function that removes it; `onDismiss` is called only when the person dismissed it.
 */
export function openOverlay(host, content, { label, onDismiss, dismissable = true } = {}) {
  const before = document.activeElement;
  const sheet = h('div.sheet', { role: 'dialog', 'aria-modal': 'true', 'aria-label': label, tabindex: '-1' }, content);
  const veil = h('div.veil', {}, sheet);
  const below = [...host.children].filter((child) => !child.inert);
  for (const child of below) child.inert = true;
  host.append(veil);

  function close() {
    if (!veil.isConnected) return;
    veil.remove();
    for (const child of below) child.inert = false;
    if (before?.isConnected) before.focus({ preventScroll: true });
  }
  function dismiss() {
    close();
    onDismiss?.();
  }
  if (dismissable) {
    veil.addEventListener('pointerdown', (event) => event.target === veil && dismiss());
    veil.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      dismiss();
    });
  }
  (sheet.querySelector('[data-focus]') ?? sheet.querySelector(FOCUSABLE) ?? sheet).focus({ preventScroll: true });
  return close;
}

/**
 * A question with buttons; resolves to the id of the pressed one, or null when dismissed.
 * `buttons`: [{id, text, kind: 'main'|'danger'|'plain'}], `body`: elements below the text.
 */
export function ask(host, { title, text, body, buttons }) {
  return new Promise((resolve) => {
    const row = buttons.map(({ id, text: label, kind = 'plain' }) =>
      h(`button.button.${kind === 'main' ? 'filled' : kind}`, { type: 'button', 'data-answer': id, onclick: () => answer(id) }, label));
    const close = openOverlay(host, [
      title && h('h2', {}, title),
      text && h('p.say', {}, text),
      body,
      h('div.answers', { class: buttons.length > 2 ? 'many' : '' }, row),
    ], { label: title || text, onDismiss: () => resolve(null) });
    function answer(id) {
      close();
      resolve(id);
    }
  });
}

/** Yes or no; `true` only when the person agreed. */
export async function confirm(host, { title, text, body, yes, danger = false }) {
  const answer = await ask(host, {
    title,
    text,
    body,
    buttons: [{ id: 'no', text: t('cancel') }, { id: 'yes', text: yes, kind: danger ? 'danger' : 'main' }],
  });
  return answer === 'yes';
}

/** One text and one button, as a bot's alert. */
export const alertBox = (host, text) => ask(host, { text, buttons: [{ id: 'ok', text: t('ok'), kind: 'main' }] });
