"""The API's own pages: its description, Swagger UI and ReDoc, all from this server."""

import hashlib
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import orjson
from aiohttp import web

STATIC = Path(__file__).parent / "static"

#: What is served, and nothing beside it.
ASSETS = {
    "swagger-ui.css": STATIC / "vendor/swagger-ui/swagger-ui.css",
    "swagger-ui-bundle.js": STATIC / "vendor/swagger-ui/swagger-ui-bundle.js",
    "favicon-32x32.png": STATIC / "vendor/swagger-ui/favicon-32x32.png",
    "redoc.standalone.js": STATIC / "vendor/redoc/redoc.standalone.js",
    "api_docs.js": STATIC / "js/core/api_docs.js",
}

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'{style}; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self';{worker} base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_SWAGGER_POLICY = _POLICY.format(style="", worker="")
# ReDoc writes its styles while it runs and searches in a worker that it makes itself.
_REDOC_POLICY = _POLICY.format(style=" 'unsafe-inline'", worker=" worker-src blob:;")

_SWAGGER = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Kommuna API</title>
<link rel="icon" href="/docs/assets/favicon-32x32.png">
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
<script src="/docs/assets/swagger-ui-bundle.js"></script>
<script src="/docs/assets/api_docs.js"></script>
</head>
<body><main data-description="/openapi.json"></main></body>
</html>
"""
_REDOC = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Kommuna API</title>
<link rel="icon" href="/docs/assets/favicon-32x32.png">
</head>
<body>
<redoc spec-url="/openapi.json"></redoc>
<script src="/docs/assets/redoc.standalone.js"></script>
</body>
</html>
"""

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def add_docs_pages(app: web.Application, document: dict[str, Any]) -> None:
    """Serve ``document`` at ``/openapi.json``, and the two pages that show it."""
    pages: dict[str, tuple[str, _Handler]] = {
        "/openapi.json": ("docs.openapi", _description(document)),
        "/docs": ("docs.swagger", _page(_SWAGGER, _SWAGGER_POLICY)),
        "/redoc": ("docs.redoc", _page(_REDOC, _REDOC_POLICY)),
    }
    for path, (name, handler) in pages.items():
        app.router.add_get(path, handler, name=name)
    app.router.add_get("/docs/", pages["/docs"][1], name="docs.swagger.slash")
    app.router.add_get("/redoc/", pages["/redoc"][1], name="docs.redoc.slash")
    app.router.add_get("/docs/assets/{asset}", _serve_asset, name="docs.assets")


def _description(document: dict[str, Any]) -> _Handler:
    body = orjson.dumps(document)
    tag = hashlib.sha256(body).hexdigest()[:16]

    async def describe(request: web.Request) -> web.StreamResponse:
        known = request.if_none_match or ()
        is_known = any(one.value == tag for one in known)
        response = (
            web.Response(status=304)
            if is_known
            else web.Response(body=body, content_type="application/json")
        )
        response.etag = tag
        response.headers["Cache-Control"] = "no-cache"
        return response

    return describe


def _page(html: str, policy: str) -> _Handler:
    async def show(_: web.Request) -> web.StreamResponse:
        headers = {
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
        }
        return web.Response(text=html, content_type="text/html", headers=headers)

    return show


async def _serve_asset(request: web.Request) -> web.StreamResponse:
    path = ASSETS.get(request.match_info["asset"])
    if path is None:
        raise web.HTTPNotFound
    headers = {"Cache-Control": "public, max-age=86400", "X-Content-Type-Options": "nosniff"}
    return web.FileResponse(path, headers=headers)
