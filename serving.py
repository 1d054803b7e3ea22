"""The map: read this file from top to bottom and you have seen how the house is put together.

Settings, database, gateways, dispatcher, inbox, server; then what Telegram is told; then waiting.
"""

import asyncio
import contextlib
import faulthandler
import gc
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import structlog
from aiogram import Dispatcher
from aiogram.exceptions import TelegramAPIError, TelegramUnauthorizedError
from aiohttp import web

import dialogs
import handlers
import jobs
from bot.community_bots import CommunityBots
from bot.dead_letters import DeadLetters
from bot.deep_links import DeepLink, LinkKind, write_deep_link
from bot.dialog_state import DialogStates
from bot.dispatcher import build_dispatcher
from bot.handling import UpdateHandling
from bot.health import Health
from bot.inbox import Inbox, InboxRows
from bot.init_data import TELEGRAM_PUBLIC_KEY
from bot.limits import MemoryLimiter
from bot.logs import configure_logs
from bot.outbox import Outbox, OutboxRows
from bot.receiving import Receiving
from bot.registry import BotRegistry
from bot.replicas import Replicas
from bot.server import PortTakenError, Server
from bot.settings import Settings
from bot.webhook import Webhook
from bot.worker import JobRows, Worker
from dialogs.communities.states import Menu
from gateways.telegram import Fleet
from gateways.telegram_bots import BotsAtTelegram
from migrations.locks import only_starter
from migrations.runner import migrate
from miniapp.app import MiniApp
from miniapp.app import setup as setup_mini_app
from miniapp.tokens import SigningKey
from models.choices import JoinPolicy
from models.database import Turns, close_database, open_database, tortoise_config
from sandbox.server import Sandbox, SandboxConfig, start_sandbox
from services import communities, courses
from services.communities import ConnectedBot
from services.ports import Limiter
from services.vault import Vault
from services.wakeups import Work, listening

log = structlog.get_logger(__name__)


#: What stopping may take beside what the settings allow.
LAST_SECONDS = 15


class StartError(Exception):
    """The server cannot start; the message says in one line what to do."""


async def run(settings: Settings) -> int:
    """Serve until SIGINT or SIGTERM; 1 when it could not start."""
    pretty = settings.log_format == "pretty" or (
        settings.log_format == "auto" and sys.stderr.isatty()
    )
    configure_logs(sys.stderr, level=settings.log_level, pretty=pretty)
    is_told_to_stop = _listen_for_signals()
    try:
        async with serving(settings) as kommuna:
            print(kommuna.addresses, flush=True)
            await is_told_to_stop.wait()
            _do_not_hang(settings)
    except (StartError, PortTakenError) as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        faulthandler.cancel_dump_traceback_later()
    return 0


