"""A Bot API that does as it is told and notes when each call came."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


@dataclass(frozen=True)
class Call:
    """One call: when it came (monotonic seconds), for which token, what it asked for."""

    at: float
    token: str
    method: str
    params: dict[str, str]

    @property
    def chat_id(self) -> int:
        return int(self.params["chat_id"])

    @property
    def bot_id(self) -> int:
        return int(self.token.partition(":")[0])


class CutOffError(Exception):
    """The call was taken, and nobody hears what became of it."""


Answer = Callable[[Call], Awaitable[web.StreamResponse | None]]


@dataclass
class BotApi:
    """Answers every call with a message, unless `answer` has something else to say."""

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    answer: Answer | None = None

    async def take(self, request: web.Request) -> web.StreamResponse:
        is_json = request.content_type == "application/json"
        fields = await request.json() if is_json else await request.post()
        params = {name: str(value) for name, value in fields.items()}
        call = Call(
            time.monotonic(), request.match_info["token"], request.match_info["method"], params
        )
        self.calls.append(call)
        try:
            said = None if self.answer is None else await self.answer(call)
        except CutOffError:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if said is not None:
            return said
        return succeed(
            {
                "message_id": len(self.calls),
                "date": 1_800_000_000,
                "chat": {"id": call.chat_id, "type": "private", "first_name": "Анна"},
                "text": params.get("text", ""),
            }
        )

    def to(self, chat_id: int) -> list[Call]:
        """The calls for one chat."""
        return [call for call in self.calls if call.chat_id == chat_id]


def succeed(result: Any) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def refuse(code: int, description: str, **parameters: int) -> web.Response:
    body = {"ok": False, "error_code": code, "description": description}
    return web.json_response(body | ({"parameters": parameters} if parameters else {}), status=code)


@asynccontextmanager
async def running_bot_api() -> AsyncIterator[BotApi]:
    """Listen on a free port."""
    api = BotApi()
    app = web.Application()
    app.router.add_post("/bot{token}/{method}", api.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    api.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield api
    finally:
        await runner.cleanup()


async def close_connections(session: Any) -> None:
    """Close the connections without the quarter of a second that aiogram waits for TLS."""
    if session._session is not None:
        await session._session.close()
