"""The Bot API: one client a bot, all over one connection pool."""

import aiogram.methods
import orjson
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import Response, TelegramMethod
from aiogram.methods import __all__ as method_names
from aiogram.methods.base import TelegramType
from aiogram.types import InputFile
from aiohttp import FormData
from aiohttp.payload import BytesPayload

TIMEOUT_SECONDS = 20


def keep_response_types() -> list[object]:
    """The types into which answers are parsed, to be held for as long as calls are made.

    pydantic keeps a parametrised model by a weak reference only, so that without a holder each call
    would build its own again, which costs more than the call.
    """
    methods = (getattr(aiogram.methods, name) for name in method_names)
    return [
        Response.__class_getitem__(method.__returning__)
        for method in methods
        if isinstance(method, type)
        and issubclass(method, TelegramMethod)
        and method is not TelegramMethod
    ]


class JsonSession(AiohttpSession):
    """Sends calls without files as JSON: a form escapes every Russian letter six times over.

    See core.telegram.org/bots/api#making-requests for the forms that a call may have.
    """

    def build_form_data(  # type: ignore[override]  # aiohttp posts a payload as it does a form
        self, bot: Bot, method: TelegramMethod[TelegramType]
    ) -> FormData | BytesPayload:
        """The body of a call: JSON, or a form with parts when it carries files."""
        files: dict[str, InputFile] = {}
        fields = {
            name: prepared
            for name, value in method.model_dump(warnings=False).items()
            if (prepared := self.prepare_value(value, bot=bot, files=files))
        }
        if files:
            return super().build_form_data(bot, method)
        return BytesPayload(orjson.dumps(fields), content_type="application/json")


class Fleet:
    """The bots that this process can speak through, by Telegram id.

    They share a session, so a thousand bots cost one connection pool.
    """

    def __init__(self, bot_api_url: str) -> None:
        self._session = JsonSession(
            api=TelegramAPIServer.from_base(bot_api_url), timeout=TIMEOUT_SECONDS
        )
        self._bots: dict[int, Bot] = {}
        self._response_types = keep_response_types()

    def add(self, token: str) -> Bot:
        """The client for this token; the same one however often it is added."""
        bot = self.try_out(token)
        known = self._bots.get(bot.id)
        if known is not None and known.token == token:
            return known
        self._bots[bot.id] = bot
        return bot

    def try_out(self, token: str) -> Bot:
        """A client that is not kept, for a token of which nothing is known yet."""
        return Bot(
            token,
            session=self._session,
            default=DefaultBotProperties(parse_mode="HTML", link_preview_is_disabled=True),
        )

    def find(self, telegram_id: int) -> Bot | None:
        """The client of this bot, or None when it was never added or was removed."""
        return self._bots.get(telegram_id)

    def remove(self, telegram_id: int) -> None:
        """Forget a bot."""
        self._bots.pop(telegram_id, None)

    async def close(self) -> None:
        """Close the connections."""
        await self._session.close()