async def apply_migrations(settings: Settings) -> list[str]:
    """Bring the database up to date; names what was applied."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return await migrate(settings.database_url)


@asynccontextmanager
async def opened_dead_letters(settings: Settings) -> AsyncIterator[DeadLetters]:
    """What was given up, for the command line, beside a running server or without one."""
    await open_database(settings.database_url)
    try:
        yield DeadLetters(Vault(settings.encryption_keys, settings.primary_encryption_key))
    finally:
        await close_database()


class Kommuna:
    """A running server."""

    def __init__(self, settings: Settings, registry: BotRegistry, inbox: Inbox) -> None:
        self.settings = settings
        self.registry = registry
        self.inbox = inbox
        self.port = settings.port
        self.is_stopping = False
        self.sandbox: Sandbox | None = None
        self.claim_link: str | None = None

    @property
    def local_url(self) -> str:
        """Where a browser on this machine finds the server."""
        host = self.settings.host
        return f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{self.port}"  # noqa: S104 - compared, not bound

    @property
    def public_url(self) -> str | None:
        """Where Telegram finds the server; the sandbox is content with this machine."""
        if self.settings.public_url is None and self.sandbox is not None:
            return self.local_url
        return self.settings.public_url

    @property
    def addresses(self) -> str:
        """What to open, for the terminal."""
        lines = [f"Kommuna  {self.local_url}"]
        if self.sandbox is not None:
            lines.append(f"Sandbox  {self.sandbox.url}   (a Telegram to try it in: open this)")
        if self.claim_link is not None:
            lines.append(f"Admin    {self.claim_link}   (who opens this within an hour is the one)")
        return "\n".join(lines)


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[Kommuna]:
    """Everything, running; on the way out each part stops before what it stands on."""
    async with AsyncExitStack() as stack:
        await _open_database(settings, stack)
        vault = Vault(settings.encryption_keys, settings.primary_encryption_key)
        sandbox = await _open_sandbox(settings, stack)
        fleet = Fleet(settings.bot_api_url if sandbox is None else sandbox.url)
        stack.push_async_callback(fleet.close)
        registry = BotRegistry(fleet, vault)
        stack.enter_context(listening(Work.BOTS, registry.look_again))
        limiter = await _join_replicas(settings, stack)
        dispatcher = _build_dispatcher(settings, limiter)
        inbox = _build_inbox(settings, dispatcher, registry, vault)
        kommuna = Kommuna(settings, registry, inbox)
        kommuna.sandbox = sandbox
        async with only_starter(tortoise_config(settings.database_url)["connections"]["default"]):
            await _prepare_home(kommuna)
            connected = await _register_bot(kommuna, vault)
        server = Server(_build_app(kommuna, limiter), settings.host, settings.port)
        await server.start()
        stack.push_async_callback(server.stop)
        kommuna.port = server.port
        turns = Turns(settings.database_url)
        receiving = Receiving(registry, inbox, vault, lambda: kommuna.public_url, turns)
        dispatcher["community_bots"] = CommunityBots(
            registry, receiving, BotsAtTelegram(fleet), vault
        )
        await inbox.start()
        stack.push_async_callback(inbox.stop, settings.shutdown_seconds)
        await _start_later(settings, registry, limiter, stack)
        stack.push_async_callback(_drain, kommuna, server)
        stack.push_async_callback(receiving.close)
        if connected is not None:
            await receiving.begin(connected)
            await _offer_claim(kommuna, connected)
        receiving.begin_communities_bots()
        _spare_the_collector()
        yield kommuna


async def _open_database(settings: Settings, stack: AsyncExitStack) -> None:
    try:
        await apply_migrations(settings)
        await open_database(settings.database_url)
    except (OSError, ValueError) as error:
        raise StartError(f"The database cannot be opened: {error}. Check DATABASE_URL.") from error
    stack.push_async_callback(close_database)


async def _open_sandbox(settings: Settings, stack: AsyncExitStack) -> Sandbox | None:
    if not settings.sandbox:
        return None
    if await communities.has_real_bot():
        raise StartError(
            "A real bot was registered in this database, so the sandbox does not start here. "
            "Set BOT_TOKEN, or another DATA_DIR for trying things out."
        )
    try:
        sandbox = await start_sandbox(
            SandboxConfig(
                host=settings.sandbox_host,
                port=settings.sandbox_port,
                data_dir=settings.data_dir / "sandbox",
            )
        )
    except OSError as error:
        raise StartError(
            f"The sandbox cannot listen on port {settings.sandbox_port}: {error.strerror}. "
            "Stop the other program or choose another SANDBOX_PORT."
        ) from error
    stack.push_async_callback(sandbox.close)
    return sandbox


async def _join_replicas(settings: Settings, stack: AsyncExitStack) -> Limiter:
    """With Redis the replicas count limits together and knock at each other's doors."""
    limiter = MemoryLimiter()
    if settings.redis_url is None:
        return limiter
    from gateways import redis  # noqa: PLC0415 - heavy, and not for everybody

    try:
        client = redis.connect(settings.redis_url)
    except ValueError as error:
        raise StartError(f"REDIS_URL is no address of a Redis: {error}.") from error
    stack.push_async_callback(client.aclose)
    replicas = Replicas(redis.RedisBus(client))
    await replicas.start()
    stack.push_async_callback(replicas.stop)
    return redis.RedisLimiter(client, fallback=limiter)


async def _drain(kommuna: Kommuna, server: Server) -> None:
    """Let the balancer look elsewhere before what answers its requests stops."""
    kommuna.is_stopping = True
    await server.drain(kommuna.settings.drain_seconds)


def _build_dispatcher(settings: Settings, limiter: Limiter) -> Dispatcher:
    """Handlers find the settings and the limiter among their arguments too."""
    dispatcher = build_dispatcher(
        DialogStates(),
        [*handlers.routers(), *dialogs.all_dialogs(), *handlers.last_routers()],
        menu=Menu.home,
        limiter=limiter,
    )
    dispatcher["settings"] = settings
    dispatcher["limiter"] = limiter
    return dispatcher


