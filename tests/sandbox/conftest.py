"""A fresh sandbox per test, a bot of aiogram that speaks to it, and a person's hands."""

from __future__ import annotations

import asyncio
import struct
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiohttp import ClientSession, web

from sandbox import Sandbox, SandboxConfig, start_sandbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

MARINA = 9 * 10**15 + 1
DANIEL = 9 * 10**15 + 2
VERA = 9 * 10**15 + 3


@dataclass
class Clock:
    """A clock that goes only when told to."""

    seconds: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Hands:
    """Acts for people through /sim."""

    session: ClientSession
    url: str

    async def get(self, path: str, status: int = 200) -> Any:
        async with self.session.get(f"{self.url}/sim{path}") as response:
            assert response.status == status, await response.text()
            return await response.json()

    async def post(self, path: str, body: Any = None, status: int = 200) -> Any:
        async with self.session.post(f"{self.url}/sim{path}", json=body or {}) as response:
            assert response.status == status, await response.text()
            return await response.json()

    async def start(self, person: int, bot: int, payload: str = "") -> Any:
        return await self.post(f"/people/{person}/chats/bot:{bot}/start", {"payload": payload})

    async def write(self, person: int, chat: int | str, text: str, status: int = 200) -> Any:
        chat = f"bot:{chat}" if isinstance(chat, int) and chat > 0 else chat
        return await self.post(f"/people/{person}/chats/{chat}/messages", {"text": text}, status)

    async def messages(self, person: int, chat: int | str) -> list[Any]:
        chat = f"bot:{chat}" if isinstance(chat, int) and chat > 0 else chat
        page = await self.get(f"/people/{person}/chats/{chat}/messages")
        messages: list[Any] = page["messages"]
        return messages

    async def chat(self, person: int, chat: int | str) -> Any:
        name = f"bot:{chat}" if isinstance(chat, int) and chat > 0 else str(chat)
        chats = await self.get(f"/people/{person}/chats")
        return next(entry for entry in chats if entry["chat"] == name)

    async def settled(self, bot: int, seconds: float = 5.0) -> None:
        """Wait until nothing waits for the bot."""
        deadline = asyncio.get_running_loop().time() + seconds
        while (told := await self.get(f"/delivery?bot_id={bot}"))["pending"]:
            assert asyncio.get_running_loop().time() < deadline, told
            await asyncio.sleep(0.005)


@dataclass
class Receiver:
    """A webhook that notes what comes and answers with the next of `answers`, then with 200."""

    url: str = ""
    updates: list[Any] = field(default_factory=list)
    headers: list[Any] = field(default_factory=list)
    answers: list[web.Response] = field(default_factory=list)
    before: Callable[[Any], Awaitable[None]] | None = None

    async def take(self, request: web.Request) -> web.Response:
        update = await request.json()
        self.updates.append(update)
        self.headers.append(request.headers)
        if self.before is not None:
            await self.before(update)
        return self.answers.pop(0) if self.answers else web.Response()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def sandbox(clock: Clock) -> AsyncIterator[Sandbox]:
    config = SandboxConfig(
        port=0, seed=1, clock=clock, first_retry_delay=0.02, set_webhook_pause=0.0
    )
    running = await start_sandbox(config)
    yield running
    await running.close()


def make_bot(sandbox: Sandbox, token: str = "") -> Bot:
    session = AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url))
    return Bot(token or sandbox.bot_token, session=session)


async def close_bot(bot: Bot) -> None:
    """Close the connections without the quarter of a second that aiogram waits for TLS."""
    session = bot.session
    assert isinstance(session, AiohttpSession)
    if session._session is not None:
        await session._session.close()


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    bot = make_bot(sandbox)
    yield bot
    await close_bot(bot)


@pytest.fixture
async def bot_of() -> AsyncIterator[Callable[..., Bot]]:
    """Make bots for any sandbox; they are closed at the end."""
    bots: list[Bot] = []

    def make(sandbox: Sandbox, token: str = "") -> Bot:
        bots.append(make_bot(sandbox, token))
        return bots[-1]

    yield make
    for bot in bots:
        await close_bot(bot)


@pytest.fixture
async def hands_of() -> AsyncIterator[Callable[[Sandbox], Hands]]:
    """Make hands in any sandbox."""
    async with ClientSession() as session:
        yield lambda sandbox: Hands(session, sandbox.url)


@pytest.fixture
async def other_bot(sandbox: Sandbox, hands: Hands) -> AsyncIterator[Bot]:
    """Another bot of the same world."""
    made = await hands.post("/bots", {"name": "Other", "username": "other_bot", "owner": MARINA})
    bot = make_bot(sandbox, made["token"])
    yield bot
    await close_bot(bot)


@pytest.fixture
async def hands(sandbox: Sandbox) -> AsyncIterator[Hands]:
    async with ClientSession() as session:
        yield Hands(session, sandbox.url)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield receiver
    await runner.cleanup()


def make_png(width: int = 4, height: int = 3) -> bytes:
    """Return a real picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + check

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x20\x60\xa0" * width) * height)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


@pytest.fixture
def png() -> bytes:
    return make_png()
