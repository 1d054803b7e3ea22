"""A whole Kommuna beside a sandbox, and people who use it over HTTP as a phone would."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from aiohttp import ClientSession

from bot.settings import Settings, read_settings
from serving import Kommuna, serving

DEADLINE_SECONDS = 15.0
POLL_SECONDS = 0.02

Found = TypeVar("Found")


def make_settings(data_dir: Path, **environment: str) -> Settings:
    """Settings of a try-out on free ports."""
    return read_settings(
        {
            "SANDBOX": "1",
            "PORT": "0",
            "SANDBOX_PORT": "0",
            "DATA_DIR": str(data_dir),
            "SECRET_KEY": "s" * 32,
            "ENCRYPTION_KEYS": "k1:" + "A" * 43,
            "LOG_LEVEL": "WARNING",
            **environment,
        }
    )


@asynccontextmanager
async def open_house(settings: Settings) -> AsyncIterator["House"]:
    """Run everything in this process."""
    async with serving(settings) as kommuna, ClientSession() as session:
        yield House(kommuna, session)


@dataclass
class House:
    """A running Kommuna; `session` is for HTTP."""

    kommuna: Kommuna
    session: ClientSession

    @property
    def url(self) -> str:
        """The server's address."""
        return self.kommuna.local_url

    @property
    def sandbox_url(self) -> str:
        """The sandbox's address."""
        assert self.kommuna.sandbox is not None
        return self.kommuna.sandbox.url

    @property
    def bot_id(self) -> int:
        """The platform's bot."""
        assert self.kommuna.sandbox is not None
        return self.kommuna.sandbox.bot_id

    async def person(self, number: int = 0, bot_id: int | None = None) -> "Person":
        """One of the demo people in the private chat with a bot."""
        async with self.session.get(f"{self.sandbox_url}/sim/world") as answer:
            found = (await answer.json())["people"][number]
        return Person(self.session, self.sandbox_url, found["id"], bot_id or self.bot_id)

    async def make_person(self, first_name: str, language_code: str = "en") -> "Person":
        """Somebody new."""
        body = {"first_name": first_name, "language_code": language_code}
        async with self.session.post(f"{self.sandbox_url}/sim/people", json=body) as answer:
            found = await answer.json()
        return Person(self.session, self.sandbox_url, found["id"], self.bot_id)

    async def make_bot(self, name: str, username: str, owner: int) -> dict[str, Any]:
        """What BotFather does: `{"id", "username", "token"}`."""
        body = {"name": name, "username": username, "owner": owner}
        async with self.session.post(f"{self.sandbox_url}/sim/bots", json=body) as answer:
            made: dict[str, Any] = await answer.json()
        return made

    async def init_data(self, person_id: int, bot_id: int | None = None) -> str:
        """What a Mini App opened by this person is handed."""
        body = {"bot_id": bot_id or self.bot_id}
        url = f"{self.sandbox_url}/sim/people/{person_id}/init-data"
        async with self.session.post(url, json=body) as answer:
            return str((await answer.json())["init_data"])


@dataclass
class Message:
    """A message as its reader sees it."""

    raw: dict[str, Any]

    @property
    def id(self) -> int:
        """Its number in the chat."""
        return int(self.raw["message_id"])

    @property
    def text(self) -> str:
        """Text or caption."""
        return str(self.raw.get("text") or self.raw.get("caption") or "")

    @property
    def buttons(self) -> list[list[str]]:
        """The words on the inline keyboard, row by row."""
        rows = self.raw.get("reply_markup", {}).get("inline_keyboard", [])
        return [[button["text"] for button in row] for row in rows]

    @property
    def is_own(self) -> bool:
        """Whether the reader wrote it."""
        return bool(self.raw.get("out"))

    def find_button(self, words: str) -> tuple[int, int] | None:
        """Row and column of the first button that contains these words."""
        for row, labels in enumerate(self.buttons):
            for column, label in enumerate(labels):
                if words in label:
                    return row, column
        return None


@dataclass
class Person:
    """Somebody in a private chat with a bot."""

    session: ClientSession
    sandbox_url: str
    id: int
    bot_id: int
    toasts: list[str] = field(default_factory=list)

    @property
    def _chat(self) -> str:
        return f"{self.sandbox_url}/sim/people/{self.id}/chats/bot:{self.bot_id}"

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        async with self.session.post(self._chat + path, json=body) as answer:
            said: dict[str, Any] = await answer.json()
            assert answer.status == 200, said
            return said

    async def messages(self) -> list[Message]:
        """The newest fifty, oldest first."""
        async with self.session.get(f"{self._chat}/messages") as answer:
            return [Message(raw) for raw in (await answer.json())["messages"]]

    async def last(self) -> Message:
        """The newest message of the bot."""
        return [message for message in await self.messages() if not message.is_own][-1]

    async def start(self, payload: str = "") -> Message:
        """Press Start and wait for the answer."""
        sent = await self._post("/start", {"payload": payload})
        return await self.wait_for(lambda message: message.id > sent["message_id"])

    async def send(self, text: str) -> int:
        """Write something; the message's number."""
        return int((await self._post("/messages", {"text": text}))["message_id"])

    async def say(self, text: str) -> Message:
        """Write something and wait for the answer."""
        number = await self.send(text)
        return await self.wait_for(lambda message: message.id > number)

    async def tap(self, words: str, message: Message | None = None) -> Message:
        """Tap the button with these words, once it is there; the newest message afterwards."""
        shown = message or await self._offering(words)
        place = shown.find_button(words)
        assert place is not None, f"no button {words!r} in {shown.buttons} below {shown.text!r}"
        await self.click(message_id=shown.id, row=place[0], column=place[1])
        return await self.last()

    async def _offering(self, words: str) -> Message:
        """The newest message of the bot, as soon as it has such a button."""

        async def find() -> Message | None:
            newest = await self.last()
            return newest if newest.find_button(words) else None

        return await eventually(find)

    async def forge(self, data: str, message: Message | None = None) -> str | None:
        """Send callback data of one's own making; the words of the answer."""
        shown = message or await self.last()
        return await self.click(message_id=shown.id, data=data)

    async def click(self, **body: Any) -> str | None:
        """Send a callback; the words of the answer, kept in `toasts` too."""
        answer = (await self._post("/click", body))["answer"]
        words: str | None = (answer or {}).get("text")
        if words:
            self.toasts.append(words)
        return words

    async def wait_for(self, is_wanted: Callable[[Message], bool]) -> Message:
        """The newest message of the bot that is wanted, as soon as there is one."""

        async def find() -> Message | None:
            own = [one for one in await self.messages() if not one.is_own and is_wanted(one)]
            return own[-1] if own else None

        return await eventually(find)


async def eventually(find: Callable[[], Awaitable[Found | None]]) -> Found:
    """Ask until the answer is true, at most fifteen seconds."""
    until = time.monotonic() + DEADLINE_SECONDS
    while True:
        if found := await find():
            return found
        assert time.monotonic() < until, "waited in vain"
        await asyncio.sleep(POLL_SECONDS)