def _build_inbox(
    settings: Settings, dispatcher: Dispatcher, registry: BotRegistry, vault: Vault
) -> Inbox:
    handling = UpdateHandling(dispatcher, registry)
    return Inbox(
        InboxRows(vault), handling.handle, handling.apologise, is_shared=not settings.is_sqlite
    )


async def _start_later(
    settings: Settings, registry: BotRegistry, limiter: Limiter, stack: AsyncExitStack
) -> None:
    """What nobody waits for: messages of our own accord, and jobs, which may queue some."""
    is_shared = not settings.is_sqlite
    outbox = Outbox(OutboxRows(), registry, limiter, is_shared=is_shared)
    await outbox.start()
    stack.push_async_callback(outbox.stop, settings.shutdown_seconds)
    worker = Worker(
        JobRows(), jobs.all_jobs(), jobs.REACTIONS, ticks=jobs.TIMETABLE, is_shared=is_shared
    )
    await worker.start()
    stack.push_async_callback(worker.stop, settings.shutdown_seconds)


def _build_app(kommuna: Kommuna, limiter: Limiter) -> web.Application:
    app = web.Application()
    setup_mini_app(
        app,
        MiniApp(
            registry=kommuna.registry,
            limiter=limiter,
            signing_keys=(SigningKey("k1", kommuna.settings.secret_key),),
            sandbox_url=None if kommuna.sandbox is None else kommuna.sandbox.url,
            trusted_proxies=kommuna.settings.trusted_proxies,
            public_url=lambda: kommuna.public_url,
            public_key=(
                TELEGRAM_PUBLIC_KEY if kommuna.sandbox is None else kommuna.sandbox.public_key
            ),
        ),
    )
    Health(kommuna.registry, lambda: kommuna.is_stopping).add_routes(app)
    Webhook(kommuna.registry, kommuna.inbox).add_routes(app)
    return app


async def _prepare_home(kommuna: Kommuna) -> None:
    settings, admin_ids = kommuna.settings, kommuna.settings.admin_ids
    if kommuna.sandbox is not None and not admin_ids:
        admin_ids = (kommuna.sandbox.owner_id,)
    home = await communities.ensure_home(
        settings.home_title, JoinPolicy(settings.home_join_policy), admin_ids
    )
    if kommuna.sandbox is not None:
        await courses.make_demo_course(home)
        if settings.home_title is None:
            await communities.dress_demo(home)


async def _register_bot(kommuna: Kommuna, vault: Vault) -> ConnectedBot | None:
    """Ask Telegram who the bot is; when it cannot be reached, what is known serves."""
    settings, sandbox = kommuna.settings, kommuna.sandbox
    token = settings.bot_token if sandbox is None else sandbox.bot_token
    if token is None:
        return await communities.read_platform_bot(vault)
    bot = kommuna.registry.fleet.add(token)
    try:
        me = await bot.get_me()
    except TelegramUnauthorizedError as error:
        raise StartError(
            "Telegram does not know this BOT_TOKEN. Copy it again from @BotFather."
        ) from error
    except TelegramAPIError as error:
        log.warning("telegram_unreachable", error=str(error))
        return await communities.find_bot(vault, bot.id)
    return await communities.register_platform_bot(
        vault,
        token=token,
        username=me.username or "",
        name=me.full_name,
        webhook_secret=settings.webhook_secret,
        is_sandbox=sandbox is not None,
    )


async def _offer_claim(kommuna: Kommuna, connected: ConnectedBot) -> None:
    """While nobody is platform admin, the terminal, and only it, has a link to become one."""
    if await communities.needs_claim():
        token = communities.new_claim(kommuna.settings.secret_key)
        link = DeepLink(LinkKind.CLAIM, token)
        kommuna.claim_link = write_deep_link(connected.username, link)


def _spare_the_collector() -> None:
    """What was made at the start stays: the collector need not look at it at every turn."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)


def _do_not_hang(settings: Settings) -> None:
    """End the process even if a part of it never stops: its leases run out, so nothing is lost."""
    seconds = settings.drain_seconds + 3 * settings.shutdown_seconds + LAST_SECONDS
    asyncio.get_running_loop().call_later(seconds - 1, _say_what_hangs)
    faulthandler.dump_traceback_later(seconds, exit=True)


def _say_what_hangs() -> None:
    coroutines = sorted({repr(task.get_coro()) for task in asyncio.all_tasks()})
    log.error("stopping_hangs", waiting=coroutines)


def _listen_for_signals() -> asyncio.Event:
    """Set when the process is told to stop; from the first moment, so that a start ends cleanly."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stopped.set)
    return stopped
