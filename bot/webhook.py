"""Where Telegram posts updates: the secret first, then the inbox, and only then 200."""

import asyncio
import hmac
from collections.abc import Coroutine
from typing import Any, TypeVar

import structlog
from aiohttp import web
from tortoise.exceptions import DBConnectionError, OperationalError

from bot.inbox import Inbox, NoUpdateError
from bot.registry import BotRegistry
from services.communities import ConnectedBot

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
MAX_BYTES = 1 << 20
STORE_SECONDS = 5.0
STORAGE = (OperationalError, DBConnectionError, OSError, TimeoutError)

Result = TypeVar("Result")

log = structlog.get_logger(__name__)


class Webhook:
    """The receiving end of every bot; `webhook_path` says where each one's is."""

    def __init__(self, registry: BotRegistry, inbox: Inbox) -> None:
        self._registry = registry
        self._inbox = inbox
        self._late: set[asyncio.Task[Any]] = set()

    def add_routes(self, app: web.Application) -> None:
        """Put the addresses on the server: one a bot, and three that mean the platform's."""
        app.router.add_post("/tg/bot/{bot_id:\\d{1,19}}", self.receive, name="webhook.bot")
        for name, path in (
            ("webhook.platform", "/webhook"),
            ("webhook.telegram", "/telegram/webhook"),
            ("webhook.tg", "/tg/bot/webhook"),
        ):
            app.router.add_post(path, self.receive, name=name)
            app.router.add_get(path, explain, name=f"{name}.explain", allow_head=False)

    async def receive(self, request: web.Request) -> web.Response:
        """Keep one update. A wrong secret is 401 before the body is read.

        Only a failing storage answers 503, so that Telegram sends the update again; whatever the
        update says, it is taken.
        """
        try:
            connected = await self._in_time(self._find(request))
        except STORAGE:
            log.exception("webhook_storage_failed")
            return web.Response(status=503)
        if connected is None or not _is_secret(request, connected):
            return web.Response(status=401)
        body = await _read_body(request)
        if body is None:
            return web.Response(status=413)
        try:
            await self._in_time(self._inbox.store(connected.telegram_id, body))
        except NoUpdateError:
            log.warning("webhook_no_update", bot_id=connected.telegram_id)
        except STORAGE:
            log.exception("webhook_storage_failed")
            return web.Response(status=503)
        return web.Response()

    async def _in_time(self, work: Coroutine[Any, Any, Result]) -> Result:
        """The result, or `TimeoutError`: also when the work hangs while it is being cancelled.

        A driver whose database does not answer does that. What is stored all the same is known
        when Telegram sends it again.
        """
        task = asyncio.create_task(work)
        done, _ = await asyncio.wait({task}, timeout=STORE_SECONDS)
        if done:
            return task.result()
        self._late.add(task)
        task.add_done_callback(self._let_go)
        task.cancel()
        raise TimeoutError

    def _let_go(self, task: asyncio.Task[Any]) -> None:
        self._late.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.warning("webhook_storage_failed_late", error=type(error).__name__)

    async def _find(self, request: web.Request) -> ConnectedBot | None:
        bot_id = request.match_info.get("bot_id")
        if bot_id is None:
            return await self._registry.find_platform()
        number = int(bot_id)
        return await self._registry.find(number) if number < 2**63 else None


async def explain(request: web.Request) -> web.Response:
    """Somebody looks at the address with a browser."""
    return web.Response(
        status=405, headers={"Allow": "POST"}, text="Telegram posts the bot's updates here.\n"
    )


def webhook_path(telegram_id: int) -> str:
    """The address of one bot on this server."""
    return f"/tg/bot/{telegram_id}"


def _is_secret(request: web.Request, connected: ConnectedBot) -> bool:
    given = request.headers.get(SECRET_HEADER, "")
    return hmac.compare_digest(
        given.encode("utf-8", "surrogateescape"), connected.webhook_secret.encode()
    )


async def _read_body(request: web.Request) -> bytes | None:
    """The whole body, or None when it is larger than any update."""
    body = bytearray()
    async for chunk in request.content.iter_chunked(1 << 16):
        body += chunk
        if len(body) > MAX_BYTES:
            return None
    return bytes(body)
