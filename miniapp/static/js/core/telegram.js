// What Telegram's own script offers, with nothing in its place in an ordinary browser.

export const app = window.Telegram?.WebApp;
export const initData = app?.initData ?? '';
export const person = app?.initDataUnsafe?.user;
export const startParam = app?.initDataUnsafe?.start_param ?? '';
export const isInside = initData !== '';

export function haptic(kind) {
  if (!isInside) return;
  if (kind === 'choice') app.HapticFeedback?.selectionChanged();
  else app.HapticFeedback?.notificationOccurred(kind);
}

export function askBeforeClosing(isNeeded) {
  if (!isInside) return;
  if (isNeeded) app.enableClosingConfirmation?.();
  else app.disableClosingConfirmation?.();
}

export function openOutside(url) {
  if (!isInside) window.open(url, '_blank', 'noopener');
  else if (url.hostname === 't.me') app.openTelegramLink(url.href);
  else app.openLink(url.href);
}
