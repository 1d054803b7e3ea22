// The messages of one chat on the screen: order, series, days, scrolling, older pages.

import { messageView } from './bubble.js';
import { h, iconButton } from './element.js';
import { Keyed } from './keyed.js';
import { authorOf, serviceText } from './summary.js';
import { dayTitle, sameDay } from './time.js';
import { t } from './words.js';

const SERIES_GAP = 600;
const NEAR_BOTTOM = 90;

/** Albums become one unit; every other message is a unit of its own. */
function units(messages) {
  const found = [];
  for (const message of messages) {
    const before = found.at(-1);
    const group = message.media_group_id;
    if (group && before?.[0].media_group_id === group) before.push(message);
    else found.push([message]);
  }
  return found;
}

function sameSeries(a, b) {
  if (!a || !b || serviceText(a[0]) || serviceText(b[0])) return false;
  const [left, right] = [a.at(-1), b[0]];
  return authorOf(left).id === authorOf(right).id && Boolean(left.out) === Boolean(right.out)
    && right.date - left.date < SERIES_GAP && sameDay(left.date, right.date);
}

export class Log {
  #messages = new Map();
  #hasMore = false;
  #loading = false;
  #stuck = true;
  #floor = 0;
  #missed = 0;

  /** `on`: see messageView; `readOlder(before)` resolves to {messages, has_more}. */
  constructor({ person, withAuthor, peerOf, on, readOlder }) {
    this.place = { person, withAuthor, peerOf };
    this.on = on;
    this.readOlder = readOlder;
    this.list = h('div.log', { role: 'log', 'aria-live': 'polite', 'aria-label': t('conversation.messages'), tabindex: '0' });
    this.rows = new Keyed(this.list);
    this.counter = h('span.counter', { hidden: true });
    this.down = iconButton('down', t('conversation.down'), () => this.toBottom(true), { class: 'to-bottom', hidden: true });
    this.down.append(this.counter);
    this.element = h('div.log-box', {}, this.list, this.down);
    this.list.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    this.list.addEventListener('load', () => this.#stuck && this.toBottom(), true);
    new ResizeObserver(() => this.#stuck && this.toBottom()).observe(this.list);
  }

  get newest() {
    return [...this.#messages.keys()].sort((a, b) => b - a)[0] ?? 0;
  }

  find(id) {
    return this.#messages.get(id) ?? null;
  }

  findLast(fits) {
    return this.#visible().findLast(fits) ?? null;
  }

  get isEmpty() {
    return this.#visible().length === 0;
  }

  /** Shows a fresh page; messages up to `floor` stay hidden. */
  reset({ messages, has_more: hasMore }, floor) {
    this.#messages = new Map(messages.map((message) => [message.message_id, message]));
    this.#hasMore = hasMore;
    this.#floor = floor;
    this.#stuck = true;
    this.#render();
  }

  put(message) {
    const isNew = !this.#messages.has(message.message_id);
    this.#messages.set(message.message_id, message);
    if (isNew && message.out) this.#stuck = true;
    if (isNew && !message.out && !this.#stuck) this.#missed += 1;
    this.#render();
  }

  remove(ids) {
    for (const id of ids) this.#messages.delete(id);
    this.#render();
  }

  hideUpTo(floor) {
    this.#floor = floor;
    this.#render();
  }

  toBottom(smooth = false) {
    this.#stuck = true;
    this.#missed = 0;
    this.list.scrollTo({ top: this.list.scrollHeight, behavior: smooth ? 'smooth' : 'instant' });
    this.#showDown();
  }

  /** Scrolls to a message and marks it for a moment. */
  jump(id) {
    const node = this.list.querySelector(`[data-id="${Number(id)}"]`);
    if (!node) return;
    node.scrollIntoView({ block: 'center', behavior: 'smooth' });
    node.classList.add('found');
    setTimeout(() => node.classList.remove('found'), 1600);
  }

  #visible() {
    return [...this.#messages.values()].filter((message) => message.message_id > this.#floor).sort((a, b) => a.message_id - b.message_id);
  }

  #render() {
    const all = units(this.#visible());
    const items = [];
    all.forEach((unit, i) => {
      const before = all[i - 1];
      const day = dayTitle(unit[0].date);
      if (!before || !sameDay(before[0].date, unit[0].date)) items.push({ key: `day ${day}`, sign: '', make: () => h('div.day', {}, day) });
      const place = { ...this.place, isFirst: !sameSeries(before, unit), isLast: !sameSeries(unit, all[i + 1]) };
      items.push({ key: unit[0].message_id, sign: JSON.stringify([unit, place.isFirst, place.isLast]), make: () => messageView(unit, place, this.on) });
    });
    this.rows.show(items);
    if (this.#stuck) this.toBottom();
    this.#showDown();
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.list;
    this.#stuck = scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM;
    if (this.#stuck) this.#missed = 0;
    this.#showDown();
    if (scrollTop < 200) this.#older();
  }

  async #older() {
    if (!this.#hasMore || this.#loading) return;
    this.#loading = true;
    try {
      const oldest = Math.min(...this.#messages.keys());
      const page = await this.readOlder(oldest);
      const height = this.list.scrollHeight;
      for (const message of page.messages) this.#messages.set(message.message_id, message);
      this.#hasMore = page.has_more && page.messages.length > 0;
      this.#render();
      this.list.scrollTop += this.list.scrollHeight - height;
    } catch (error) {
      console.warn('sandbox: older messages could not be read', error.message);
    } finally {
      this.#loading = false;
    }
  }

  #showDown() {
    this.down.hidden = this.#stuck;
    this.counter.hidden = this.#missed === 0;
    this.counter.textContent = String(this.#missed);
  }
}
