// A small menu at a button: arrow keys move, Escape closes, focus returns to the button.

import { h, icon } from './element.js';

/** `items`: [{text, icon, run, danger, checked}], {row: [{text, label, checked, run}]} or null for a line. */
export function openMenu(button, items) {
  const wasOpen = button.getAttribute('aria-expanded') === 'true';
  document.querySelector('.menu')?.dispatchEvent(new Event('leave'));
  if (wasOpen) return;
  const rows = items.map((item) => (!item ? h('hr', { role: 'separator' }) : item.row ? h('div.menu-row', { role: 'group' }, item.row.map(row)) : row(item)));
  const menu = h('div.menu', { role: 'menu' }, rows);

  function row({ text, label, icon: name, run, danger, checked }) {
    const isChoice = checked !== undefined;
    return h('button.menu-item', {
      type: 'button', role: isChoice ? 'menuitemradio' : 'menuitem', class: danger ? 'danger' : '',
      'aria-checked': isChoice ? String(checked) : null, 'aria-label': label, tabindex: '-1',
      onclick: () => { leave(); run(); },
    }, name && icon(name, 'm'), h('span', {}, text), checked && !label && icon('check', 'm'));
  }
  function leave(event) {
    if (event?.type === 'pointerdown' && (menu.contains(event.target) || button.contains(event.target))) return;
    menu.remove();
    button.setAttribute('aria-expanded', 'false');
    document.removeEventListener('pointerdown', leave);
    removeEventListener('blur', leave);
    if (event?.type !== 'pointerdown') button.focus();
  }
  function move(event) {
    const all = [...menu.querySelectorAll('.menu-item')];
    const at = all.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to !== undefined) all.at(to % all.length).focus();
    else if (event.key === 'Escape' || event.key === 'Tab') leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  document.body.append(menu);
  place(menu, button);
  button.setAttribute('aria-haspopup', 'menu');
  button.setAttribute('aria-expanded', 'true');
  menu.addEventListener('keydown', move);
  menu.addEventListener('leave', () => leave({ type: 'pointerdown', target: document.body }));
  document.addEventListener('pointerdown', leave);
  addEventListener('blur', leave);
  menu.querySelector('.menu-item')?.focus({ preventScroll: true });
}

function place(menu, button) {
  const at = button.getBoundingClientRect();
  const size = menu.getBoundingClientRect();
  const fitsBelow = at.bottom + size.height + 12 < innerHeight;
  const left = at.left + size.width + 8 < innerWidth ? at.left : at.right - size.width;
  menu.style.top = `${fitsBelow ? at.bottom + 4 : Math.max(8, at.top - size.height - 4)}px`;
  menu.style.left = `${Math.max(8, left)}px`;
}
