"""The sandbox's server: one address for the Bot API, the people's side and the screen."""

from __future__ import annotations

import base64
import time
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import ClientSession, DummyCookieJar, TCPConnector, web
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from sandbox.bot_api import BotApi
from sandbox.delivery import Delivery
from sandbox.faults import Faults
from sandbox.people.acting import Acting
from sandbox.people.apps import Apps
from sandbox.people.blocking import Blocking
from sandbox.people.groups import Groups
from sandbox.people.making import Making
from sandbox.people.paying import Paying
from sandbox.people.pressing import Pressing
from sandbox.people.reading import Reading
from sandbox.people.requests import sim_errors
from sandbox.posting import Posting
from sandbox.store import Store
from sandbox.world import World

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiohttp.typedefs import Handler, Middleware

SCREEN = Path(__file__).parent / "screen"
LARGEST_REQUEST = 64 * 2**20
EVERYWHERE = {str(IPv4Address(0)): "127.0.0.1", str(IPv6Address(0)): "::1"}
PEOPLE = (
    ("Марина", "Соколова", "marina_sokolova", "ru"),
    ("Daniel", "Hart", "daniel_hart", "en"),
    ("Вера", "Ким", "vera_kim", "ru"),
    ("Tom", "Reyes", "tom_reyes", "en"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxConfig:
    """How the sandbox runs. Times are in seconds.

    Port 0 takes a free one; without `data_dir` nothing is kept. `seed` makes ids and tokens
    repeatable, `clock` tells the time of the world. `first_retry_delay` is the pause before the
    second repetition of a refused update; the pauses double from there.
    """

    host: str = "127.0.0.1"
    port: int = 8081
    data_dir: Path | None = None
    bot_name: str = "Kommuna"
    bot_username: str = "kommuna_demo_bot"
    people: int = 4
    seed: int | None = None
    clock: Callable[[], float] = time.time
    first_retry_delay: float = 2.0
    set_webhook_pause: float = 1.0


class Sandbox:
    """A running sandbox: where it is, the platform's demo bot and the person whose it is."""

    def __init__(
        self, config: SandboxConfig, world: World, delivery: Delivery, runner: web.AppRunner
    ) -> None:
        self._config = config
        self._world = world
        self._delivery = delivery
        self._runner = runner
        bot = world.bots[world.counters["platform bot"]]
        self.bot_id = bot.id
        self.bot_token = bot.token
        self.bot_username = world.users[bot.id].username
        self.owner_id = min(set(world.users) - set(world.bots))
        public = _signing_key(world).public_key()
        self.public_key = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.port: int = runner.addresses[0][1]

    @property
    def url(self) -> str:
        """The address of everything on this machine, without a slash at the end."""
        host = EVERYWHERE.get(self._config.host, self._config.host)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    async def close(self) -> None:
        """Stop serving; the world is kept."""
        self._world.live.close()
        await self._delivery.close()
        await self._runner.cleanup()
        await self._delivery.close_session()
        self._world.store.close()


async def start_sandbox(config: SandboxConfig) -> Sandbox:
    """Open the kept world, or make a new one, and serve it."""
    world = World(Store(config.data_dir), clock=config.clock, seed=config.seed)
    _people_the_world(world, config)
    session = ClientSession(connector=TCPConnector(limit=0), cookie_jar=DummyCookieJar())
    delivery = Delivery(
        world,
        session,
        first_delay=config.first_retry_delay,
        webhook_pause=config.set_webhook_pause,
    )
    app = _build_app(world, delivery, session)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, config.host, config.port).start()
    world.store.flush()
    delivery.start()
    return Sandbox(config, world, delivery, runner)


def _people_the_world(world: World, config: SandboxConfig) -> None:
    for first, last, username, language in PEOPLE[len(world.people()) : config.people]:
        world.add_person(
            first_name=first, last_name=last, username=username, language_code=language
        )
    if "platform bot" not in world.counters:
        bot = world.add_bot(name=config.bot_name, username=config.bot_username)
        world.count("platform bot", bot.id)


def _signing_key(world: World) -> Ed25519PrivateKey:
    def make() -> str:
        key = Ed25519PrivateKey.from_private_bytes(world.random.randbytes(32))
        raw = key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        return base64.b64encode(raw).decode()

    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(world.secret("signing key", make)))


def _build_app(world: World, delivery: Delivery, session: ClientSession) -> web.Application:
    faults = Faults()
    posting = Posting(world, delivery)
    acting = Acting(world, posting)
    app = web.Application(
        client_max_size=LARGEST_REQUEST,
        middlewares=[_keeping(world), _plain_not_found, sim_errors],
    )
    BotApi(world, delivery, faults, session).add_routes(app)
    Reading(world, posting).add_routes(app)
    acting.add_routes(app)
    Pressing(acting).add_routes(app)
    Blocking(world, posting).add_routes(app)
    Apps(acting, _signing_key(world)).add_routes(app)
    Paying(world, posting).add_routes(app)
    Groups(world, posting).add_routes(app)
    Making(world, delivery, faults).add_routes(app)
    app.router.add_get("/", _screen)
    if SCREEN.is_dir():
        app.router.add_static("/screen", SCREEN)
    return app


def _keeping(world: World) -> Middleware:
    @web.middleware
    async def keep(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        finally:
            world.store.flush()

    return keep


@web.middleware
async def _plain_not_found(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPNotFound:
        if request.path.startswith("/sim/"):
            return web.json_response({"error": "no such address"}, status=404)
        body = {"ok": False, "error_code": 404, "description": "Not Found"}
        return web.json_response(body, status=404)


async def _screen(request: web.Request) -> web.StreamResponse:
    page = SCREEN / "index.html"
    if not page.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(page)
