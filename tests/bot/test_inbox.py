"""An update that was answered with 200 is handled: once, in its turn, or kept as a dead letter."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import orjson
import pytest
from aiogram.types import Update
from aiohttp import ClientSession, web
from hypothesis import assume, given
from hypothesis import strategies as st
from tortoise.exceptions import OperationalError

from bot.dead_letters import DeadLetters
from bot.failures import is_of_the_world
from bot.inbox import Inbox, InboxRows, NoUpdateError
from bot.inbox.envelope import read_envelope
from bot.inbox.rows import LEASE
from bot.registry import BotRegistry
from bot.webhook import SECRET_HEADER, Webhook, webhook_path
from gateways.telegram import Fleet
from models import InboxUpdate, User, sql
from models.choices import Lane, UpdateState
from models.transactions import transaction
from services import clock, communities, steps
from services.vault import Vault
from tests.databases import Database
from tests.make.waiting import eventually

VAULT = Vault({"k1": b"k" * 32}, "k1")
BOT_ID = 1001
Handle = Callable[[int, bytes], Awaitable[None]]


def make_message(update_id: int, person: int = 5, text: str = "привет") -> bytes:
    chat = {"id": person, "type": "private", "first_name": "Анна"}
    sender = {"id": person, "is_bot": False, "first_name": "Анна"}
    message = {"message_id": update_id, "date": 1, "chat": chat, "from": sender, "text": text}
    return orjson.dumps({"update_id": update_id, "message": message})


def make_payment(update_id: int, person: int = 5) -> bytes:
    sender = {"id": person, "is_bot": False, "first_name": "Анна"}
    query = {"id": "1", "from": sender, "currency": "XTR", "total_amount": 1, "invoice_payload": ""}
    return orjson.dumps({"update_id": update_id, "pre_checkout_query": query})


def make_inbox(handle: Handle, *, is_shared: bool = False) -> Inbox:
    async def on_buried(bot_id: int, body: bytes, error: BaseException) -> None:
        return None

    return Inbox(InboxRows(VAULT), handle, on_buried, is_shared=is_shared)


@asynccontextmanager
async def handling(handle: Handle, *, is_shared: bool = False) -> AsyncIterator[Inbox]:
    inbox = make_inbox(handle, is_shared=is_shared)
    await inbox.start()
    try:
        yield inbox
    finally:
        await inbox.stop(5)


async def is_empty() -> bool:
    return not await InboxUpdate.filter(state=UpdateState.NEW).exists()


def update_id_of(body: bytes) -> int:
    return int(orjson.loads(body)["update_id"])


async def test_an_update_delivered_twenty_times_at_once_is_handled_once(database: Database) -> None:
    handled: list[int] = []

    async def handle(bot_id: int, body: bytes) -> None:
        handled.append(update_id_of(body))

    async with handling(handle) as inbox:
        await asyncio.gather(*(inbox.store(BOT_ID, make_message(7)) for _ in range(20)))
        await eventually(is_empty)
        await inbox.store(BOT_ID, make_message(7))
        await asyncio.sleep(0.05)

    assert handled == [7]
    kept = await InboxUpdate.get()
    assert kept.state is UpdateState.DONE
    assert kept.body is None


async def test_the_same_number_of_another_bot_is_another_update(database: Database) -> None:
    handled: list[int] = []

    async def handle(bot_id: int, body: bytes) -> None:
        handled.append(bot_id)

    async with handling(handle) as inbox:
        await inbox.store(1, make_message(7))
        await inbox.store(2, make_message(7))
        await eventually(is_empty)

    assert sorted(handled) == [1, 2]


async def test_what_a_body_says_is_not_readable_in_the_table(database: Database) -> None:
    async def handle(bot_id: int, body: bytes) -> None:
        return None

    inbox = make_inbox(handle)
    await inbox.store(BOT_ID, make_message(7, text="очень личное"))

    assert "личное" not in str(await InboxUpdate.all().values())


async def test_one_persons_updates_come_one_at_a_time_and_in_order(database: Database) -> None:
    handled: list[tuple[int, int]] = []
    at_work: set[int] = set()
    crowd = 0

    async def handle(bot_id: int, body: bytes) -> None:
        nonlocal crowd
        person = orjson.loads(body)["message"]["from"]["id"]
        assert person not in at_work
        at_work.add(person)
        crowd = max(crowd, len(at_work))
        await asyncio.sleep(0.002)
        at_work.discard(person)
        handled.append((person, update_id_of(body)))

    async with handling(handle) as inbox:
        for number in range(20):
            for person in (1, 2, 3):
                await inbox.store(BOT_ID, make_message(number * 10 + person, person))
        await eventually(is_empty)

    for person in (1, 2, 3):
        own = [number for who, number in handled if who == person]
        assert own == [n * 10 + person for n in range(20)]
    assert crowd > 1


async def test_a_persons_backlog_is_gone_through_without_pause(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.inbox.pool.SWEEP_SECONDS", 600.0)
    go_on = asyncio.Event()
    handled: list[int] = []

    async def handle(bot_id: int, body: bytes) -> None:
        await go_on.wait()
        handled.append(update_id_of(body))

    await make_inbox(handle).store(BOT_ID, make_message(1))
    await make_inbox(handle).store(BOT_ID, make_message(2))
    async with handling(handle) as inbox:
        for number in range(3, 9):
            await inbox.store(BOT_ID, make_message(number))
            await asyncio.sleep(0.01)
        go_on.set()
        await eventually(is_empty)

    assert handled == list(range(1, 9))


async def test_a_body_that_cannot_be_opened_is_buried_and_stops_no_worker(
    database: Database,
) -> None:
    handled: list[int] = []

    async def handle(bot_id: int, body: bytes) -> None:
        handled.append(update_id_of(body))

    for number in range(20):
        await make_inbox(handle).store(BOT_ID, make_message(number, person=number))
    await InboxUpdate.all().update(body="k1.nonsense")
    async with handling(handle) as inbox:
        await eventually(is_empty)
        await inbox.store(BOT_ID, make_message(100))
        await eventually(is_empty)

    assert handled == [100]
    assert await InboxUpdate.filter(state=UpdateState.DEAD).count() == 20


async def test_what_somebody_wrote_is_not_repeated_in_the_error(database: Database) -> None:
    async def handle(bot_id: int, body: bytes) -> None:
        Update.model_validate_json(body)

    async with handling(handle) as inbox:
        await inbox.store(BOT_ID, make_message(1).replace(b'"date":1', '"date":"тайна"'.encode()))
        await eventually(is_empty)

    dead = await InboxUpdate.get(state=UpdateState.DEAD)
    assert dead.error is not None
    assert "тайна" not in dead.error
    assert dead.error.startswith("ValidationError: message.date: ")


async def test_two_replicas_share_the_work_and_never_a_person(database: Database) -> None:
    at_work: set[int] = set()
    handled: list[int] = []

    async def handle(bot_id: int, body: bytes) -> None:
        person = orjson.loads(body)["message"]["from"]["id"]
        assert person not in at_work
        at_work.add(person)
        await asyncio.sleep(0.001)
        at_work.discard(person)
        handled.append(update_id_of(body))

    async with handling(handle, is_shared=True) as one, handling(handle, is_shared=True) as two:
        for number in range(60):
            await (one, two)[number % 2].store(BOT_ID, make_message(number, number % 3))
        await eventually(is_empty)

    assert sorted(handled) == list(range(60))


async def test_payments_do_not_wait_behind_messages(database: Database) -> None:
    go_on = asyncio.Event()
    paid = asyncio.Event()

    async def handle(bot_id: int, body: bytes) -> None:
        if b"pre_checkout" in body:
            paid.set()
        else:
            await go_on.wait()

    async with handling(handle) as inbox:
        for number in range(40):
            await inbox.store(BOT_ID, make_message(number, person=number))
        await inbox.store(BOT_ID, make_payment(100))
        async with asyncio.timeout(1):
            await paid.wait()
        go_on.set()
        await eventually(is_empty)


async def test_a_poison_update_is_buried_and_holds_nobody_up(database: Database) -> None:
    tries: list[float] = []
    handled: dict[int, float] = {}

    async def handle(bot_id: int, body: bytes) -> None:
        if "яд" in body.decode():
            tries.append(time.monotonic())
            raise ValueError("poison")
        handled[update_id_of(body)] = time.monotonic()

    async with handling(handle) as inbox:
        await inbox.store(BOT_ID, make_message(1, person=1, text="яд"))
        await inbox.store(BOT_ID, make_message(2, person=1))
        for number in range(10, 60):
            await inbox.store(BOT_ID, make_message(number, person=number))
        await eventually(is_empty)

    dead = await InboxUpdate.get(state=UpdateState.DEAD)
    assert (dead.update_id, dead.error, len(tries)) == (1, "ValueError: poison", 5)
    assert len(handled) == 51
    assert 0 <= handled[2] - tries[-1] <= 2.0
    assert sum(1 for at in handled.values() if at < tries[-1]) >= 10


async def test_a_dead_letter_is_shown_and_replayed(database: Database) -> None:
    is_mended = False
    handled: list[int] = []

    async def handle(bot_id: int, body: bytes) -> None:
        if not is_mended:
            raise ValueError("broken")
        handled.append(update_id_of(body))

    letters = DeadLetters(VAULT)
    async with handling(handle) as inbox:
        await inbox.store(BOT_ID, make_message(1))
        await eventually(is_empty)
        [dead] = await letters.list_all()
        is_mended = True
        assert await letters.replay(dead.name)
        await eventually(is_empty)

    assert (dead.kind, dead.error) == ("message", "ValueError: broken")
    assert handled == [1]


async def test_a_failure_of_the_world_buries_nothing(database: Database) -> None:
    tries = 0

    async def handle(bot_id: int, body: bytes) -> None:
        nonlocal tries
        tries += 1
        if tries <= 3:
            raise ConnectionResetError

    async with handling(handle) as inbox:
        await inbox.store(BOT_ID, make_message(1))
        await eventually(is_empty)

    assert tries == 4
    assert (await InboxUpdate.get()).state is UpdateState.DONE


async def test_a_statement_that_the_database_refuses_is_our_mistake(database: Database) -> None:
    with pytest.raises(OperationalError) as caught:
        await sql.query("SELECT no_such_column FROM users")

    assert not is_of_the_world(caught.value)
    assert is_of_the_world(OperationalError("the connection is closed"))


async def test_a_second_handling_finds_what_the_first_one_did(database: Database) -> None:
    tries, effects = 0, 0

    async def handle(bot_id: int, body: bytes) -> None:
        nonlocal tries, effects
        tries += 1
        async with transaction():
            if await steps.is_first("count"):
                effects += 1
        if tries == 1:
            raise ValueError("after the effect")

    async with handling(handle) as inbox:
        await inbox.store(BOT_ID, make_message(1))
        await eventually(is_empty)

    assert (tries, effects) == (2, 1)


async def test_a_frozen_process_writes_nothing_after_another_took_over(database: Database) -> None:
    is_frozen, thaw = asyncio.Event(), asyncio.Event()

    async def handle(bot_id: int, body: bytes) -> None:
        is_frozen.set()
        await thaw.wait()
        async with transaction():
            await User.create(telegram_id=5, first_name="late")

    async with handling(handle, is_shared=True) as inbox:
        await inbox.store(BOT_ID, make_message(1))
        await is_frozen.wait()
        await InboxUpdate.all().update(lease="another's", lease_until=clock.now() + LEASE)
        thaw.set()
        await asyncio.sleep(0.3)

    assert not await User.exists()
    kept = await InboxUpdate.get()
    assert (kept.state, kept.lease) == (UpdateState.NEW, "another's")


async def test_a_handler_that_takes_long_keeps_its_lease(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.inbox.pool.RENEW_SECONDS", 0.05)
    is_busy, go_on = asyncio.Event(), asyncio.Event()

    async def handle(bot_id: int, body: bytes) -> None:
        is_busy.set()
        await go_on.wait()

    async with handling(handle, is_shared=True) as inbox:
        await inbox.store(BOT_ID, make_message(1))
        await is_busy.wait()
        with clock.shifted(timedelta(seconds=8)):
            await asyncio.sleep(0.3)
        with clock.shifted(timedelta(seconds=14)):
            waiting = await InboxRows(VAULT).list_waiting()
        go_on.set()
        await eventually(is_empty)

    assert waiting == []


async def test_a_stop_gives_back_what_it_could_not_finish(database: Database) -> None:
    is_busy = asyncio.Event()

    async def endless(bot_id: int, body: bytes) -> None:
        is_busy.set()
        await asyncio.Event().wait()

    inbox = make_inbox(endless)
    await inbox.start()
    await inbox.store(BOT_ID, make_message(1))
    await is_busy.wait()
    await inbox.stop(0.1)

    left = await InboxUpdate.get()
    assert (left.state, left.lease, left.attempts) == (UpdateState.NEW, None, 0)


async def test_what_a_killed_process_held_is_handled_at_the_next_start(database: Database) -> None:
    handled: list[int] = []

    async def handle(bot_id: int, body: bytes) -> None:
        handled.append(update_id_of(body))

    await make_inbox(handle).store(BOT_ID, make_message(1))
    assert await InboxRows(VAULT).claim(f"{BOT_ID}:5:5")

    async with handling(handle):
        await eventually(is_empty)

    assert handled == [1]


async def test_numbers_may_jump_back(database: Database) -> None:
    handled: list[int] = []

    async def handle(bot_id: int, body: bytes) -> None:
        handled.append(update_id_of(body))

    async with handling(handle) as inbox:
        for number in (900_000_000, 17, 2**62, 18):
            await inbox.store(BOT_ID, make_message(number))
        await eventually(is_empty)

    assert handled == [900_000_000, 17, 2**62, 18]


Json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)
Shapes = st.dictionaries(
    st.sampled_from(["update_id", "message", "callback_query", "from", "chat", "id", "\x00", "x"]),
    st.integers() | Json | st.dictionaries(st.sampled_from(["from", "chat", "id"]), Json),
)


@given(body=st.binary() | Json.map(lambda value: repr(value).encode(errors="replace")))
def test_what_is_no_update_is_told_apart(body: bytes) -> None:
    with pytest.raises(NoUpdateError):
        read_envelope(BOT_ID, body)


@given(shape=Shapes, update_id=st.integers(0, 2**63 - 1))
def test_whatever_an_update_says_it_is_filed_under_clean_words(
    shape: dict[str, Any], update_id: int
) -> None:
    try:
        body = orjson.dumps({**shape, "update_id": update_id})
    except TypeError:  # a number or a text that JSON cannot carry
        assume(False)

    envelope = read_envelope(BOT_ID, body)

    assert envelope.update_id == update_id
    assert envelope.lane in Lane
    assert len(envelope.kind) <= 32
    assert "\x00" not in envelope.kind + envelope.order_key
    assert len(envelope.order_key) <= 80


@pytest.fixture
async def webhook(database: Database) -> AsyncIterator[str]:
    """The address of a server that receives for one bot, whose secret is `right-secret`."""
    await communities.register_platform_bot(
        VAULT,
        token=f"{BOT_ID}:{'A' * 35}",
        username="a_bot",
        name="A",
        webhook_secret="right-secret",
        is_sandbox=True,
    )

    async def handle(bot_id: int, body: bytes) -> None:
        return None

    app = web.Application()
    registry = BotRegistry(Fleet("http://127.0.0.1:9"), VAULT)
    async with handling(handle) as inbox:
        Webhook(registry, inbox).add_routes(app)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
        await runner.cleanup()


SECRETS: list[bytes | None] = [None, b"", b"wrong", b"right-secretx", "тайна".encode(), b"x" * 257]


@pytest.mark.parametrize("secret", SECRETS)
async def test_a_wrong_secret_is_refused_before_the_body_is_read(
    webhook: str, secret: bytes | None
) -> None:
    host, port = webhook.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    header = b"" if secret is None else SECRET_HEADER.encode() + b": " + secret + b"\r\n"
    writer.write(
        f"POST {webhook_path(BOT_ID)} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n".encode()
        + header
        + b"\r\n"
    )
    await writer.drain()

    async with asyncio.timeout(5):
        status = await reader.readline()

    writer.close()
    assert b" 401 " in status
    assert not await InboxUpdate.exists()


async def test_another_bots_address_and_an_unknown_one_are_refused(webhook: str) -> None:
    async with ClientSession(headers={SECRET_HEADER: "right-secret"}) as session:
        for path in (webhook_path(2002), webhook_path(2**63), webhook_path(10**18)):
            async with session.post(webhook + path, data=make_message(1)) as answer:
                assert answer.status == 401


async def test_content_never_makes_the_webhook_fail(webhook: str) -> None:
    bodies = [
        b"",
        b"{",
        b"null",
        b"[]",
        b"[" * 5000 + b"]" * 5000,
        b'{"update_id": NaN}',
        b'{"update_id": 1e400}',
        b'{"update_id": true, "message": {}}',
        b'{"update_id": 9223372036854775808, "message": {}}',
        b'{"update_id": 1}',
        b'{"update_id": 2, "message": null}',
        b'{"update_id": 3, "message": {"chat": {"id": 1.5}, "from": []}}',
        b'{"update_id": 4, "mess\\u0000age": {"chat": {"id": 1}}}',
        '{"update_id": 5, "сообщение": {"text": "\\ud800"}}'.encode(),
        b'{"update_id": 6, "' + b"k" * 500 + b'": {}}',
        b"\xff\xfe\x00",
    ]
    async with ClientSession(headers={SECRET_HEADER: "right-secret"}) as session:
        for body in bodies:
            async with session.post(webhook + webhook_path(BOT_ID), data=body) as answer:
                assert answer.status == 200, body[:60]
        huge = make_message(9, text="x" * (1 << 20))
        async with session.post(webhook + webhook_path(BOT_ID), data=huge) as answer:
            assert answer.status == 413
        async with session.post(webhook + webhook_path(BOT_ID), data=make_message(10)) as answer:
            assert answer.status == 200
    await eventually(is_empty)
    assert await InboxUpdate.filter(update_id=10, state=UpdateState.DONE).exists()
