// Invoices that an app opens by a link.

import * as api from '../api.js';
import { confirm } from '../overlay.js';
import { price } from '../summary.js';
import { t } from '../words.js';

async function openInvoice(app, { slug }) {
  if (!/^[\w=-]+$/.test(slug ?? '')) return;
  app.tell('invoice_closed', { slug, status: await payBySlug(app, slug) });
}

async function payBySlug(app, slug) {
  try {
    const invoice = await api.readInvoice(app.account.id, slug);
    const sum = price(invoice.total, invoice.currency);
    const agreed = await confirm(app.window, { title: `${invoice.title}: ${sum}`, text: t('app.invoice.why', { bot: app.title }), yes: t('invoice.pay', { amount: sum }) });
    if (!agreed) return 'cancelled';
    const { status, error } = await api.payInvoice(app.account.id, slug);
    if (error) app.say(t('failed', { reason: error }));
    return status;
  } catch (error) {
    app.say(t('failed', { reason: error.message }));
    return 'failed';
  }
}

export const money = { web_app_open_invoice: openInvoice };
