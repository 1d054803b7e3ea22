// What can be done with a message: react, reply, edit one's own words, copy.

import { h, icon } from './element.js';
import { openMenu } from './menu.js';
import { t } from './words.js';

const REACTIONS = ['👍', '❤', '🔥', '🎉', '😁', '🤔'];

const ownReactions = (message, person) => message.reactions?.[String(person)] ?? [];

function items(message, person, on) {
  const mine = ownReactions(message, person);
  const text = message.text ?? message.caption;
  return [
    { row: REACTIONS.map((emoji) => ({ text: emoji, label: t('message.react', { emoji }), checked: mine.includes(emoji), run: () => on.react(message, mine.includes(emoji) ? '' : emoji) })) },
    { text: t('message.reply'), icon: 'reply', run: () => on.reply(message) },
    message.out && message.text && { text: t('message.edit'), icon: 'pen', run: () => on.edit(message) },
    text && { text: t('message.copy'), icon: 'copy', run: () => on.copy(text) },
  ].filter(Boolean);
}

/** The button beside a bubble; a long press or a right click on the bubble opens the same. */
export function messageMenu(message, node, person, on) {
  const button = h('button.message-menu', { type: 'button', 'aria-label': t('message.menu'), title: t('message.menu'), onclick: () => openMenu(button, items(message, person, on)) }, icon('dots', 'm'));
  node.addEventListener('contextmenu', (event) => {
    if (event.target.closest('a, img, video, input')) return;
    event.preventDefault();
    openMenu(button, items(message, person, on));
  });
  return button;
}

/** Reactions below the words, with their numbers; a press adds or takes back one's own. */
export function reactionChips(message, person, on) {
  const counts = new Map();
  for (const emoji of Object.values(message.reactions ?? {}).flat()) counts.set(emoji, (counts.get(emoji) ?? 0) + 1);
  if (!counts.size) return null;
  const mine = ownReactions(message, person);
  return h('div.reactions', {}, [...counts].map(([emoji, count]) => {
    const isMine = mine.includes(emoji);
    return h('button.reaction', { type: 'button', 'aria-pressed': String(isMine), 'aria-label': t('message.reacted', { emoji, count }), onclick: () => on.react(message, isMine ? '' : emoji) },
      emoji, h('span.num', {}, String(count)));
  }));
}
