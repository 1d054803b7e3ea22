"""Keeps a text from pressing buttons.

aiogram-dialog reads a run of certain invisible characters at the end of a message as the data of a
button. Anybody can type them, so they are cut off before the dialogs see the text; nothing else is.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import Message, TelegramObject
from aiogram_dialog.utils import REPLY_CALLBACK_SYMBOLS

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class TextGuardMiddleware(BaseMiddleware):
    """An outer middleware of messages, registered before `setup_dialogs`."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Cut the suffix, then go on."""
        if isinstance(event, Message) and event.text:
            text = event.text.rstrip(REPLY_CALLBACK_SYMBOLS)
            if text != event.text:
                event = event.model_copy(update={"text": text})
        return await handler(event, data)
