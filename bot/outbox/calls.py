"""From a row to a method of the Bot API."""

import re
from html import unescape
from typing import Any

from aiogram import methods
from aiogram.methods import TelegramMethod

from bot.outbox.rows import Claim

TAG = re.compile(r"<[^<>]*>")
MARKED_UP = ("text", "caption")


def build_call(claim: Claim) -> TelegramMethod[Any]:
    """The method that the row names, `sendMessage` for example, with its arguments.

    Raises:
        ValueError: when there is no such method or the arguments do not fit it.
    """
    found = getattr(methods, claim.method[:1].upper() + claim.method[1:], None)
    if not isinstance(found, type) or not issubclass(found, TelegramMethod):
        raise ValueError(f"there is no method {claim.method}")
    method: TelegramMethod[Any] = found.model_validate({**claim.payload, "chat_id": claim.chat_id})
    return method


def without_markup(payload: dict[str, Any]) -> dict[str, Any]:
    """The same words as plain text: marks taken off, nothing parsed any more."""
    plain: dict[str, Any] = {**payload, "parse_mode": None}
    for name in MARKED_UP:
        if isinstance(plain.get(name), str):
            plain[name] = unescape(TAG.sub("", plain[name]))
    return plain


def is_plain(payload: dict[str, Any]) -> bool:
    """Whether the marks were taken off already."""
    return "parse_mode" in payload and payload["parse_mode"] is None
