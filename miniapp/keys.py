"""What the Mini App is given when it is set up, and where handlers find it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web

from bot.init_data import TELEGRAM_PUBLIC_KEY
from bot.registry import BotRegistry
from miniapp.assets import Assets
from miniapp.tickets import Tickets
from miniapp.tokens import AccessTokens, SigningKey
from services.ports import Limiter


@dataclass(frozen=True, slots=True, kw_only=True)
class MiniApp:
    """What the Mini App needs of the house.

    ``signing_keys`` sign access tokens and tickets, the newest first. ``sandbox_url`` is the origin
    of the sandbox's screen when it runs: it may frame the pages, and Telegram's own script, which
    it cannot reach, is replaced by a stand-in. ``trusted_proxies`` counts the proxies in front.
    ``public_url`` tells where Telegram finds the server. ``public_key`` (Ed25519, 32 bytes) is that
    of whoever signs init data: Telegram, or the sandbox.
    """

    registry: BotRegistry
    limiter: Limiter
    signing_keys: tuple[SigningKey, ...] = field(repr=False)
    sandbox_url: str | None = None
    trusted_proxies: int = 0
    public_url: Callable[[], str | None] = lambda: None
    public_key: bytes = TELEGRAM_PUBLIC_KEY


MINI_APP: web.AppKey[MiniApp] = web.AppKey("mini_app", MiniApp)
TOKENS: web.AppKey[AccessTokens] = web.AppKey("tokens", AccessTokens)
TICKETS: web.AppKey[Tickets] = web.AppKey("tickets", Tickets)
ASSETS: web.AppKey[Assets] = web.AppKey("assets", Assets)
