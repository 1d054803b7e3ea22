"""Play Stars."""

from __future__ import annotations

import asyncio

import pytest
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import LabeledPrice

MARINA = 9 * 10**15 + 1


async def next_query(bot):
    offset = 0
    while True:
        for update in await bot.get_updates(offset=offset, timeout=5):
            offset = update.update_id + 1
            if update.pre_checkout_query:
                await bot.get_updates(offset=offset)
                return update.pre_checkout_query


async def test_stars_are_paid_and_given_back_once(bot, hands, sandbox):
    await hands.start(MARINA, sandbox.bot_id)
    price = [LabeledPrice(label="Course", amount=50)]
    sent = await bot.send_invoice(MARINA, "Course", "All lessons", "course:7", "XTR", price)
    path = f"/people/{MARINA}/chats/bot:{sandbox.bot_id}/pay"
    paying = asyncio.create_task(hands.post(path, {"message_id": sent.message_id}))

    query = await next_query(bot)
    await bot.answer_pre_checkout_query(query.id, ok=True)

    assert await paying == {"status": "paid"}
    assert (query.total_amount, query.invoice_payload) == (50, "course:7")
    paid = (await bot.get_updates())[-1]
    payment = paid.message.successful_payment
    assert (payment.currency, payment.total_amount) == ("XTR", 50)
    assert (await bot.get_my_star_balance()).amount == 50
    charge = payment.telegram_payment_charge_id
    await bot.refund_star_payment(MARINA, charge)
    (refunded,) = await bot.get_updates(offset=paid.update_id + 1)
    assert refunded.message.refunded_payment.total_amount == 50
    with pytest.raises(TelegramBadRequest, match="CHARGE_ALREADY_REFUNDED"):
        await bot.refund_star_payment(MARINA, charge)
    assert len((await bot.get_star_transactions()).transactions) == 2


async def test_a_refused_payment_fails_with_the_words_of_the_bot(bot, hands, sandbox):
    price = [LabeledPrice(label="Course", amount=5)]
    link = await bot.create_invoice_link("Course", "All lessons", "course:7", "XTR", price)
    slug = link.removeprefix("https://t.me/$")
    paying = asyncio.create_task(hands.post(f"/people/{MARINA}/invoices/{slug}/pay"))

    query = await next_query(bot)
    await bot.answer_pre_checkout_query(query.id, ok=False, error_message="Sold out")

    assert await paying == {"status": "failed", "error": "Sold out"}
    assert (await bot.get_my_star_balance()).amount == 0
