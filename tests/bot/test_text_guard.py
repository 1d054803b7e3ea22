"""Texts that end in invisible characters are texts."""

from itertools import product
from typing import Any

import pytest
from aiogram.types import Chat, Message
from aiogram_dialog.utils import REPLY_CALLBACK_SYMBOLS, encode_reply_callback

from bot.middlewares import TextGuardMiddleware
from services import clock


async def deliver(text: str | None) -> str | None:
    """What a handler behind the guard reads."""
    read: list[str | None] = []

    async def handler(event: Any, data: dict[str, Any]) -> None:
        read.append(event.text)

    message = Message(message_id=1, date=clock.now(), chat=Chat(id=1, type="private"), text=text)
    await TextGuardMiddleware()(handler, message, {})
    (delivered,) = read
    return delivered


async def test_a_text_with_any_invisible_ending_is_delivered_without_it() -> None:
    for first, second in product(REPLY_CALLBACK_SYMBOLS, repeat=2):
        assert await deliver(f"Привет{first}{second}") == "Привет"


@pytest.mark.parametrize(
    "text", ["Привет", "👩‍🎓 учусь", "сло\u00adво", "\u200dв начале", " с пробелом ", "", None]
)
async def test_nothing_else_of_a_text_is_touched(text: str | None) -> None:
    assert await deliver(text) == text


async def test_the_data_of_a_button_does_not_come_through() -> None:
    assert await deliver("да" + encode_reply_callback("abc\x1ddelete")) == "да"
