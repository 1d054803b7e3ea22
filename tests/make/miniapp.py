"""Makes the Mini App: a server with the platform's bot and a home community, and its visitors."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.limits import MemoryLimiter
from bot.registry import BotRegistry
from gateways.telegram import Fleet
from miniapp.app import MiniApp, setup
from miniapp.tokens import SigningKey
from models import Bot, Community
from models.choices import JoinPolicy
from services import communities
from services.vault import Vault
from tests.make.init_data import TOKEN, make_init_data

SIGNING_KEY = SigningKey("s1", b"s" * 32)
VAULT = Vault({"k1": b"k" * 32}, "k1")


@dataclass
class House:
    """A running Mini App."""

    client: TestClient
    app: web.Application
    home: Community

    async def sign_in(self, user_id: int = 42, **more: str) -> "Guest":
        """Somebody opens the Mini App of the platform's bot."""
        headers = {name: more.pop(name) for name in list(more) if name.startswith("X-")}
        body = {"init_data": make_init_data(user_id, **more), "platform": "android"}
        response = await self.client.post(
            "/api/v1/auth/telegram/validate", json=body, headers=headers
        )
        assert response.status == 200, await response.text()
        return Guest(self, user_id, await response.json())


@dataclass
class Guest:
    """Somebody who is signed in."""

    house: House
    user_id: int
    tokens: dict[str, Any]

    @property
    def headers(self) -> dict[str, str]:
        """What the browser sends with every request."""
        return {"Authorization": f"Bearer {self.tokens['access_token']}"}

    async def ask(self, method: str, path: str, **options: Any) -> tuple[int, Any]:
        """Status and body: JSON where it is, else text."""
        async with self.house.client.request(
            method, path, headers=self.headers, **options
        ) as response:
            is_json = "json" in response.content_type
            return response.status, await (response.json() if is_json else response.text())

    async def get(self, path: str) -> tuple[int, Any]:
        """Read something."""
        return await self.ask("GET", path)


@asynccontextmanager
async def open_house(**options: Any) -> AsyncIterator[House]:
    """A server over the database that is open; `options` are those of `MiniApp`."""
    home = await communities.ensure_home("Школа звука", JoinPolicy.OPEN, ())
    await communities.register_platform_bot(
        VAULT, token=TOKEN, username="kommuna_bot", name="Kommuna", webhook_secret=None,
        is_sandbox=False,
    )  # fmt: skip
    app = web.Application()
    fleet = Fleet("http://127.0.0.1:1")
    values = {
        "registry": BotRegistry(fleet, VAULT),
        "limiter": MemoryLimiter(),
        "signing_keys": (SIGNING_KEY,),
        **options,
    }
    setup(app, MiniApp(**values))
    async with TestClient(TestServer(app)) as client:
        yield House(client, app, home)
    await fleet.close()


async def make_bot(community: Community, token: str) -> Bot:
    """A bot of a community's own, with its token sealed."""
    telegram_id = int(token.partition(":")[0])
    return await Bot.create(
        community_id=community.id,
        telegram_id=telegram_id,
        username=f"bot_{telegram_id}",
        name="Own",
        token=VAULT.seal(token.encode(), f"bots:{telegram_id}:token"),
        webhook_secret=VAULT.seal(b"secret", f"bots:{telegram_id}:webhook_secret"),
    )
