// One message as an element: bubble, album or service line.

import { avatar, fullName, h, icon, peerColour } from './element.js';
import { formatted } from './entities.js';
import { inlineKeyboard, payKeyboard } from './keyboard.js';
import { media } from './media.js';
import { messageMenu, reactionChips } from './message_menu.js';
import { pollView } from './poll.js';
import { authorOf, price, serviceText, summary } from './summary.js';
import { clockTime } from './time.js';
import { t } from './words.js';

/**
 * @param {object[]} messages one message, or all of an album
 * @param {object} place {isFirst, isLast, withAuthor, person}
 * @param {object} on what may be done with it, see conversation.js
 */
export function messageView(messages, place, on) {
  const message = messages[0];
  const service = serviceText(message);
  if (service) return h('div.service', { 'data-id': String(message.message_id) }, service);
  const node = h('article.msg', {
    class: [message.out && 'out', !place.isFirst && 'joined', place.isLast && 'last'].filter(Boolean).join(' '),
    'data-id': String(message.message_id), tabindex: '-1',
  });
  if (place.withAuthor && !message.out) {
    const author = authorOf(message);
    node.append(place.isLast ? avatar({ id: author.id, title: fullName(author), peer: place.peerOf(author.id) }, 'm') : h('span.gap', {}));
  }
  node.append(h('div.with-kb', {}, bubble(messages, place, on), keyboard(message, on)), messageMenu(message, node, place.person, on));
  node.addEventListener('dblclick', (event) => !event.target.closest('button, a, input') && on.reply(message));
  return node;
}

function keyboard(message, on) {
  const press = (button, row, column) => on.press(message, button, row, column);
  if (message.reply_markup?.inline_keyboard) return inlineKeyboard(message.reply_markup, press);
  return message.invoice ? payKeyboard(message.invoice, press) : null;
}

function bubble(messages, place, on) {
  const message = messages[0];
  const withText = messages.find(({ text, caption }) => text || caption) ?? message;
  const shown = messages.length > 1 ? { node: album(messages, on), isWide: true } : media(message, on);
  const bare = message.sticker || message.video_note || message.dice;
  const node = h('div.bubble', { class: [shown?.isWide && 'wide', bare && 'bare'].filter(Boolean).join(' ') });
  node.append(...[author(message, place), forwarded(message), quote(message, on)].filter(Boolean));
  const text = words(withText, on);
  if (shown && message.show_caption_above_media && text) node.append(text, shown.node);
  else node.append(...[shown?.node, text].filter(Boolean));
  if (message.poll) node.append(pollView(message, place.person, (options) => on.vote(message, options)));
  if (message.invoice) node.append(invoice(message.invoice));
  node.append(...[reactionChips(message, place.person, on), meta(messages.at(-1), withText)].filter(Boolean));
  if (shown?.isWide && !text) node.classList.add('no-text');
  return node;
}

function album(messages, on) {
  return h('div.album', { class: `n${Math.min(messages.length, 4)}` }, messages.map((one) => media(one, on)?.node));
}

function author(message, place) {
  if (!place.withAuthor || message.out || !place.isFirst) return null;
  const who = authorOf(message);
  return h('span.author', { class: `p${place.peerOf(who.id) ?? peerColour(who.id)}` }, fullName(who),
    message.author_signature && h('span.role', {}, message.author_signature));
}

function forwarded({ forward_origin: origin, via_bot: bot }) {
  if (bot) return h('span.forwarded', {}, t('message.via', { name: bot.username }));
  if (!origin) return null;
  const name = fullName(origin.sender_user ?? origin.sender_chat ?? origin.chat) || origin.sender_user_name;
  return h('span.forwarded', {}, t('message.forwarded', { name }));
}

function quote(message, on) {
  const to = message.reply_to_message;
  if (!to || to.forum_topic_created) return null;
  const who = authorOf(to);
  return h('button.quote', { type: 'button', class: `p${peerColour(who.id)}`, onclick: () => on.jump(to.message_id) },
    h('b', {}, fullName(who)), h('span.clip', {}, message.quote?.text ?? summary(to)));
}

function words(message, on) {
  const text = message.text ?? message.caption;
  if (!text) return null;
  const isBig = !message.entities?.length && /^\p{Extended_Pictographic}{1,3}\ufe0f?$/u.test(text);
  return h('div.text', { class: isBig ? 'big' : '', dir: 'auto' }, formatted(text, message.entities ?? message.caption_entities, on));
}

function invoice({ title, description, total_amount: amount, currency }) {
  return h('div.invoice', {}, h('b', {}, title), h('p', {}, description), h('span.badge', {}, price(amount, currency)));
}

function meta(last, withText) {
  return h('span.meta', {},
    withText.edit_date && h('span', {}, t('message.edited')),
    h('time.num', { datetime: new Date(last.date * 1000).toISOString() }, clockTime(last.date)),
    last.out && h('span.sr', {}, t('message.sent')),
    last.out && icon('checks', 's'));
}
