"""Around every request: an id for the logs, and an answer whatever goes wrong.

A refusal becomes problem details at the API's addresses and an error page elsewhere; our own
mistake is logged with its traceback and answered without one.
"""

import math
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from bot.logs import bound, correlation_id, new_correlation_id
from miniapp.openapi import Translators, problem_response
from miniapp.openapi.problems import (
    TITLES,
    MalformedError,
    MethodNotAllowedError,
    UnexpectedError,
    UnsupportedTypeError,
)
from services.errors import (
    DomainError,
    ForbiddenError,
    NotFoundError,
    RateLimitedError,
    TooLargeError,
    UnauthorizedError,
)

REQUEST_ID = "X-Request-ID"
API_PREFIXES = ("/api/", "/tg/qr/", "/qr-auth/", "/telegram/", "/graphql")

_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_ID = web.RequestKey("id", str)
_STARTED = web.RequestKey("started", bool)
_HTTP_ERRORS: dict[int, type[DomainError]] = {
    400: MalformedError,
    401: UnauthorizedError,
    403: ForbiddenError,
    404: NotFoundError,
    405: MethodNotAllowedError,
    413: TooLargeError,
    415: UnsupportedTypeError,
}

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What an error page shows. ``request_id`` is what the person may quote."""

    status: int
    code: str
    title: str
    detail: str
    request_id: str
    retry_after: int | None = None


#: Renders an error page in the layout of the house.
RenderError = Callable[[web.Request, ErrorPage], Awaitable[web.Response]]


def install_errors(app: web.Application, *, translators: Translators, render: RenderError) -> None:
    """Put ids, the access log and error answers around everything that ``app`` serves.

    Call it before other middlewares are added: it has to be the outermost. Run the server
    without an access log of its own, which would write query strings.
    """
    app.middlewares.append(_identified)
    app.middlewares.append(_Answers(translators, render).answer)
    app.on_response_prepare.append(_echo)


@web.middleware
async def _identified(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Bind the request's id to every line of the log, and write one line when it is done."""
    given = request.headers.get(REQUEST_ID, "")
    request_id = given if _GIVEN_ID.fullmatch(given) else new_correlation_id()
    request[_ID] = request_id
    with bound(request_id=request_id):
        started = time.perf_counter()
        status = 500
        try:
            response = await handler(request)
            status = response.status
            return response
        except web.HTTPException as answer:
            status = answer.status
            raise
        finally:
            log.info(
                "request",
                method=request.method,
                route=read_route(request),
                status=status,
                ms=round((time.perf_counter() - started) * 1000, 1),
            )


def read_route(request: web.Request) -> str:
    """Return the address as it was registered: no ids, nothing that a stranger made up."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else "(none)"


def is_api(request: web.Request) -> bool:
    """Tell whether whoever asks expects JSON."""
    name = request.match_info.route.name or ""
    return name.startswith("api.") or request.path.startswith(API_PREFIXES)


async def _echo(request: web.Request, response: web.StreamResponse) -> None:
    request[_STARTED] = True
    if _ID in request:
        response.headers[REQUEST_ID] = request[_ID]


class _Answers:
    """Turns whatever was raised into what the person, or the program, can read."""

    def __init__(self, translators: Translators, render: RenderError) -> None:
        self._translators = translators
        self._render = render

    @web.middleware
    async def answer(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except ConnectionError:
            raise  # the other side has gone: nobody is left to answer
        except Exception as raised:
            if isinstance(raised, web.HTTPException) and raised.status not in _HTTP_ERRORS:
                raise
            error = _understood(request, raised)
            if request.get(_STARTED):
                _break_off(request)
            headers = _allowed(raised)
        if is_api(request):
            say = self._translators(request)
            return problem_response(error, say=say, request_id=correlation_id(), headers=headers)
        return await self._page(request, error, headers)

    async def _page(
        self, request: web.Request, error: DomainError, headers: dict[str, str]
    ) -> web.Response:
        say = self._translators(request)
        page = ErrorPage(
            status=error.status,
            code=error.code,
            title=say(TITLES.get(error.status, TITLES[400])),
            detail=say(error.text, **error.details),
            request_id=correlation_id(),
            retry_after=_retry_after(error),
        )
        try:
            response = await self._render(request, page)
        except Exception:
            log.exception("error_page_failed")
            response = web.Response(text=f"{page.title}\n{page.detail}\n")
        response.set_status(page.status)
        response.headers.update(headers)
        response.headers["Cache-Control"] = "no-store"
        if page.retry_after is not None:
            response.headers["Retry-After"] = str(page.retry_after)
        return response


def _understood(request: web.Request, raised: Exception) -> DomainError:
    if isinstance(raised, DomainError):
        log.info("refused", code=raised.code, status=raised.status)
        return raised
    if isinstance(raised, web.HTTPException):
        return _HTTP_ERRORS[raised.status]()
    log.error("request_failed", route=read_route(request), exc_info=raised)
    return UnexpectedError(code=correlation_id())


def _allowed(raised: Exception) -> dict[str, str]:
    if isinstance(raised, web.HTTPMethodNotAllowed):
        return {"Allow": ", ".join(sorted(raised.allowed_methods))}
    return {}


def _break_off(request: web.Request) -> None:
    """Half an answer is out already: only breaking off tells that it is not whole."""
    if request.transport is not None:
        request.transport.abort()
    raise ConnectionResetError


def _retry_after(error: DomainError) -> int | None:
    if isinstance(error, RateLimitedError):
        return max(1, math.ceil(error.retry_after))
    return None
