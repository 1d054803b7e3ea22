"""Messages out: a kill in the middle of sending is told apart, nobody hears a broadcast twice."""

import asyncio
import random
from collections import Counter
from typing import Any

import pytest

from models import Contact, OutboxMessage
from models.choices import DeliveryPolicy, DeliveryState
from services import clock
from tests.faults.crash import reading
from tests.faults.stand import Stand
from tests.faults.test_updates import each_engine, met
from tests.make.waiting import eventually

pytestmark = [pytest.mark.xdist_group("faults"), pytest.mark.timeout(300)]

ONCE, SURELY = DeliveryPolicy.AT_MOST_ONCE, DeliveryPolicy.AT_LEAST_ONCE
#: On PostgreSQL what a killed process was sending is judged when its lease has run out.
PATIENCE_SECONDS = 90.0


async def put(stand: Stand, people: list[int], text: str, policy: DeliveryPolicy) -> None:
    """Queue a message to each, as one broadcast would."""
    await OutboxMessage.bulk_create(
        [
            OutboxMessage(
                bot_id=stand.sandbox.bot_id,
                chat_id=person,
                method="sendMessage",
                payload={"text": text},
                key=f"{text}:{person}",
                policy=policy,
                run_at=clock.now(),
            )
            for person in people
        ]
    )


async def states() -> Counter[str]:
    return Counter(
        str(state) for state in await OutboxMessage.all().values_list("state", flat=True)
    )


async def is_settled() -> bool:
    found = await states()
    return not found[DeliveryState.READY] and not found[DeliveryState.SENDING]


async def received(stand: Stand, text: str) -> Counter[int]:
    """How often each person got this message."""
    calls: list[dict[str, Any]] = await stand.calls("sendMessage")
    return Counter(
        int(call["params"]["chat_id"])
        for call in calls
        if call["ok"] and call["params"].get("text") == text
    )


async def has_received(stand: Stand, person: int, text: str, times: int) -> bool:
    return (await received(stand, text))[person] == times


@each_engine
async def test_out_04_a_kill_between_sending_and_marking_is_judged_by_the_policy(
    stand: Stand,
) -> None:
    """Telegram hangs while it holds both calls, and carries them out after the process died."""
    await stand.start()
    once, surely = await met(stand, 2)
    for person in (once, surely):
        fault = {"method": "sendMessage", "chat_id": person, "kind": "latency", "seconds": 1.5}
        await stand.act("POST", "/sim/faults", {**fault, "times": 1})
    async with reading(stand.database):
        await put(stand, [once], "новость", ONCE)
        await put(stand, [surely], "чек", SURELY)

        async def are_under_way() -> bool:
            texts = {call["params"].get("text") for call in await stand.calls("sendMessage")}
            return {"новость", "чек"} <= texts

        await eventually(are_under_way, 20)
        await stand.kill()
        await stand.start()
        await eventually(is_settled, PATIENCE_SECONDS)
        found = {row.chat_id: row.state for row in await OutboxMessage.all()}

    await eventually(lambda: has_received(stand, once, "новость", 1))
    await eventually(lambda: has_received(stand, surely, "чек", 2))
    assert found == {once: DeliveryState.UNCONFIRMED, surely: DeliveryState.SENT}
    assert await received(stand, "новость") == {once: 1}


@each_engine
async def test_out_05_who_blocked_the_bot_is_called_once_and_then_left_alone(stand: Stand) -> None:
    await stand.start()
    people = await met(stand, 6)
    gone = people[:2]
    for person in gone:
        path = f"/sim/people/{person}/chats/bot:{stand.sandbox.bot_id}/block"
        await stand.act("POST", path, {})

    async with reading(stand.database):
        await put(stand, people, "новость", ONCE)
        await eventually(is_settled, 30)
        found = {row.chat_id: row.state for row in await OutboxMessage.all()}
        left = await Contact.filter(blocked_at__isnull=False).select_related("user")

    failed = {person for person, state in found.items() if state is DeliveryState.FAILED}
    calls = Counter(
        int(call["params"]["chat_id"])
        for call in await stand.calls("sendMessage")
        if call["params"].get("text") == "новость"
    )
    assert failed == set(gone) == {contact.user.telegram_id for contact in left}
    assert calls == dict.fromkeys(people, 1)


@pytest.mark.slow
@pytest.mark.parametrize("stored", ["sqlite", "postgres"], indirect=True)
async def test_out_03_a_broadcast_survives_five_kills_and_reaches_nobody_twice(
    stand: Stand,
) -> None:
    chance = random.Random(20261121)
    await stand.start()
    people = await met(stand, 100)
    async with reading(stand.database):
        await put(stand, people, "новость", ONCE)
        for _ in range(5):
            await asyncio.sleep(chance.uniform(0.2, 0.7))
            await stand.kill()
            await stand.start()
        await eventually(is_settled, PATIENCE_SECONDS)
        found = await states()

    got = await received(stand, "новость")
    assert max(got.values()) == 1
    assert found[DeliveryState.SENT] + found[DeliveryState.UNCONFIRMED] == len(people)
    assert found[DeliveryState.UNCONFIRMED] <= 5 * 15
    assert len(got) >= found[DeliveryState.SENT]
