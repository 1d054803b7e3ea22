"""A Telegram for load: answers every method at once and remembers the last keyboard of each chat.

It lives in the process that makes the load, so that the measured server is alone in its own.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiohttp import ClientSession, TCPConnector, web

TOKEN = "4242424242:AAHbenchmarkbenchmarkbenchmarkbenchmark"
BOT_ID = 4242424242
SECRET = "benchmark-secret"
FIRST_PERSON = 1_000_000_000
RU = "ru"


@dataclass
class Chat:
    """What one person sees: the newest message and its buttons as `(text, data)`."""

    message_id: int = 0
    buttons: list[tuple[str, str]] = field(default_factory=list)
    answers: int = 0


class LoadTelegram:
    """Bot API on `url`, load through `start` and `click`; `calls` counts methods."""

    def __init__(self) -> None:
        self.chats: dict[int, Chat] = {}
        self.calls: dict[str, int] = {}
        self._changed: dict[int, asyncio.Event] = {}
        self._asking: dict[str, int] = {}
        self._update_id = 1
        self._message_id = 1
        self._runner: web.AppRunner | None = None
        self._session: ClientSession | None = None
        self.webhook = ""
        self.has_webhook = asyncio.Event()

    async def __aenter__(self) -> "LoadTelegram":
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._session = ClientSession(connector=TCPConnector(limit=200))
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._session is not None
        assert self._runner is not None
        await self._session.close()
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        """Where the Bot API is."""
        assert self._runner is not None
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def start(self, person: int) -> None:
        """Send /start and wait for the answer."""
        message = {
            "message_id": self._next_message(),
            "date": 1_795_000_000,
            "chat": {"id": person, "type": "private", "first_name": "P"},
            "from": self._person(person),
            "text": "/start",
            "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
        }
        await self._deliver(person, {"message": message}, waits_for="send")

    async def click(self, person: int, words: str) -> None:
        """Tap the first button that contains these words and wait until the tap is answered."""
        chat = self.chats[person]
        data = next((data for text, data in chat.buttons if words in text), None)
        assert data is not None, f"no {words!r} among {chat.buttons}"
        query_id = str(self._update_id)
        self._asking[query_id] = person
        query = {
            "id": query_id,
            "from": self._person(person),
            "chat_instance": "1",
            "data": data,
            "message": {
                "message_id": chat.message_id,
                "date": 1_795_000_000,
                "chat": {"id": person, "type": "private", "first_name": "P"},
                "from": {"id": BOT_ID, "is_bot": True, "first_name": "B", "username": "b_bot"},
                "text": "text",
            },
        }
        await self._deliver(person, {"callback_query": query}, waits_for="answer")

    async def _deliver(self, person: int, event: dict[str, Any], *, waits_for: str) -> None:
        chat = self.chats.setdefault(person, Chat())
        before = (chat.answers, chat.message_id)
        self._update_id += 1
        body = orjson.dumps({"update_id": self._update_id, **event})
        changed = self._changed.setdefault(person, asyncio.Event())
        assert self._session is not None
        headers = {
            "Content-Type": "application/json",
            "X-Telegram-Bot-Api-Secret-Token": SECRET,
        }
        async with self._session.post(self.webhook, data=body, headers=headers) as answer:
            assert answer.status == 200, await answer.text()
        async with asyncio.timeout(30):
            while (chat.answers if waits_for == "answer" else chat.message_id) == before[
                0 if waits_for == "answer" else 1
            ]:
                changed.clear()
                await changed.wait()

    async def _answer(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        self.calls[method] = self.calls.get(method, 0) + 1
        data = await _read_fields(request)
        result: object = True
        person = int(str(data.get("chat_id", 0)))
        if method in {"sendMessage", "editMessageText", "editMessageReplyMarkup"} and person:
            result = self._message(method, person, data)
        elif method == "answerCallbackQuery":
            self._answered(str(data["callback_query_id"]))
        elif method == "getMe":
            result = {"id": BOT_ID, "is_bot": True, "first_name": "B", "username": "b_bot"}
        elif method == "getWebhookInfo":
            result = {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
        elif method == "setWebhook":
            self.webhook = str(data["url"])
            self.has_webhook.set()
        return web.Response(
            body=orjson.dumps({"ok": True, "result": result}), content_type="application/json"
        )

    def _message(self, method: str, person: int, data: dict[str, Any]) -> dict[str, Any]:
        chat = self.chats.setdefault(person, Chat())
        markup = orjson.loads(data["reply_markup"]) if data.get("reply_markup") else None
        if method == "sendMessage":
            chat.message_id = self._next_message()
        if method != "editMessageReplyMarkup":
            chat.buttons = [
                (button["text"], button["callback_data"])
                for row in (markup or {}).get("inline_keyboard", [])
                for button in row
                if "callback_data" in button
            ]
        self._wake(person)
        return {
            "message_id": chat.message_id,
            "date": 1_795_000_000,
            "chat": {"id": person, "type": "private", "first_name": "P"},
            "from": {"id": BOT_ID, "is_bot": True, "first_name": "B", "username": "b_bot"},
            "text": data.get("text", ""),
            **({"reply_markup": markup} if markup else {}),
        }

    def _answered(self, query_id: str) -> None:
        person = self._asking.pop(query_id)
        self.chats[person].answers += 1
        self._wake(person)

    def _wake(self, person: int) -> None:
        if event := self._changed.get(person):
            event.set()

    def _next_message(self) -> int:
        self._message_id += 1
        return self._message_id

    def _person(self, person: int) -> dict[str, Any]:
        return {"id": person, "is_bot": False, "first_name": "P", "language_code": RU}


async def _read_fields(request: web.Request) -> dict[str, Any]:
    """The arguments of a call, sent as JSON or as a form."""
    if request.content_type == "application/json":
        fields: dict[str, Any] = orjson.loads(await request.read())
        return fields
    return dict(await request.post()) if request.can_read_body else {}
