import asyncio
import io
import json
import logging

import pytest
import structlog
from aiohttp import ClientError, web
from aiohttp.test_utils import TestClient, TestServer

from bot.logs import configure_logs
from miniapp.errors import ErrorPage, install_errors
from services.errors import ForbiddenError, RateLimitedError

WORDS = {"common-problem-forbidden": "Нельзя", "common-error-forbidden": "Нет прав"}


@pytest.fixture
def lines():
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure_logs(stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


async def page(_: web.Request) -> web.Response:
    return web.Response(text="page")


async def forbid(_: web.Request) -> web.Response:
    raise ForbiddenError


async def slow_down(_: web.Request) -> web.Response:
    raise RateLimitedError(retry_after=30)


async def move(_: web.Request) -> web.Response:
    raise web.HTTPFound("/page")


async def crash(_: web.Request) -> web.Response:
    raise RuntimeError("secret words")


async def half(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    response.content_length = 100
    await response.prepare(request)
    await response.write(b"half")
    raise RuntimeError


async def render(request: web.Request, shown: ErrorPage) -> web.Response:
    if "broken" in request.query:
        raise RuntimeError("no template")
    return web.Response(text=f"<h1>{shown.title}</h1>{shown.detail}", content_type="text/html")


def build() -> web.Application:
    app = web.Application()
    install_errors(app, translators=lambda _: lambda key, **_: WORDS.get(key, key), render=render)
    app.router.add_get("/page", page)
    app.router.add_get("/people/{person_id}", page)
    for handler in (forbid, slow_down, move, crash, half):
        app.router.add_get(f"/{handler.__name__}", handler)
        app.router.add_get(f"/api/{handler.__name__}", handler)
    return app


@pytest.fixture
async def client(lines):
    async with TestClient(TestServer(build())) as client:
        yield client


async def test_a_refusal_is_a_page_for_people_in_their_language(client):
    response = await client.get("/forbid")

    assert response.status == 403
    assert response.headers["Cache-Control"] == "no-store"
    assert await response.text() == "<h1>Нельзя</h1>Нет прав"


async def test_the_same_refusal_is_a_problem_for_programs(client):
    response = await client.get("/api/forbid")

    said = await response.json()
    assert (said["title"], said["detail"], said["code"]) == ("Нельзя", "Нет прав", "forbidden")


@pytest.mark.parametrize("path", ["/slow_down", "/api/slow_down"])
async def test_both_say_how_long_to_wait(client, path):
    assert (await client.get(path)).headers["Retry-After"] == "30"


async def test_a_redirect_is_no_mistake(client):
    response = await client.get("/move", allow_redirects=False)

    assert (response.status, response.headers["Location"]) == (302, "/page")
    assert "X-Request-ID" in response.headers


async def test_our_own_mistake_is_in_the_log_and_not_in_the_answer(client, lines):
    response = await client.get("/crash?token=canary")

    text = await response.text()
    failed = next(line for line in lines() if line["event"] == "request_failed")
    assert response.status == 500
    assert "secret" not in text
    assert failed["request_id"] == response.headers["X-Request-ID"]
    assert "RuntimeError: secret words" in failed["exception"]
    assert "canary" not in json.dumps(lines())


async def test_a_page_for_mistakes_that_fails_itself_leaves_plain_words(client):
    response = await client.get("/forbid?broken=1")

    assert (response.status, await response.text()) == (403, "Нельзя\nНет прав\n")


async def test_half_an_answer_is_broken_off(client):
    with pytest.raises(ClientError):
        await (await client.get("/half")).read()


async def test_the_id_of_the_caller_is_kept_when_it_is_plain(client, lines):
    given = await client.get("/page", headers={"X-Request-ID": "caller-0001"})

    assert given.headers["X-Request-ID"] == "caller-0001"
    assert lines()[-1]["request_id"] == "caller-0001"


@pytest.mark.parametrize("request_id", ["", "short", "x" * 65, 'a"}{"event":"forged', "я" * 9])
async def test_another_id_is_replaced(client, request_id):
    response = await client.get("/page", headers={"X-Request-ID": request_id})

    assert response.headers["X-Request-ID"] != request_id
    assert len(response.headers["X-Request-ID"]) == 16


async def test_one_line_tells_of_a_request_without_its_ids_and_query(client, lines):
    await client.get("/people/279058397?q=private")

    line = lines()[-1]
    assert (line["event"], line["method"], line["status"]) == ("request", "GET", 200)
    assert line["route"] == "/people/{person_id}"
    assert "279058397" not in json.dumps(lines())
    assert "private" not in json.dumps(lines())


async def test_requests_at_the_same_time_keep_their_ids_apart(client):
    names = [f"caller-{number:04}" for number in range(20)]

    answers = await asyncio.gather(
        *(client.get("/api/forbid", headers={"X-Request-ID": name}) for name in names)
    )

    assert [(await one.json())["request_id"] for one in answers] == names
