// The page's main button is handed to Telegram's own one, where there is one; else it stays.

import { app, isInside } from './telegram.js';

const root = document.documentElement;
const native = isInside ? app.MainButton : null;
let ours = null;
let watch = null;

native?.onClick(() => ours?.click());

// Called when all behaviours of the page are attached: from now on it can be pressed.
export function takeMainButton(page) {
  const bar = page.querySelector('.bottom-bar');
  if (!native || !bar) return;
  ours = bar.querySelector('.button');
  bar.hidden = true;
  root.dataset.native = '';
  watch = new MutationObserver(show);
  watch.observe(ours, { attributes: true, characterData: true, childList: true, subtree: true });
  show();
}

export function releaseMainButton() {
  if (!ours) return;
  watch.disconnect();
  ours = null;
  delete root.dataset.native;
  native.hideProgress();
  native.hide();
}

function show() {
  const isBusy = ours.getAttribute('aria-busy') === 'true';
  const style = getComputedStyle(root);
  native.setParams({
    text: ours.textContent.trim(),
    is_active: !ours.disabled && !isBusy,
    is_visible: true,
    ...colours(style),
  });
  if (isBusy) native.showProgress(true);
  else native.hideProgress();
}

// Only a theme that was corrected says its colour itself; else Telegram's button has Telegram's.
function colours(style) {
  const mended = root.style.getPropertyValue('--button');
  const hex = /^rgb\((\d+) (\d+) (\d+)\)$/.exec(mended);
  if (!hex) return {};
  const color = `#${hex.slice(1).map((part) => Number(part).toString(16).padStart(2, '0')).join('')}`;
  return { color, text_color: style.getPropertyValue('--button-text').trim() };
}
