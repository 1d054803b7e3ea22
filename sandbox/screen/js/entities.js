// Formatted text: Telegram's entities (offsets in UTF-16 units, as JavaScript counts) become elements.

import { h, icon } from './element.js';
import { t } from './words.js';

const PLAIN = { bold: 'b', italic: 'i', underline: 'u', strikethrough: 's', code: 'code', blockquote: 'blockquote' };

const BLOCKS = new Set(['blockquote', 'expandable_blockquote', 'pre']);

/**
 * @param {object} on what a click does: {link(url), command(text), mention(username), copy(text)}
 * @returns nodes to append.
 */
export function formatted(text, entities = [], on = {}) {
  const sorted = [...(entities ?? [])]
    .filter(({ offset, length }) => offset >= 0 && length > 0 && offset < text.length)
    .sort((a, b) => a.offset - b.offset || b.length - a.length);
  return span(text, 0, text.length, sorted, on);
}

function span(text, from, to, entities, on) {
  const nodes = [];
  let at = from;
  for (let i = 0; i < entities.length; i += 1) {
    const entity = entities[i];
    if (entity.offset < at) continue;
    const end = Math.min(entity.offset + entity.length, to);
    if (entity.offset > at) nodes.push(text.slice(at, entity.offset));
    const inner = entities.slice(i + 1).filter((other) => other.offset < end);
    nodes.push(element(entity, text.slice(entity.offset, end), () => span(text, entity.offset, end, inner, on), on));
    // A block ends its line by itself.
    at = BLOCKS.has(entity.type) && text[end] === '\n' ? end + 1 : end;
  }
  if (at < to) nodes.push(text.slice(at, to));
  return nodes;
}

function element(entity, raw, inside, on) {
  const tag = PLAIN[entity.type];
  if (entity.type === 'code') return h('code', { onclick: () => on.copy?.(raw), title: t('copy') }, inside());
  if (tag) return h(tag, {}, inside());
  switch (entity.type) {
    case 'pre': return codeBlock(entity, raw, inside(), on);
    case 'expandable_blockquote': return expandable(inside());
    case 'spoiler': return spoiler(inside());
    case 'bot_command': return act(inside(), () => on.command?.(raw));
    case 'mention': return act(inside(), () => on.mention?.(raw.slice(1)));
    case 'text_link': return link(entity.url, inside(), on, true);
    case 'url': return link(/^[a-z][\w+.-]*:/i.test(raw) ? raw : `https://${raw}`, inside(), on, false);
    case 'email': return h('a', { href: `mailto:${raw}` }, inside());
    case 'text_mention': case 'hashtag': case 'cashtag': case 'phone_number': return h('span.tag', {}, inside());
    default: return h('span', {}, inside());
  }
}

const act = (inside, onclick) => h('button.inline-link', { type: 'button', onclick }, inside);

function link(url, inside, on, isMasked) {
  if (!/^(https?|tg):/i.test(url)) return h('span', {}, inside);
  return h('a', {
    href: url, target: '_blank', rel: 'noopener noreferrer',
    onclick: (event) => on.link?.(url, isMasked) && event.preventDefault(),
  }, inside);
}

function codeBlock(entity, raw, inside, on) {
  return h('div.pre', {},
    h('div.pre-head', {}, h('span', {}, entity.language ?? ''),
      h('button.icon-button', { type: 'button', 'aria-label': t('message.code'), title: t('message.code'), onclick: () => on.copy?.(raw) }, icon('copy', 's'))),
    h('pre', {}, h('code', {}, inside)));
}

function expandable(inside) {
  const quote = h('blockquote.folded', { role: 'button', tabindex: '0', 'aria-expanded': 'false' }, inside);
  const toggle = () => quote.setAttribute('aria-expanded', String(!quote.classList.toggle('folded')));
  quote.addEventListener('click', toggle);
  quote.addEventListener('keydown', (event) => event.key === 'Enter' && toggle());
  return quote;
}

function spoiler(inside) {
  const text = h('span.spoiler-text', { 'aria-hidden': 'true' }, inside);
  const cover = h('span.spoiler', { role: 'button', tabindex: '0', 'aria-label': t('message.spoiler') }, text);
  function reveal(event) {
    if (event.type === 'keydown' && event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    cover.classList.add('open');
    cover.removeAttribute('role');
    cover.removeAttribute('tabindex');
    cover.removeAttribute('aria-label');
    text.removeAttribute('aria-hidden');
  }
  cover.addEventListener('click', reveal, { once: true });
  cover.addEventListener('keydown', reveal);
  return cover;
}
