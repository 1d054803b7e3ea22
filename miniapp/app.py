"""The Mini App on a server: pages, JSON, files."""

from aiohttp import web

from bot.health import VERSION
from miniapp.api import communities, courses, seed_paths, users
from miniapp.assets import PREFIX, Assets
from miniapp.docs_pages import add_docs_pages
from miniapp.errors import install_errors
from miniapp.keys import ASSETS, MINI_APP, TICKETS, TOKENS, MiniApp
from miniapp.openapi import Api
from miniapp.pages import PAGES
from miniapp.pages.communities import NOTHING, open_mini_app, show_landing
from miniapp.render import ENVIRONMENT, HOME, add_pages, make_environment, render_error
from miniapp.tickets import Tickets
from miniapp.tokens import AccessTokens
from miniapp.visitor import translator_of, visitor

__all__ = ["MiniApp", "make_api", "setup"]


def setup(app: web.Application, services: MiniApp) -> None:
    """Put everything that a browser sees on ``app``; call it before other middlewares are added."""
    assets = Assets()
    app[MINI_APP] = services
    app[ASSETS] = assets
    app[ENVIRONMENT] = make_environment(assets.url)
    app[TOKENS] = AccessTokens(services.signing_keys)
    app[TICKETS] = Tickets(services.signing_keys, services.limiter)
    install_errors(app, translators=translator_of, render=render_error)
    app.router.add_get(f"{PREFIX}/{{digest}}/{{name:.+}}", assets.serve, name="assets")
    app.router.add_get("/", show_landing, name="communities.landing")
    app.router.add_get("/mini-app", open_mini_app, name="communities.mini_app")
    app.router.add_get(HOME.rstrip("/"), open_mini_app, name="communities.mini_app_bare")
    add_pages(app, (*PAGES, NOTHING))
    api = make_api()
    api.attach(app)
    add_docs_pages(app, api.document())


def make_api() -> Api:
    """All operations of the API."""
    api = Api(title="Kommuna", version=VERSION, visit=visitor)
    for noun in (users, communities, courses):
        noun.endpoints(api)
    seed_paths.aliases(api)
    return api
