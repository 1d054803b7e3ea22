// What the buttons of bots do when they are pressed.

import * as api from './api.js';
import { alertBox, confirm } from './overlay.js';
import { price } from './summary.js';
import { copyText, toast, toastFailure } from './toast.js';
import { t } from './words.js';

/** A button below a message. */
export async function pressInline(room, message, button, row, column) {
  const at = { message_id: message.message_id, row, column };
  if (button.callback_data !== undefined || button.callback_game) return clickCallback(room, at);
  if (button.web_app) return room.seat.launch(room.chat, at, { from: 'inline', text: button.text });
  if (button.url || button.login_url) return room.seat.openLink(button.url ?? button.login_url.url, { ask: true, follow: true });
  if (button.copy_text) return copyText(room.stage, button.copy_text.text);
  if (button.pay) return payInvoice(room, message);
  if (button.switch_inline_query_current_chat !== undefined) {
    return room.composer.fill(`@${room.chat.username ?? ''} ${button.switch_inline_query_current_chat}`);
  }
  return toast(room.stage, t('keyboard.unsupported'));
}

async function clickCallback(room, at) {
  let result;
  try {
    result = await api.click(room.account.id, room.chat.chat, at);
  } catch (error) {
    return toastFailure(room.stage, error);
  }
  const { answer } = result;
  if (!answer) return toast(room.stage, t('keyboard.late'));
  if (answer.url) return room.seat.openLink(answer.url, { follow: true });
  if (!answer.text) return undefined;
  return answer.show_alert ? void alertBox(room.element, answer.text) : toast(room.stage, answer.text);
}

async function payInvoice(room, message) {
  const { title, total_amount: amount, currency } = message.invoice;
  const sum = price(amount, currency);
  const agreed = await confirm(room.element, { title: t('invoice.sure', { amount: sum }), text: t('invoice.why', { title }), yes: t('invoice.pay', { amount: sum }) });
  if (!agreed) return;
  await room.try(async () => {
    const { error } = await api.pay(room.account.id, room.chat.chat, { message_id: message.message_id });
    if (error) toast(room.stage, t('failed', { reason: error }));
  });
}

/** A button of the keyboard below the composer. */
export async function pressReply(room, button, row, column) {
  if (button.request_contact) return shareContact(room);
  if (button.web_app) {
    return room.seat.launch(room.chat, { keyboard: true, row, column }, { from: 'keyboard', text: button.text });
  }
  if (button.request_location || button.request_poll || button.request_users || button.request_chat) {
    return toast(room.stage, t('keyboard.unsupported'));
  }
  return room.send({ text: button.text });
}

async function shareContact(room) {
  const agreed = await confirm(room.element, {
    title: t('keyboard.contact'), text: t('keyboard.contact.why', { bot: room.chat.title }), yes: t('keyboard.contact.do'),
  });
  if (agreed) await room.try(() => api.act(room.account.id, room.chat.chat, 'contact'));
}
