// What the app and the host said to each other, newest first.

import { h, iconButton } from '../element.js';
import { openOverlay } from '../overlay.js';
import { t } from '../words.js';

function line({ side, type, data, at }) {
  const value = data === '' || data === undefined ? '' : JSON.stringify(data);
  return h('li', { class: side }, h('time.num', {}, at.toLocaleTimeString('ru-RU')), h('b', {}, side === 'app' ? '→ ' : '← ', type), value && h('code', {}, value.slice(0, 400)));
}

export function openJournal(app) {
  const rows = [...app.journal].reverse().map(line);
  const close = openOverlay(app.window, [
    h('div.form-head', {}, h('h2', {}, t('app.journal')), iconButton('close', t('close'), () => close())),
    rows.length ? h('ol.journal', {}, rows) : h('p.say', {}, t('app.journal.empty')),
  ], { label: t('app.journal') });
}
