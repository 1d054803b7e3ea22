"""What the outside of an update says: its id, its lane, and whose queue it stands in."""

import re
from dataclasses import dataclass
from typing import Any

import orjson

from models.choices import Lane

MAX_ID = 2**63 - 1
KIND = re.compile(r"(?!update_id$)[a-z_]{1,32}")
PAYMENT_KINDS = {"pre_checkout_query", "shipping_query", "chat_join_request"}
CALLBACK_KINDS = {"callback_query", "inline_query", "chosen_inline_result"}


class NoUpdateError(ValueError):
    """The body is no update: not JSON, no object, or without a usable id."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """An update as the inbox files it; `body` stays as it came."""

    bot_id: int
    update_id: int
    kind: str
    lane: Lane
    order_key: str
    body: bytes


def read_envelope(bot_id: int, body: bytes) -> Envelope:
    """File an update.

    Raises:
        NoUpdateError: when there is nothing to file.
    """
    try:
        update = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise NoUpdateError from error
    update_id = _integer(update.get("update_id")) if isinstance(update, dict) else None
    if update_id is None:
        raise NoUpdateError
    kind = next((name for name in update if KIND.fullmatch(name)), "")
    event = update.get(kind)
    content = event if isinstance(event, dict) else {}
    is_payment = kind in PAYMENT_KINDS or "successful_payment" in content
    lane = _lane(kind, is_payment=is_payment)
    return Envelope(bot_id, update_id, kind, lane, _order_key(bot_id, content, lane), body)


def _lane(kind: str, *, is_payment: bool) -> Lane:
    if is_payment:
        return Lane.PAYMENT
    return Lane.CALLBACK if kind in CALLBACK_KINDS else Lane.MESSAGE


def _order_key(bot_id: int, content: dict[str, Any], lane: Lane) -> str:
    """Bot, chat and person; payments stand in a queue of their own, by person."""
    person = _id_of(content.get("from") or content.get("user") or content.get("sender_chat"))
    message = content.get("message")
    chat = content.get("chat") or (message.get("chat") if isinstance(message, dict) else None)
    if lane is Lane.PAYMENT:
        return f"{bot_id}:payment:{person}"
    return f"{bot_id}:{_id_of(chat) or person}:{person}"


def _id_of(value: object) -> int:
    identifier = _integer(value.get("id")) if isinstance(value, dict) else None
    return identifier or 0


def _integer(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool) and -MAX_ID <= value <= MAX_ID:
        return value
    return None
