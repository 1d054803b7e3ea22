// Dates as Telegram shows them. Telegram gives seconds since 1970.

import { currentLanguage, t } from './words.js';

const locale = currentLanguage() === 'en' ? 'en-GB' : 'ru-RU';
const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long' });
const dayAndYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric' });
const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short' });
const short = new Intl.DateTimeFormat(locale, { day: '2-digit', month: '2-digit', year: '2-digit' });

const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();

function daysAgo(seconds) {
  return Math.round((midnight(new Date()) - midnight(new Date(seconds * 1000))) / 86_400_000);
}

export const clockTime = (seconds) => clock.format(new Date(seconds * 1000));

export const sameDay = (a, b) => midnight(new Date(a * 1000)) === midnight(new Date(b * 1000));

/** A separator between days: «Сегодня», «Вчера», «28 ноября». */
export function dayTitle(seconds) {
  const ago = daysAgo(seconds);
  if (ago === 0) return t('today');
  if (ago === 1) return t('yesterday');
  const date = new Date(seconds * 1000);
  return (date.getFullYear() === new Date().getFullYear() ? day : dayAndYear).format(date);
}

/** The short time in the list of chats. */
export function listTime(seconds) {
  const ago = daysAgo(seconds);
  if (ago <= 0) return clockTime(seconds);
  if (ago === 1) return t('yesterday.short');
  const date = new Date(seconds * 1000);
  return (ago < 7 ? weekday : short).format(date);
}

/** Length of a record: 75 → 1:15. */
export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds || 0));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
