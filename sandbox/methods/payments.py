"""Payments in Telegram Stars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.entities import Json
from sandbox.errors import bad_request
from sandbox.keyboards import read_markup
from sandbox.methods.common import answer, find_open_chat, find_reply, sent_fields
from sandbox.methods.messages import TOO_OLD
from sandbox.payments import refund
from sandbox.posting import posting_of
from sandbox.values import to_objects

if TYPE_CHECKING:
    from sandbox.call import Call


async def send_invoice(call: Call) -> Json:
    """`sendInvoice`: the button for paying comes first, by itself when it is not given."""
    invoice = _read_invoice(call)
    chat = find_open_chat(call)
    markup, reply_to = read_markup(call, chat.type), find_reply(call, chat)
    if not markup.get("inline_keyboard"):
        text = f"Pay ⭐️{invoice['total']}"
        markup = {"inline_keyboard": [[{"text": text, "pay": True}]]}
    elif not markup["inline_keyboard"][0][0].get("pay"):
        raise bad_request("REPLY_MARKUP_BUY_EMPTY")
    told = {
        "title": invoice["title"],
        "description": invoice["description"],
        "start_parameter": call.text("start_parameter"),
        "currency": invoice["currency"],
        "total_amount": invoice["total"],
    }
    content = {"invoice": told} | sent_fields(call)
    message = posting_of(call).post(chat, call.bot.id, content, reply_to=reply_to, markup=markup)
    _keep(call, f"{chat.key}/{message.id}", invoice)
    return answer(call, message)


async def create_invoice_link(call: Call) -> str:
    """`createInvoiceLink`."""
    invoice = _read_invoice(call)
    slug = call.world.word(20)
    _keep(call, slug, invoice)
    return f"https://t.me/${slug}"


async def answer_pre_checkout_query(call: Call) -> bool:
    """`answerPreCheckoutQuery`: within ten seconds."""
    query = call.world.queries.get(call.text("pre_checkout_query_id"))
    if query is None or query.bot != call.bot.id:
        raise bad_request(TOO_OLD)
    if not call.flag("ok") and not call.text("error_message"):
        raise bad_request("error message can't be empty")
    del call.world.queries[call.text("pre_checkout_query_id")]
    query.answer({"ok": call.flag("ok"), "error_message": call.text("error_message")})
    return True


async def refund_star_payment(call: Call) -> bool:
    """`refundStarPayment`: once."""
    charge = call.text("telegram_payment_charge_id")
    payment = call.world.payments.get(charge)
    wanted = (call.bot.id, call.integer("user_id"))
    if payment is None or (payment["bot"], payment["user"]) != wanted:
        raise bad_request("CHARGE_NOT_FOUND")
    if payment["refunded"]:
        raise bad_request("CHARGE_ALREADY_REFUNDED")
    refund(posting_of(call), charge)
    return True


async def get_my_star_balance(call: Call) -> Json:
    """`getMyStarBalance`."""
    own = [one for one in call.world.payments.values() if one["bot"] == call.bot.id]
    return {"amount": sum(one["amount"] for one in own if not one["refunded"])}


async def get_star_transactions(call: Call) -> Json:
    """`getStarTransactions`, the newest last."""
    transactions: list[Json] = []
    for charge, payment in call.world.payments.items():
        if payment["bot"] != call.bot.id:
            continue
        partner = {
            "type": "user",
            "transaction_type": "invoice_payment",
            "user": call.world.users[payment["user"]].card(),
            "invoice_payload": payment["payload"],
        }
        common = {"id": charge, "amount": payment["amount"], "date": payment["date"]}
        transactions.append({**common, "source": partner})
        if payment["refunded"]:
            transactions.append({**common, "receiver": partner})
    first = call.integer("offset")
    limit = min(max(call.integer("limit", 100), 1), 100)
    return {"transactions": transactions[first : first + limit]}


def _read_invoice(call: Call) -> Json:
    for name, longest in (("title", 32), ("description", 255), ("payload", 128)):
        if not call.text(name):
            raise bad_request(f"{name} must be non-empty")
        if len(call.text(name)) > longest:
            raise bad_request(f"INVOICE_{name.upper()}_INVALID")
    if call.text("currency") != "XTR" or call.text("provider_token"):
        raise bad_request("PAYMENT_PROVIDER_INVALID")
    prices = to_objects(call.json("prices", "prices"), "prices")
    if len(prices) != 1:
        raise bad_request("STARS_INVOICE_INVALID")
    amount = prices[0].get("amount")
    if not isinstance(amount, int) or not 1 <= amount <= 100_000:
        raise bad_request("CURRENCY_TOTAL_AMOUNT_INVALID")
    return {
        "bot": call.bot.id,
        "title": call.text("title"),
        "description": call.text("description"),
        "payload": call.text("payload"),
        "currency": "XTR",
        "total": amount,
        "photo_url": call.text("photo_url"),
    }


def _keep(call: Call, place: str, invoice: Json) -> None:
    call.world.invoices[place] = invoice
    call.world.store.put("invoice", place, invoice)


METHODS = {
    "sendInvoice": send_invoice,
    "createInvoiceLink": create_invoice_link,
    "answerPreCheckoutQuery": answer_pre_checkout_query,
    "refundStarPayment": refund_star_payment,
    "getMyStarBalance": get_my_star_balance,
    "getStarTransactions": get_star_transactions,
}
