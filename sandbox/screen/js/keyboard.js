// Buttons of bots: inline keyboards below a message and reply keyboards below the composer.

import { h, icon } from './element.js';
import { price } from './summary.js';
import { t } from './words.js';

const SIGNS = [['web_app', 'app'], ['url', 'out'], ['login_url', 'out'], ['copy_text', 'copy'], ['switch_inline_query', 'share'], ['pay', 'card']];

function sign(button) {
  const found = SIGNS.find(([field]) => button[field] !== undefined);
  return found ? icon(found[1], 's') : null;
}

/** `onPress(button, row, column)` may return a promise: the button is busy until it ends. */
export function inlineKeyboard(markup, onPress) {
  const rows = markup.inline_keyboard.filter((row) => row.length);
  if (!rows.length) return null;
  return h('div.inline-kb', { role: 'group', 'aria-label': t('keyboard.buttons') },
    rows.map((row, r) => h('div', {}, row.map((button, c) => pressable(button, () => onPress(button, r, c))))));
}

function pressable(button, press) {
  const style = ['primary', 'success', 'danger'].includes(button.style) ? `style-${button.style}` : '';
  const node = h('button', { type: 'button', class: style, onclick: run }, h('span', {}, button.text), sign(button));
  async function run() {
    if (node.getAttribute('aria-busy') === 'true') return;
    node.setAttribute('aria-busy', 'true');
    try {
      await press();
    } finally {
      node.removeAttribute('aria-busy');
    }
  }
  return node;
}

/** The button that pays an invoice when the bot sent no keyboard of its own. */
export function payKeyboard(invoice, onPress) {
  const text = t('invoice.pay', { amount: price(invoice.total_amount, invoice.currency) });
  return inlineKeyboard({ inline_keyboard: [[{ text, pay: true }]] }, onPress);
}

/** The keyboard below the composer; `onPress(button, row, column)` gets a button as the bot sent it. */
export function replyKeyboard(markup, onPress) {
  return h('div.reply-kb', { role: 'group', 'aria-label': t('keyboard') },
    markup.keyboard.map((row, r) => h('div', {}, row.map((button, c) => pressable(button, () => onPress(button, r, c))))));
}
