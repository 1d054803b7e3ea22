"""Nobody presses by text what they did not tap."""

from typing import Any

import pytest
from aiogram_dialog.utils import encode_reply_callback

from bot.middlewares import TextGuardMiddleware
from models import User
from tests.journeys.house import House, Person


async def open_languages(house: House) -> Person:
    marina = await house.person(0)
    await marina.start()
    await marina.tap("Настройки")
    await marina.tap("Сменить язык")
    return marina


def data_of(marina_keyboard: list[list[dict[str, Any]]], words: str) -> str:
    return next(
        str(button["callback_data"])
        for row in marina_keyboard
        for button in row
        if words in button["text"]
    )


async def press_by_text(house: House) -> str | None:
    """Write a text that ends in the invisible data of a button; the language afterwards."""
    marina = await open_languages(house)
    keyboard = (await marina.last()).raw["reply_markup"]["inline_keyboard"]
    await marina.say("привет" + encode_reply_callback(data_of(keyboard, "English")))
    return (await User.get(telegram_id=marina.id)).language


async def test_a_text_does_not_press_a_button(house: House) -> None:
    assert await press_by_text(house) is None


async def test_without_the_guard_it_would(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async def pass_through(self: Any, handler: Any, event: Any, data: Any) -> Any:
        return await handler(event, data)

    monkeypatch.setattr(TextGuardMiddleware, "__call__", pass_through)

    assert await press_by_text(house) == "en"
