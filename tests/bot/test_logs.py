import asyncio
import io
import json
import logging

import pytest
import structlog
from pydantic import BaseModel, ValidationError

from bot.logs import bound, configure_logs, correlation_id, new_correlation_id, redact
from services.vault import Vault, new_opaque_token
from tests.make.init_data import TOKEN, make_init_data

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJlLXRoYXQtaXMtc2VjcmV0"
INIT_DATA = make_init_data()
HASH = INIT_DATA.rpartition("=")[2]
REFRESH = new_opaque_token("refresh")
SEALED = Vault({"a": b"k" * 32}, "a").seal(b"x" * 200, "bot:1:token").partition(".")[2]


@pytest.fixture
def lines():
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure_logs(stream, level="DEBUG")
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


@pytest.fixture
def canaries(lines):
    """Everything that was written, in one string."""
    return lambda: json.dumps(lines(), ensure_ascii=False)


def test_a_line_is_json_with_time_level_logger_and_ids(lines):
    with bound(request_id="r1", update_id=7, bot_id=5):
        structlog.get_logger("app").info("lesson_opened", lesson=3)

    [line] = lines()
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "lesson_opened",
        "level": "info",
        "logger": "app",
        "lesson": 3,
        "request_id": "r1",
        "update_id": 7,
        "bot_id": 5,
    }


def test_lines_of_libraries_look_alike_and_carry_the_ids(lines):
    with bound(request_id="r1"):
        logging.getLogger("aiohttp.server").warning("slow %s", "thing", extra={"after": 5})

    [line] = lines()
    assert (line["event"], line["logger"], line["request_id"]) == (
        "slow thing",
        "aiohttp.server",
        "r1",
    )
    assert line["after"] == 5


async def test_ids_stay_within_their_task(lines):
    async def work(name: str) -> None:
        with bound(request_id=name):
            await asyncio.sleep(0)
            structlog.get_logger().info(name)

    await asyncio.gather(work("a"), work("b"))

    assert {(line["event"], line["request_id"]) for line in lines()} == {("a", "a"), ("b", "b")}
    assert "request_id" not in structlog.contextvars.get_contextvars()


def test_the_id_to_quote_is_the_one_in_the_logs():
    with bound(request_id="r1"):
        assert correlation_id() == "r1"
    with structlog.contextvars.bound_contextvars():
        made = correlation_id()
        assert correlation_id() == made
        assert len(made) == 16
    assert new_correlation_id() != new_correlation_id()
    structlog.contextvars.clear_contextvars()


SECRETS = {
    "a token": (TOKEN, TOKEN),
    "a token in an address": (f"https://api.telegram.org/bot{TOKEN}/getMe", TOKEN),
    "a token in a file address": (f"/file/bot{TOKEN}/photos/1.jpg", TOKEN),
    "an escaped token": (TOKEN.replace(":", "%3A"), "A" * 35),
    "a jwt": (f"got {JWT}", "c2lnbmF0dXJl"),
    "a bearer header": ("Authorization: Bearer some-opaque-thing", "opaque"),
    "a bearer in a dict": (str({"Authorization": "Bearer some-opaque-thing"}), "opaque"),
    "a tma header": (f"Authorization: tma {INIT_DATA}", HASH),
    "a header of init data": (f"X-Telegram-Init-Data: {INIT_DATA}", HASH),
    "headers as tuples": (str([("X-Telegram-Init-Data", INIT_DATA)]), HASH),
    "init data": (INIT_DATA, HASH),
    "escaped init data": (INIT_DATA.replace("=", "%3D").replace("&", "%26"), HASH),
    "init data as json": (json.dumps({"hash": HASH}), HASH),
    "init data as json in json": (json.dumps(json.dumps({"signature": HASH})), HASH),
    "a socket with init data": (f"GET /ws?init_data={INIT_DATA} HTTP/1.1", "init_data"),
    "a ticket": ("wss://app.example/ws?ticket=abcdef", "abcdef"),
    "a query": ("https://app.example/search?q=private+words", "private"),
    "a refresh token": (f"refresh {REFRESH}", REFRESH[4:]),
    "a ticket of its own": ("kmt_1763726430.abcdefghijkl.s1.0f0f0f0f0f0f", "abcdefghijkl"),
    "a database address": ("postgresql://kommuna:hunter2@db/kommuna", "hunter2"),
    "a redis address": ("redis://:hunter2@redis:6379/0", "hunter2"),
    "a phone number": ("+79261234567 asked", "79261234567"),
    "a sealed value": (SEALED, SEALED[:40]),
}


@pytest.mark.parametrize(("text", "canary"), SECRETS.values(), ids=SECRETS.keys())
def test_no_secret_reaches_a_line(lines, canaries, text, canary):
    log = structlog.get_logger("app")

    log.info(text)
    log.info("positional %s", text)
    log.info("value", value=text, inner={"deep": [text, {"more": text}]}, raw=text.encode())
    logging.getLogger("library").debug("library says %s", text)
    try:
        raise RuntimeError(text)
    except RuntimeError as error:
        log.exception("failed", error=error)
        logging.getLogger("library").exception("failed")

    assert len(lines()) == 6
    assert canary not in canaries()


def test_without_hiding_the_canaries_would_show():
    assert all(canary in text for text, canary in SECRETS.values())


@pytest.mark.parametrize(
    "name", ["token", "bot_token", "api_hash", "Authorization", "X-Secret-Token", "init_data"]
)
def test_a_value_with_a_secret_name_is_hidden_whatever_it_is(canaries, name):
    structlog.get_logger().info("x", **{name: "canary"}, inner={name: ["canary"]})

    assert "canary" not in canaries()


def test_a_traceback_tells_no_local_variables(lines, canaries):
    def fail() -> None:
        hidden = "can" + "ary"
        raise KeyError(len(hidden))

    try:
        fail()
    except KeyError:
        structlog.get_logger().exception("failed")

    assert "fail()" in lines()[0]["exception"]
    assert "canary" not in canaries()


def test_what_a_person_typed_is_not_quoted_by_a_failed_check(canaries):
    class Body(BaseModel):
        count: int

    typed = "my private " + str.lower("WORDS")
    try:
        Body.model_validate({"count": typed})
    except ValidationError:
        structlog.get_logger().exception("failed")

    assert "private words" not in canaries()


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21T12:00:00+00:00 lesson 12345: opened",
        "GET /api/v1/courses/12 200 in 5 ms",
        "Что делать? Ничего.",
        "https://app.example/courses/12",
        "services.errors.NotFoundError: not_found",
    ],
)
def test_ordinary_lines_stay_as_they_are(text):
    assert redact(text) == text


def test_a_line_break_does_not_start_a_line(lines):
    structlog.get_logger().info('x\n{"event": "forged"}')

    assert len(lines()) == 1


def test_people_at_a_terminal_get_words(lines):
    stream = io.StringIO()
    configure_logs(stream, pretty=True)

    structlog.get_logger().info("hello", token="canary", note=f"bot{TOKEN}")

    assert "hello" in stream.getvalue()
    assert "canary" not in stream.getvalue()
    assert TOKEN not in stream.getvalue()
