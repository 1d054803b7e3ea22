"""Writes the tables of `docs/API_CONTRACTS.md` from the code: `python -m docs.reference`.

A house test compares, so that the document cannot fall behind. `--check` only tells.
"""

import importlib
import inspect
import pkgutil
import sys
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

from aiohttp import web

import bot
import miniapp
import services
from bot import init_data, webhook
from bot.health import Health
from bot.limits import MemoryLimiter
from bot.middlewares import throttle
from bot.webhook import Webhook
from miniapp import tickets, tokens
from miniapp.api.users import PER_ADDRESS, PER_PERSON
from miniapp.app import MiniApp, make_api, setup
from miniapp.openapi import Operation, operations
from miniapp.pages import PAGES
from miniapp.pages.communities import NOTHING
from miniapp.tokens import SigningKey
from services.errors import DomainError
from services.users import sessions

DOCUMENT = Path(__file__).parent / "API_CONTRACTS.md"
#: What is made by functions that cannot say it themselves.
WORDS = {
    "/openapi.json": "The description of the API, OpenAPI 3.1",
    "/docs": "The same in Swagger UI",
    "/docs/": "The same in Swagger UI",
    "/redoc": "The same in ReDoc",
    "/redoc/": "The same in ReDoc",
    "/docs/assets/{asset}": "What these two pages are made of",
}
#: Where modules may define errors.
PACKAGES = (bot, miniapp, services)


def build_app() -> web.Application:
    """A server with every address and nothing behind them."""
    nobody: Any = None
    app = web.Application()
    key = SigningKey("reference", b"-" * 32)
    setup(app, MiniApp(registry=nobody, limiter=MemoryLimiter(), signing_keys=(key,)))
    Health(nobody, nobody).add_routes(app)
    Webhook(nobody, nobody).add_routes(app)
    return app


def render() -> str:
    """The document with fresh tables."""
    text = DOCUMENT.read_text("utf-8")
    for name, table in (
        ("operations", operations_table()),
        ("seed paths", seed_paths_table()),
        ("pages", pages_table()),
        ("others", others_table()),
        ("errors", errors_table()),
        ("limits", limits_table()),
    ):
        text = replace(text, name, table)
    return text


def replace(text: str, name: str, table: str) -> str:
    """Put a table between the marks with its name.

    Raises:
        ValueError: when the marks are missing.
    """
    begin, end = f"<!-- {name}: made by docs/reference.py -->\n", f"<!-- end of {name} -->"
    before, found, rest = text.partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"{DOCUMENT.name} lacks the marks of {name}")
    return f"{before}{begin}\n{table}\n{end}{after}"


def operations_table() -> str:
    """The JSON API, as its operations describe themselves."""
    rows = (
        (f"`{one.method} {one.path}`", one.summary, one.rights, _own_errors(one))
        for one in make_api().operations
    )
    return _table(("address", "what", "who", "beside the usual"), rows)


def seed_paths_table() -> str:
    """Second addresses of operations."""
    rows = (
        (f"`{one.method} {alias}`", f"`{one.path}`")
        for one in make_api().operations
        for alias in one.aliases
    )
    return _table(("address", "the same as"), rows)


def pages_table() -> str:
    """Pages for people."""
    rows = (
        (f"`{_canonical(page.path)}`", _summary(page.handler), page.rights)
        for page in (*PAGES, NOTHING)
    )
    return _table(("address", "what", "who"), rows)


def others_table() -> str:
    """Every address that is neither an operation of the API nor a page for members."""
    known = {page.name for page in (*PAGES, NOTHING)}
    rows = []
    for route in build_app().router.routes():
        assert route.resource is not None
        name = route.name or ""
        if route.method == "HEAD" or name in known or name.startswith("api."):
            continue
        path = route.resource.canonical
        rows.append((f"`{route.method} {path}`", WORDS.get(path) or _summary(route.handler)))
    return _table(("address", "what"), rows)


def errors_table() -> str:
    """Every refusal that the house knows."""
    for package in PACKAGES:
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    found = {(kind.status, kind.code): kind for kind in _kinds(DomainError)}
    rows = (
        (f"`{code}`", f"{status} {HTTPStatus(status).phrase}", _summary(kind))
        for (status, code), kind in sorted(found.items())
    )
    return _table(("code", "status", "meaning"), rows)


def limits_table() -> str:
    """How often something may be done, and how much of it there may be."""
    grace = int(sessions.GRACE.total_seconds())
    rows = (
        ("signing in (`validate`)", f"{PER_ADDRESS} a minute", "address"),
        ("signing in (`validate`)", f"{PER_PERSON} a minute", "person"),
        ("renewing a session (`refresh`)", f"{PER_ADDRESS} a minute", "address"),
        ("access token", f"{tokens.LIFETIME.total_seconds() / 60:g} minutes", "token"),
        ("refresh token", f"{sessions.LIFETIME.days} days, once", "token"),
        ("repeating an older refresh token", f"within {grace} seconds", "token"),
        ("a ticket (`ticket`)", f"{tickets.LIFETIME_SECONDS} seconds, once", "ticket"),
        ("devices signed in at once", f"{sessions.MOST_DEVICES}", "person and community"),
        ("age of init data", f"{init_data.MAX_AGE.total_seconds() / 3600:g} hours", "signing in"),
        ("body of a request", f"{operations.MAX_BODY >> 20} MiB", "request"),
        ("body of a webhook", f"{webhook.MAX_BYTES >> 20} MiB", "update"),
        (
            "updates of a bot",
            f"{throttle.UPDATES} in {throttle.SECONDS:g} seconds, {throttle.BURST} at once",
            "person and bot",
        ),
    )
    return _table(("what", "limit", "for each"), rows)


def _kinds(base: type[DomainError]) -> Iterator[type[DomainError]]:
    for kind in base.__subclasses__():
        if kind.__module__.partition(".")[0] != "tests":
            yield kind
            yield from _kinds(kind)


def _own_errors(operation: Operation) -> str:
    return ", ".join(str(status) for status in operation.errors)


def _canonical(path: str) -> str:
    app = web.Application()
    return app.router.add_resource(path).canonical


def _summary(thing: object) -> str:
    return (inspect.getdoc(thing) or "").partition("\n")[0].rstrip(".").replace("``", "`")


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, ("---",) * len(heads), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def main() -> int:
    """Write the tables; with `--check`, say whether they are fresh."""
    text = render()
    is_fresh = text == DOCUMENT.read_text("utf-8")
    if "--check" not in sys.argv:
        DOCUMENT.write_text(text, "utf-8")
        return 0
    if not is_fresh:
        sys.stderr.write("docs/API_CONTRACTS.md is old: run python -m docs.reference\n")
    return 0 if is_fresh else 1


if __name__ == "__main__":
    sys.exit(main())
