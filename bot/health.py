"""Is the server well? For balancers and for people."""

from collections.abc import Callable
from typing import Any

import orjson
from aiohttp import web

from bot.registry import BotRegistry
from models import sql

VERSION = "0.1.0"


class Health:
    """`/health` sums up; `/health/live`: the process runs; `/health/ready`: it can serve."""

    def __init__(self, registry: BotRegistry, is_stopping: Callable[[], bool]) -> None:
        self._registry = registry
        self._is_stopping = is_stopping

    def add_routes(self, app: web.Application) -> None:
        """Put the addresses on the server."""
        app.router.add_get("/health", self.summary, name="health")
        app.router.add_get("/health/live", self.live, name="health.live")
        app.router.add_get("/health/ready", self.ready, name="health.ready")
        app.router.add_get("/health/bot", self.bot, name="health.bot")

    async def summary(self, request: web.Request) -> web.Response:
        """Database and bot."""
        database, bot = await _database_works(), await self._bot_works()
        return _answer(
            {"database": _word(database), "bot": _word(bot), "version": VERSION}, is_well=database
        )

    async def live(self, request: web.Request) -> web.Response:
        """The process answers."""
        return _answer({}, is_well=True)

    async def ready(self, request: web.Request) -> web.Response:
        """The database answers, and the process is not about to stop."""
        return _answer({}, is_well=not self._is_stopping() and await _database_works())

    async def bot(self, request: web.Request) -> web.Response:
        """The platform's bot is registered."""
        return _answer({}, is_well=await self._bot_works())

    async def _bot_works(self) -> bool:
        try:
            return await self._registry.find_platform() is not None
        except Exception:  # noqa: BLE001 - whatever is wrong, the answer is "not well"
            return False


async def _database_works() -> bool:
    try:
        await sql.query("SELECT 1 AS one")
    except Exception:  # noqa: BLE001 - whatever is wrong, the answer is "not well"
        return False
    return True


def _word(is_well: bool) -> str:
    return "ok" if is_well else "failing"


def _answer(parts: dict[str, Any], *, is_well: bool) -> web.Response:
    body = {"status": _word(is_well), **parts}
    return web.Response(
        body=orjson.dumps(body), status=200 if is_well else 503, content_type="application/json"
    )
