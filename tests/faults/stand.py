"""A server that can be killed, a Telegram that cannot, and the hands of whoever sends updates."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector

from bot.webhook import SECRET_HEADER, webhook_path
from models import Community, Course, Lesson
from models.base import within
from models.database import close_database, open_database
from sandbox import Sandbox, SandboxConfig, start_sandbox
from tests.databases import Database
from tests.faults.zygote import Zygote, is_gone
from tests.make.courses import make_community, make_course
from tests.make.waiting import eventually
from tests.servers import free_port

SECRET = "right-secret"
FIRST_UPDATE_ID = 10**12
LESSONS = 40


@dataclass
class Stand:
    """`send` behaves as Telegram does: the same update again and again until it hears 200."""

    database: Database
    folder: Path
    zygote: Zygote
    sandbox: Sandbox
    session: ClientSession
    lesson_ids: list[int]
    port: int = field(default_factory=free_port)
    pid: int = 0
    numbers: int = FIRST_UPDATE_ID
    acknowledged: dict[int, str] = field(default_factory=dict)
    database_url: str = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def environment(self, port: int) -> dict[str, str]:
        return {
            "BOT_TOKEN": self.sandbox.bot_token,
            "BOT_API_URL": self.sandbox.url,
            "PUBLIC_URL": self.url,
            "WEBHOOK_SECRET": SECRET,
            "HOST": "127.0.0.1",
            "PORT": str(port),
            "DATABASE_URL": self.database_url or self.database.url,
            "DATA_DIR": str(self.folder),
            "SECRET_KEY": "s" * 32,
            "ENCRYPTION_KEYS": "k1:" + "A" * 43,
            "LOG_LEVEL": "INFO",
            "LOG_FORMAT": "json",
            "SHUTDOWN_SECONDS": "5",
        }

    async def start(self) -> float:
        """Fork a server and wait until it answers; how many seconds that took."""
        began = time.monotonic()
        self.pid = self.zygote.fork(self.environment(self.port), self.folder / "server.log")
        await self.wait_until_ready(self.port)
        return time.monotonic() - began

    async def start_another(self) -> tuple[int, int]:
        """A second server on the same database: its process id and its port."""
        port = free_port()
        pid = self.zygote.fork(self.environment(port), self.folder / "other.log")
        await self.wait_until_ready(port)
        return pid, port

    async def wait_until_ready(self, port: int) -> None:
        async def is_ready() -> bool:
            return await self._ask(f"http://127.0.0.1:{port}/health/ready") == 200

        await eventually(is_ready, 60)

    async def kill(self) -> None:
        """End the server in the middle of whatever it does."""
        os.kill(self.pid, signal.SIGKILL)
        await is_gone(self.pid)

    async def stop(self) -> None:
        """End the server as an operator does."""
        os.kill(self.pid, signal.SIGTERM)
        await is_gone(self.pid)

    async def make_person(self) -> int:
        """Somebody who has pressed Start."""
        body = {"first_name": "Анна", "language_code": "ru"}
        person = (await self.act("POST", "/sim/people", body))["id"]
        await self.act("POST", f"/sim/people/{person}/chats/bot:{self.sandbox.bot_id}/start", {})
        return int(person)

    async def act(self, method: str, path: str, body: Any = None) -> Any:
        """Do something in the sandbox."""
        async with self.session.request(method, self.sandbox.url + path, json=body) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def calls(self, method: str, person: int | None = None) -> list[dict[str, Any]]:
        """What our bots asked of Telegram."""
        return [
            call
            for call in await self.act("GET", "/sim/calls")
            if call["method"].lower() == method.lower()
            and person in {None, int(call["params"].get("chat_id") or 0)}
        ]

    def make_update(self, person: int, text: str) -> dict[str, Any]:
        """A message of somebody; `{id}` in the text becomes the update's number."""
        self.numbers += 1
        text = text.replace("{id}", str(self.numbers))
        entities = []
        if text.startswith("/"):
            entities = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
        return {
            "update_id": self.numbers,
            "message": {
                "message_id": self.numbers - FIRST_UPDATE_ID + 1000,
                "date": int(time.time()),
                "chat": {"id": person, "type": "private", "first_name": "Анна"},
                "from": {
                    "id": person,
                    "is_bot": False,
                    "first_name": "Анна",
                    "language_code": "ru",
                },
                "text": text,
                "entities": entities,
            },
        }

    async def post(self, update: dict[str, Any], port: int | None = None) -> int:
        """Deliver once; the status, 0 when there was no answer."""
        url = f"http://127.0.0.1:{port or self.port}{webhook_path(self.sandbox.bot_id)}"
        try:
            async with self.session.post(
                url, json=update, headers={SECRET_HEADER: SECRET}
            ) as answer:
                status = answer.status
        except (ClientError, TimeoutError, OSError):
            return 0
        if status == 200:
            message = update.get("message")
            text = message.get("text") if isinstance(message, dict) else ""
            self.acknowledged[update["update_id"]] = str(text)
        return status

    async def send(self, person: int, text: str) -> int:
        """Deliver until it is taken; the update's number."""
        update = self.make_update(person, text)
        while True:
            if await self.post(update) == 200:
                return int(update["update_id"])
            await asyncio.sleep(0.02)

    async def _ask(self, url: str) -> int:
        try:
            async with self.session.get(url, timeout=ClientTimeout(total=2)) as answer:
                return answer.status
        except (ClientError, TimeoutError, OSError):
            return 0


@asynccontextmanager
async def standing(database: Database, folder: Path, zygote: Zygote) -> AsyncIterator[Stand]:
    """A sandbox and a database with a course in it; the server is not started yet."""
    sandbox = await start_sandbox(
        SandboxConfig(port=0, first_retry_delay=0.02, set_webhook_pause=0.0)
    )
    connector = TCPConnector(limit=0, force_close=True)
    async with ClientSession(
        connector=connector, cookie_jar=DummyCookieJar(), timeout=ClientTimeout(total=30)
    ) as session:
        stand = Stand(database, folder, zygote, sandbox, session, await _make_lessons(database))
        try:
            yield stand
        finally:
            if stand.pid:
                with contextlib.suppress(ProcessLookupError):
                    await stand.kill()
            await sandbox.close()


async def _make_lessons(database: Database) -> list[int]:
    await open_database(database.url)
    try:
        home: Community = await make_community()
        course: Course = await make_course(home, lessons=LESSONS)
        with within(home.id):
            lessons = await Lesson.filter(course_id=course.id).order_by("position")
        return [lesson.id for lesson in lessons]
    finally:
        await close_database()
