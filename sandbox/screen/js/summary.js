// A message in one line: for the list of chats, replies and pins. And service messages in words.

import { fullName } from './element.js';
import { t } from './words.js';

const KINDS = ['animation', 'photo', 'video', 'voice', 'video_note', 'audio', 'document', 'sticker', 'contact', 'location', 'poll', 'invoice', 'dice'];

const kindOf = (message) => KINDS.find((kind) => message[kind]) ?? null;

export const authorOf = (message) => message.sender_chat ?? message.from ?? message.chat ?? {};

/** @returns what a bot's price reads like; `XTR` is stars, others are in hundredths. */
export function price(amount, currency) {
  if (currency === 'XTR') return t('stars', { count: amount });
  return new Intl.NumberFormat(document.documentElement.lang, { style: 'currency', currency }).format(amount / 100);
}

const names = (users) => users.map(fullName).join(', ');

const SERVICE = {
  new_chat_members: (m) => t('service.joined', { name: names(m.new_chat_members) }),
  left_chat_member: (m) => t('service.left', { name: fullName(m.left_chat_member) }),
  new_chat_title: (m) => t('service.title', { title: m.new_chat_title }),
  new_chat_photo: () => t('service.photo'),
  delete_chat_photo: () => t('service.photo_deleted'),
  group_chat_created: (m) => t('service.created', { title: m.chat?.title ?? '' }),
  supergroup_chat_created: (m) => t('service.created', { title: m.chat?.title ?? '' }),
  channel_chat_created: () => t('service.channel_created'),
  pinned_message: (m) => t('service.pinned', { what: summary(m.pinned_message).slice(0, 60) }),
  write_access_allowed: () => t('service.write_access'),
  web_app_data: (m) => t('service.web_app_data', { button: m.web_app_data.button_text }),
  successful_payment: (m) => t('service.paid', { amount: price(m.successful_payment.total_amount, m.successful_payment.currency) }),
  refunded_payment: (m) => t('service.refunded', { amount: price(m.refunded_payment.total_amount, m.refunded_payment.currency) }),
  forum_topic_created: (m) => t('service.topic', { name: m.forum_topic_created.name }),
  forum_topic_edited: () => t('service.topic_changed'),
  forum_topic_closed: () => t('service.topic_changed'),
  forum_topic_reopened: () => t('service.topic_changed'),
  users_shared: () => t('service.shared'),
  chat_shared: () => t('service.shared'),
  migrate_to_chat_id: () => t('service.migrated'),
  migrate_from_chat_id: () => t('service.migrated'),
};

/** @returns the words of a service message, or null for an ordinary one. */
export function serviceText(message) {
  const key = Object.keys(SERVICE).find((field) => message[field] !== undefined);
  return key ? SERVICE[key](message) : null;
}

/** One line about any message. */
export function summary(message) {
  if (!message) return '';
  const service = serviceText(message);
  if (service) return service;
  if (message.text) return message.text.replace(/\s+/g, ' ');
  const kind = kindOf(message);
  if (!kind) return t('message.unknown');
  const words = t(`kind.${kind}`, {
    question: message.poll?.question, title: message.invoice?.title, emoji: message.sticker?.emoji ?? '',
  });
  const more = message.caption ?? message.document?.file_name ?? message.audio?.title ?? '';
  return more && kind !== 'poll' ? `${words}: ${more.replace(/\s+/g, ' ')}` : words.trim();
}
