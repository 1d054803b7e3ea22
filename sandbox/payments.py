"""Play Stars: invoices, paying them with the bot's consent, refunds.

An invoice is `{"bot", "title", "description", "payload", "currency", "total", "photo_url"}`.
A payment is `{"bot", "user", "amount", "currency", "payload", "date", "refunded"}` by charge id.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sandbox.world import Query

if TYPE_CHECKING:
    from sandbox.entities import Json, User
    from sandbox.posting import Posting

ANSWER_WITHIN = 10.0


async def pay(posting: Posting, person: User, invoice: Json) -> Json:
    """Pay an invoice: the bot is asked first; return `{"status": ..., "error"?}`."""
    world = posting.world
    bot = world.bots[invoice["bot"]]
    asked: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
    number = str(world.count("query", 10**15))

    def answer(told: Json) -> None:
        if not asked.done():
            asked.set_result(told)

    world.add_query(number, Query(bot.id, person.id, world.clock(), answer))
    query: Json = {
        "id": number,
        "from": person.card(),
        "currency": invoice["currency"],
        "total_amount": invoice["total"],
        "invoice_payload": invoice["payload"],
    }
    posting.delivery.add(bot, "pre_checkout_query", query, lane=f"user {person.id}")
    world.store.flush()
    try:
        told = await asyncio.wait_for(asked, ANSWER_WITHIN)
    except TimeoutError:
        world.queries.pop(number, None)
        return {"status": "failed", "error": "BOT_PRECHECKOUT_TIMEOUT"}
    if not told["ok"]:
        return {"status": "failed", "error": told["error_message"]}
    _complete(posting, person, invoice)
    return {"status": "paid"}


def _complete(posting: Posting, person: User, invoice: Json) -> None:
    world = posting.world
    charge = f"stx{world.count('charge', 10**9)}{world.word(24)}"
    payment: Json = {
        "bot": invoice["bot"],
        "user": person.id,
        "amount": invoice["total"],
        "currency": invoice["currency"],
        "payload": invoice["payload"],
        "date": world.now(),
        "refunded": False,
    }
    world.payments[charge] = payment
    world.store.put("payment", charge, payment)
    chat = world.private_chat(person.id, invoice["bot"])
    chat.started = True
    posting.post(chat, person.id, {"successful_payment": _told(charge, payment)})


def refund(posting: Posting, charge: str) -> None:
    """Give the Stars of a payment back and tell of it in the chat."""
    payment = posting.world.payments[charge]
    payment["refunded"] = True
    posting.world.store.put("payment", charge, payment)
    chat = posting.world.private_chat(payment["user"], payment["bot"])
    posting.post(chat, payment["bot"], {"refunded_payment": _told(charge, payment)})


def _told(charge: str, payment: Json) -> Json:
    return {
        "currency": payment["currency"],
        "total_amount": payment["amount"],
        "invoice_payload": payment["payload"],
        "telegram_payment_charge_id": charge,
        "provider_payment_charge_id": f"{payment['user']}_{len(charge)}",
    }
