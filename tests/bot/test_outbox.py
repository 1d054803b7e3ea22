"""What the outbox holds reaches Telegram: at its pace, and once where that can be."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from aiohttp import web

from bot.limits import MemoryLimiter
from bot.outbox import Outbox, OutboxRows, pace
from bot.outbox.moving import move_chat
from bot.registry import BotRegistry
from gateways.telegram import Fleet
from models import Bot as BotRow
from models import BotPause, Community, ConnectedChat, Contact, DialogState, OutboxMessage, User
from models.base import within
from models.choices import ConnectedChatKind, DeliveryPolicy, DeliveryState
from models.transactions import transaction
from services import clock, communities, notifications
from services.vault import Vault
from services.wakeups import Work, wake_now
from tests.databases import Database
from tests.make.bot_api import BotApi, Call, CutOffError, close_connections, refuse, running_bot_api
from tests.make.courses import make_community, make_member
from tests.make.waiting import eventually

VAULT = Vault({"k1": b"k" * 32}, "k1")
FIRST_BOT, SECOND_BOT = 1001, 1002
ONCE, SURELY = DeliveryPolicy.AT_MOST_ONCE, DeliveryPolicy.AT_LEAST_ONCE


@pytest.fixture
async def api(database: Database) -> AsyncIterator[BotApi]:
    async with running_bot_api() as running:
        for telegram_id in (FIRST_BOT, SECOND_BOT):
            await make_bot(telegram_id)
        yield running


async def make_bot(telegram_id: int, community: Community | None = None) -> BotRow:
    def seal(value: str, column: str) -> str:
        return VAULT.seal(value.encode(), f"bots:{telegram_id}:{column}")

    is_first = telegram_id == FIRST_BOT
    owner = community or (
        None if is_first else await make_community(f"c{telegram_id}", is_home=False)
    )
    return await BotRow.create(
        telegram_id=telegram_id,
        community_id=owner and owner.id,
        username=f"b{telegram_id}_bot",
        name="Bot",
        token=seal(f"{telegram_id}:{'A' * 35}", "token"),
        webhook_secret=seal("secret", "webhook_secret"),
    )


async def put(
    chat_id: int, text: str = "Привет", bot_id: int = FIRST_BOT, **values: Any
) -> OutboxMessage:
    fields: dict[str, Any] = {
        "method": "sendMessage",
        "payload": {"text": text},
        "key": f"{bot_id}:{chat_id}:{text}",
        "run_at": clock.now(),
    }
    return await OutboxMessage.create(bot_id=bot_id, chat_id=chat_id, **fields | values)


@asynccontextmanager
async def sending(api: BotApi, url: str | None = None) -> AsyncIterator[Outbox]:
    fleet = Fleet(url or api.url)
    outbox = Outbox(OutboxRows(), BotRegistry(fleet, VAULT), MemoryLimiter(), is_shared=False)
    await outbox.start()
    try:
        yield outbox
    finally:
        await outbox.stop(5)
        await close_connections(fleet._session)


async def settled(*rows: OutboxMessage) -> list[DeliveryState]:
    async def look() -> list[DeliveryState]:
        found = [(await OutboxMessage.get(id=row.id)).state for row in rows]
        is_open = {DeliveryState.READY, DeliveryState.SENDING} & set(found)
        return [] if is_open else found

    return await eventually(look)


async def test_a_message_is_sent_marked_and_emptied(api: BotApi) -> None:
    row = await put(
        5, "<b>Привет</b>", payload={"text": "<b>Привет</b>", "disable_notification": True}
    )

    async with sending(api):
        await settled(row)

    [call] = api.calls
    sent = await OutboxMessage.get(id=row.id)
    assert (call.method, call.bot_id, call.chat_id) == ("sendMessage", FIRST_BOT, 5)
    assert call.params["text"] == "<b>Привет</b>"
    assert call.params["parse_mode"] == "HTML"
    assert (sent.state, sent.telegram_message_id, sent.payload) == (DeliveryState.SENT, 1, {})


async def test_a_queued_message_goes_out_right_after_its_commit(api: BotApi) -> None:
    home = await make_community()
    anna = await make_member(home, telegram_id=5)
    platform = await BotRow.get(telegram_id=FIRST_BOT)
    await Contact.create(user_id=anna.user_id, bot_id=platform.id, spoke_at=clock.now())

    async with sending(api):
        await asyncio.sleep(0.05)
        with within(home.id):
            recipient = await notifications.find_recipient(anna.id)
            assert recipient is not None
            for _ in range(3):
                await notifications.queue_message(recipient, "Раз", key="once")
        began = asyncio.get_running_loop().time()
        await eventually(lambda: OutboxMessage.filter(state=DeliveryState.SENT).count())

    assert asyncio.get_running_loop().time() - began < 0.9
    assert [call.params["text"] for call in api.calls] == ["Раз"]


async def test_a_message_of_a_rolled_back_transaction_is_never_sent(api: BotApi) -> None:
    async with sending(api):
        with contextlib.suppress(ZeroDivisionError):
            async with transaction():
                await put(5, "никогда")
                raise ZeroDivisionError
        row = await put(6, "да")
        await settled(row)

    assert [call.chat_id for call in api.calls] == [6]


async def test_no_window_of_time_holds_more_than_telegram_allows(api: BotApi) -> None:
    rows = [await put(10 + number) for number in range(40)]

    async with sending(api):
        await settled(*rows)

    at = [call.at for call in api.calls]
    assert len(at) == 40
    assert max(sum(1 for one in at if start <= one < start + 1) for start in at) <= 30


async def test_one_chat_hears_one_message_a_second_in_order(api: BotApi) -> None:
    rows = [await put(5, f"№{number}") for number in range(3)]
    other = await put(6, "рядом")

    async with sending(api):
        await settled(*rows, other)

    to_chat = api.to(5)
    gaps = [after.at - before.at for before, after in pairwise(to_chat)]
    assert [call.params["text"] for call in to_chat] == ["№0", "№1", "№2"]
    assert min(gaps) >= 1.0
    assert api.to(6)[0].at < to_chat[1].at


async def test_ten_thousand_sends_keep_every_limit() -> None:
    """The pace itself, on a clock that goes by leaps: 30 a second, one a second, 20 a minute."""
    with clock.frozen(datetime(2026, 11, 21, tzinfo=UTC)) as frozen:
        limiter = MemoryLimiter()
        own = pace.Pace(limiter)
        begun = clock.now()
        times: dict[str, list[float]] = {"bot": [], "person": [], "group": []}
        while sum(len(one) for one in times.values()) < 10_000:
            now = (clock.now() - begun).total_seconds()
            bot_wait = await limiter.hit(
                f"outbox:{1}", rate=pace.BOT_RATE, per=1.0, burst=pace.BOT_BURST
            )
            if bot_wait == 0:
                times["bot"].append(now)
            for name, chat_id in (("person", 5), ("group", -5)):
                if await own.wait_for_chat(1, chat_id) == 0:
                    times[name].append(now)
            frozen.advance(timedelta(milliseconds=13))

    for name, most, seconds in (("bot", 30, 1.0), ("person", 1, 1.0), ("group", 20, 60.0)):
        at = times[name]
        left = 0
        for right, moment in enumerate(at):
            while at[left] <= moment - seconds:
                left += 1
            assert right - left + 1 <= most, name


async def test_after_too_many_requests_the_bot_is_silent_as_long_as_asked(api: BotApi) -> None:
    async def answer(call: Call) -> web.Response | None:
        if call.bot_id == FIRST_BOT and len(api.calls) <= 1:
            return refuse(429, "Too Many Requests: retry after 2", retry_after=2)
        return None

    api.answer = answer
    first = await put(5)
    async with sending(api):
        await eventually(BotPause.exists)
        others = [await put(6), await put(7, bot_id=SECOND_BOT)]
        wake_now(Work.OUTBOX)
        await settled(first, *others)

    refused_at = api.calls[0].at
    own = [call.at for call in api.calls[1:] if call.bot_id == FIRST_BOT]
    [other] = [call.at for call in api.calls if call.bot_id == SECOND_BOT]
    assert len(own) == 2
    assert min(own) - refused_at >= 2.0
    assert other - refused_at < 1.9
    assert (await OutboxMessage.get(id=first.id)).attempts == 1


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (403, "Forbidden: bot was blocked by the user"),
        (403, "Forbidden: user is deactivated"),
        (400, "Bad Request: chat not found"),
    ],
)
async def test_who_cannot_be_reached_is_called_once_and_remembered(
    api: BotApi, code: int, said: str
) -> None:
    home = await make_community()
    anna = await make_member(home, telegram_id=5)
    platform = await BotRow.get(telegram_id=FIRST_BOT)
    contact = await Contact.create(user_id=anna.user_id, bot_id=platform.id, spoke_at=clock.now())

    async def answer(call: Call) -> web.Response:
        return refuse(code, said)

    api.answer = answer
    row = await put(5)
    async with sending(api):
        assert await settled(row) == [DeliveryState.FAILED]

    assert len(api.calls) == 1
    assert (await Contact.get(id=contact.id)).blocked_at is not None
    with within(home.id):
        assert await notifications.find_recipient(anna.id) is None


async def test_a_refusal_is_written_down_and_not_repeated(api: BotApi) -> None:
    async def answer(call: Call) -> web.Response:
        return refuse(400, "Bad Request: message text is empty")

    api.answer = answer
    row = await put(5)
    async with sending(api):
        assert await settled(row) == [DeliveryState.FAILED]

    assert len(api.calls) == 1
    assert "message text is empty" in ((await OutboxMessage.get(id=row.id)).error or "")


async def test_a_row_that_is_no_call_fails_alone(api: BotApi) -> None:
    wrong = [
        await put(5, method="sendNonsense"),
        await put(6, payload={"text": {"not": "text"}}, key="odd"),
    ]
    right = await put(7)

    async with sending(api):
        assert await settled(*wrong, right) == [
            DeliveryState.FAILED,
            DeliveryState.FAILED,
            DeliveryState.SENT,
        ]


async def test_marks_that_telegram_refuses_become_plain_words_once(api: BotApi) -> None:
    async def answer(call: Call) -> web.Response | None:
        if call.params.get("parse_mode"):
            return refuse(400, "Bad Request: can't parse entities: Unsupported start tag")
        return None

    api.answer = answer
    row = await put(5, "<b>Я &amp; ты</i>")
    async with sending(api):
        assert await settled(row) == [DeliveryState.SENT]

    assert [call.params["text"] for call in api.calls] == ["<b>Я &amp; ты</i>", "Я & ты"]


async def test_a_group_that_became_a_supergroup_is_followed_everywhere(api: BotApi) -> None:
    home = await make_community()
    with within(home.id):
        await ConnectedChat.create(telegram_id=-5, kind=ConnectedChatKind.GROUP, title="Группа")
    await DialogState.create(chat_id=-5, bot_id=FIRST_BOT, telegram_user_id=1, document={"a": 1})

    async def answer(call: Call) -> web.Response | None:
        if call.chat_id == -5:
            return refuse(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=-1005,
            )
        return None

    api.answer = answer
    now, later = (
        await put(-5, "сейчас"),
        await put(-5, "потом", run_at=clock.now() + timedelta(hours=1)),
    )
    async with sending(api):
        assert await settled(now) == [DeliveryState.SENT]
    await move_chat(-5, -1005)

    found = await communities.find_by_chat(-1005)
    assert found is not None
    assert found.id == home.id
    assert await communities.find_by_chat(-5) is None
    assert (await OutboxMessage.get(id=later.id)).chat_id == -1005
    assert [row.chat_id for row in await DialogState.all()] == [-1005]
    assert [call.chat_id for call in api.calls] == [-5, -1005]


@pytest.mark.parametrize("is_cut_off", [True, False], ids=["cut off", "server error"])
async def test_a_failure_after_the_effect_is_judged_by_the_policy(
    api: BotApi, is_cut_off: bool
) -> None:
    async def answer(call: Call) -> web.Response | None:
        if len(api.to(call.chat_id)) > 1:
            return None
        if is_cut_off:
            raise CutOffError
        return refuse(502, "Bad Gateway")

    api.answer = answer
    at_most, at_least = await put(5, policy=ONCE), await put(6, policy=SURELY)
    async with sending(api):
        states = await settled(at_most, at_least)

    assert states == [DeliveryState.UNCONFIRMED, DeliveryState.SENT]
    assert (len(api.to(5)), len(api.to(6))) == (1, 2)


async def test_while_telegram_cannot_be_reached_everything_waits(api: BotApi) -> None:
    rows = [await put(5, policy=ONCE), await put(6, policy=SURELY)]

    async with sending(api, url="http://127.0.0.1:9"):
        await eventually(lambda: OutboxMessage.filter(error__isnull=False).count())
    async with sending(api):
        states = await settled(*rows)

    assert states == [DeliveryState.SENT, DeliveryState.SENT]
    assert len(api.calls) == 2


async def test_what_a_dead_process_left_is_judged_by_the_policy(api: BotApi) -> None:
    rows = [await put(5, policy=ONCE), await put(6, policy=SURELY)]
    assert len(await OutboxRows().claim(FIRST_BOT, 10)) == 2

    async with sending(api):
        states = await settled(*rows)

    assert states == [DeliveryState.UNCONFIRMED, DeliveryState.SENT]
    assert [call.chat_id for call in api.calls] == [6]


async def test_what_another_process_holds_is_left_to_it_until_its_lease_ends(api: BotApi) -> None:
    row = await put(5)
    rows = OutboxRows()
    assert await rows.claim(FIRST_BOT, 10)

    await rows.take_over()
    assert (await OutboxMessage.get(id=row.id)).state is DeliveryState.SENDING
    with clock.shifted(timedelta(minutes=5)):
        await rows.take_over()
    assert (await OutboxMessage.get(id=row.id)).state is DeliveryState.READY


async def test_many_senders_never_share_a_message(api: BotApi) -> None:
    for number in range(60):
        await put(100 + number)
    claimed: list[int] = []

    async def drain() -> None:
        rows = OutboxRows()
        while claims := await rows.claim(FIRST_BOT, 5):
            claimed.extend(claim.chat_id for claim in claims)

    await asyncio.gather(*(drain() for _ in range(4)))

    assert sorted(claimed) == list(range(100, 160))


async def test_what_must_arrive_goes_before_what_may_be_lost(api: BotApi) -> None:
    for number in range(10):
        await put(100 + number, policy=ONCE)
    await put(5, policy=SURELY)

    claims = await OutboxRows().claim(FIRST_BOT, 5)

    assert [claim.chat_id for claim in claims] == [5, 100, 101, 102, 103]


async def test_a_stop_finishes_the_calls_under_way_and_begins_no_other(api: BotApi) -> None:
    is_called, go_on = asyncio.Event(), asyncio.Event()

    async def answer(call: Call) -> None:
        is_called.set()
        await go_on.wait()

    api.answer = answer
    for number in range(30):
        await put(100 + number)
    async with sending(api) as outbox:
        await is_called.wait()
        stopping = asyncio.create_task(outbox.stop(5))
        await asyncio.sleep(0.3)
        go_on.set()
        await stopping

    sent = await OutboxMessage.filter(state=DeliveryState.SENT).count()
    ready = await OutboxMessage.filter(state=DeliveryState.READY, lease=None).count()
    assert sent == len(api.calls)
    assert 0 < sent <= 15
    assert sent + ready == 30


async def test_one_flooded_bot_delays_no_other(api: BotApi) -> None:
    async def answer(call: Call) -> web.Response | None:
        if call.bot_id == FIRST_BOT:
            return refuse(429, "Too Many Requests: retry after 5", retry_after=5)
        return None

    api.answer = answer
    for number in range(50):
        await put(100 + number)
    others = [await put(500 + number, bot_id=SECOND_BOT) for number in range(10)]
    async with sending(api):
        began = asyncio.get_running_loop().time()
        await settled(*others)

    assert asyncio.get_running_loop().time() - began < 2.0
    assert await OutboxMessage.filter(bot_id=FIRST_BOT, state=DeliveryState.READY).count() == 50


async def test_messages_of_a_removed_bot_are_given_up(api: BotApi) -> None:
    row = await put(5, bot_id=SECOND_BOT)
    await BotRow.filter(telegram_id=SECOND_BOT).update(status="removed")

    async with sending(api):
        assert await settled(row) == [DeliveryState.FAILED]

    assert api.calls == []


async def test_a_member_is_reached_by_the_bot_in_which_they_last_spoke_here(api: BotApi) -> None:
    other = await Community.get(key=f"c{SECOND_BOT}")
    boris = await make_member(other, telegram_id=8)
    platform = await BotRow.get(telegram_id=FIRST_BOT)
    own = await BotRow.get(telegram_id=SECOND_BOT)

    async def reached_by() -> int | None:
        with within(other.id):
            recipient = await notifications.find_recipient(boris.id)
        return None if recipient is None else recipient.bot_id

    assert await reached_by() is None
    talk = await Contact.create(
        user_id=boris.user_id, bot_id=platform.id, spoke_at=clock.now() - timedelta(days=2)
    )
    assert await reached_by() == FIRST_BOT
    mine = await Contact.create(
        user_id=boris.user_id, bot_id=own.id, spoke_at=clock.now() - timedelta(days=3)
    )
    assert await reached_by() == SECOND_BOT
    await Contact.filter(id=talk.id).update(current_community_id=other.id)
    assert await reached_by() == FIRST_BOT
    await Contact.filter(id=talk.id).update(blocked_at=clock.now())
    assert await reached_by() == SECOND_BOT
    await Contact.filter(id=mine.id).update(blocked_at=clock.now())
    assert await reached_by() is None
    assert await User.filter(id=boris.user_id).exists()
