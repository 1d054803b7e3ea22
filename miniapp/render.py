"""Pages: Jinja templates, the headers that protect them, and what is shown when something fails.

A page has two faces at one address. Without credentials it is the shell, which signs in; with them
it is the page itself, which the shell's script fetches and puts in place.
"""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from aiohttp import web
from babel.dates import format_date
from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.i18n import LANGUAGES, Translator
from miniapp.errors import ErrorPage
from miniapp.keys import ASSETS, MINI_APP
from miniapp.session import INIT_DATA_HEADER
from miniapp.visitor import Visitor, translator_of, visitor

HOME = "/tg/app/"
TELEGRAM_SCRIPT = "https://telegram.org/js/telegram-web-app.js"
ENVIRONMENT: web.AppKey[Environment] = web.AppKey("jinja", Environment)

PageHandler = Callable[[web.Request, Visitor], Awaitable[web.Response]]
_FRAMES = ("https://web.telegram.org", "https://*.telegram.org")


@dataclass(frozen=True, slots=True)
class Page:
    """An address for people: who may see it, and who makes it."""

    path: str
    name: str
    rights: str
    handler: PageHandler


def make_environment(url_of: Callable[[str], str]) -> Environment:
    """The templates; `asset` gives the address of a static file."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        enable_async=True,
    )
    environment.globals.update(asset=url_of, home=HOME)
    return environment


def long_day(t: Translator, moment: datetime, *, has_weekday: bool = False) -> str:
    """A day in the visitor's zone: “28 November 2026”, or “Saturday, 28 November”."""
    local = moment.astimezone(ZoneInfo(t.time_zone))
    text = format_date(local, "EEEE, d MMMM" if has_weekday else "d MMMM y", locale=t.language)
    return text[0].upper() + text[1:]


def add_pages(app: web.Application, pages: tuple[Page, ...]) -> None:
    """Put pages on the server."""
    for page in pages:
        app.router.add_get(page.path, _two_faced(page.handler), name=page.name)


async def render(request: web.Request, v: Visitor, template: str, **values: object) -> web.Response:
    """A page for somebody who is signed in."""
    return await _respond(request, v.t, template, v=v, **values)


async def render_document(request: web.Request, template: str, **values: object) -> web.Response:
    """A whole document for a browser of which nothing is known."""
    nonce = secrets.token_urlsafe(16)
    t = translator_of(request)
    response = await _respond(request, t, template, nonce=nonce, **values)
    response.headers["Content-Security-Policy"] = _policy(request, nonce)
    return response


async def render_shell(request: web.Request) -> web.Response:
    """The first document: bones, the words for what may go wrong, and the script that signs in."""
    house = request.app[MINI_APP]
    script = TELEGRAM_SCRIPT
    if house.sandbox_url is not None:
        script = request.app[ASSETS].url("js/telegram-web-app.js")
    platform = await house.registry.find_platform()
    return await render_document(
        request,
        "layouts/shell.html",
        telegram_script=script,
        words={language: Translator(language) for language in LANGUAGES},
        bot_username=platform.username if platform else None,
    )


async def render_error(request: web.Request, page: ErrorPage) -> web.Response:
    """What is shown instead of a page: in place of it, or as a document of its own."""
    if _has_credentials(request):
        return await _respond(request, translator_of(request), "parts/_error_page.html", error=page)
    return await render_document(request, "layouts/error.html", error=page)


async def _respond(
    request: web.Request, t: Translator, template: str, **values: object
) -> web.Response:
    text = (
        await request.app[ENVIRONMENT]
        .get_template(template)
        .render_async(t=t, number=partial(format_decimal, locale=t.language), **values)
    )
    return web.Response(
        text=text,
        content_type="text/html",
        headers={
            "Cache-Control": "no-store",
            "Content-Language": t.language,
            "Referrer-Policy": "no-referrer",
            "Vary": f"Authorization, {INIT_DATA_HEADER}, Accept-Language",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _two_faced(handler: PageHandler) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def serve(request: web.Request) -> web.Response:
        if not _has_credentials(request):
            return await render_shell(request)
        async with visitor(request) as v:
            return await handler(request, v)

    return serve


def _has_credentials(request: web.Request) -> bool:
    return "Authorization" in request.headers or INIT_DATA_HEADER in request.headers


def _policy(request: web.Request, nonce: str) -> str:
    """Scripts of ours and Telegram's only; frames of Telegram only, and of the sandbox."""
    sandbox = request.app[MINI_APP].sandbox_url
    frames = (*_FRAMES, sandbox) if sandbox else _FRAMES
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'nonce-{nonce}' https://telegram.org",
            "style-src 'self'",
            "img-src 'self' data: https:",
            "connect-src 'self'",
            f"frame-ancestors {' '.join(frames)}",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
