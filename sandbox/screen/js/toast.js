// A short line over a part of the screen that goes away by itself.

import { h } from './element.js';
import { t } from './words.js';

const SHOWN_FOR = 3200;

export function toast(host, text) {
  host.querySelector(':scope > .toast')?.remove();
  const line = h('div.toast', { role: 'status' }, text);
  host.append(line);
  setTimeout(() => line.remove(), SHOWN_FOR + Math.min(4000, text.length * 30));
}

/** Says in words that a deed failed. */
export const toastFailure = (host, error) => toast(host, t('failed', { reason: error.message }));

/** Copies and says so; falls back to selection where the clipboard is forbidden. */
export async function copyText(host, text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = h('textarea.sr', {}, text);
    host.append(field);
    field.select();
    document.execCommand('copy');
    field.remove();
  }
  toast(host, t('copied'));
}
