"""Updates in: what was answered with 200 is done once, whatever happens to the process."""

import asyncio
import os
import random
import signal
from pathlib import Path
from typing import Any

import pytest

from models import Contact, InboxUpdate, PointsEntry
from models.base import everywhere
from models.choices import UpdateState
from tests.databases import Database
from tests.faults.crash import reading, storm_in
from tests.faults.proxy import FreezingProxy
from tests.faults.reckoning import is_quiet, reckon
from tests.faults.stand import Stand, standing
from tests.faults.zygote import Zygote, is_gone
from tests.make.waiting import eventually

pytestmark = [pytest.mark.xdist_group("faults"), pytest.mark.timeout(300)]

#: SQLite with every run, PostgreSQL with the slow ones.
each_engine = pytest.mark.parametrize(
    "stored", ["sqlite", pytest.param("postgres", marks=pytest.mark.slow)], indirect=True
)
#: On PostgreSQL what a killed process held is taken over when its lease has run out.
PATIENCE_SECONDS = 60.0


async def met(stand: Stand, count: int = 1) -> list[int]:
    """People whom the server knows, by now."""
    people = [await stand.make_person() for _ in range(count)]

    async def are_known() -> bool:
        return await Contact.all().count() >= count

    async with reading(stand.database):
        await eventually(are_known, 30)
        await eventually(is_quiet, 30)
    return people


async def count_effects(event: str) -> int:
    with everywhere():
        return await PointsEntry.filter(event=event).count()


async def check(stand: Stand, **expected: int) -> None:
    """Wait for silence, stop the server and reckon."""
    async with reading(stand.database):
        await eventually(is_quiet, PATIENCE_SECONDS)
    await stand.stop()
    async with reading(stand.database):
        found = await reckon(stand.acknowledged)
    assert found.wrong == []
    for name, value in expected.items():
        assert getattr(found, name) == value, name


async def test_del_01_one_update_delivered_twenty_times_at_once_has_one_effect(
    stand: Stand,
) -> None:
    await stand.start()
    [person] = await met(stand)
    update = stand.make_update(person, "/tally {id}")
    ports = [stand.port]
    other = 0
    if stand.database.engine == "postgres":
        other, port = await stand.start_another()
        ports.append(port)

    statuses = await asyncio.gather(
        *(stand.post(update, ports[number % len(ports)]) for number in range(20))
    )

    assert statuses == [200] * 20
    if other:
        os.kill(other, signal.SIGTERM)
        await is_gone(other)
    await check(stand, tallies=1)


@each_engine
async def test_del_02_and_03_a_kill_between_the_effect_and_the_mark_loses_and_doubles_nothing(
    stand: Stand,
) -> None:
    """Two updates wait behind a third whose handler hangs after its effect; then the process dies.

    The careless effect is the control: it shows that the third really is handled twice.
    """
    await stand.start()
    [person] = await met(stand)
    fault = {"method": "sendMessage", "chat_id": person, "kind": "latency", "seconds": 20}
    await stand.act("POST", "/sim/faults", {**fault, "times": 1})
    await stand.send(person, "/careless {id}")
    async with reading(stand.database):
        await eventually(lambda: count_effects("careless"))
    await stand.send(person, "/tally {id}")
    await stand.send(person, f"/finish {stand.lesson_ids[0]}")

    await stand.kill()
    async with reading(stand.database):
        waiting = await InboxUpdate.filter(state=UpdateState.NEW).count()
    await stand.start()

    assert waiting == 3
    await check(stand, tallies=1, completions=1)
    async with reading(stand.database):
        assert await count_effects("careless") == 2


@each_engine
async def test_del_04_a_poison_update_is_given_up_and_the_person_goes_on(stand: Stand) -> None:
    await stand.start()
    sick, healthy = await met(stand, 2)

    poison = await stand.send(sick, "/fail")
    await stand.send(sick, "/tally {id}")
    for _ in range(5):
        await stand.send(healthy, "/tally {id}")

    async with reading(stand.database):
        await eventually(is_quiet, 30)
    await stand.stop()
    async with reading(stand.database):
        found = await reckon(stand.acknowledged)
    assert found.wrong == [f"update {poison} was given up: ValueError: poison"]
    assert found.tallies == 6
    apologies = [call["params"]["text"] for call in await stand.calls("sendMessage", sick)]
    assert any("Не получилось выполнить этот шаг" in text for text in apologies)


@each_engine
async def test_del_12_whatever_shape_an_update_has_it_is_kept_and_ends(stand: Stand) -> None:
    await stand.start()
    [person] = await met(stand)
    chance = random.Random(20261121)

    statuses = set()
    for _ in range(80):
        update = disfigured(stand.make_update(person, "/menu"), chance)
        statuses.add(await stand.post(update))
    await stand.send(person, "/tally {id}")

    assert statuses == {200}
    async with reading(stand.database):
        await eventually(is_quiet, 90)
        taken = await InboxUpdate.filter(update_id__in=list(stand.acknowledged)).count()
        assert taken == len(stand.acknowledged)
        assert await count_effects("tally") == 1


def disfigured(update: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """The update with one or two of its values replaced by something else."""
    values: list[Any] = [
        None,
        "",
        0,
        -1,
        2**62,
        1.5,
        True,
        [],
        {},
        [[]],
        "я" * 5000,
        {"id": "x"},
        "\u202e",
    ]
    for _ in range(chance.randint(1, 2)):
        place: dict[str, Any] = update
        while True:
            name = chance.choice([key for key in place if key != "update_id"])
            if isinstance(place[name], dict) and place[name] and chance.random() < 0.8:
                place = place[name]
                continue
            place[name] = chance.choice(values)
            break
    return update


@pytest.mark.slow
@pytest.mark.parametrize("stored", ["postgres"], indirect=True)
async def test_del_05_while_the_storage_hangs_the_answer_is_503_and_later_nothing_is_missing(
    stored: Database, tmp_path: Path, zygote: Zygote
) -> None:
    async with (
        FreezingProxy.before(stored.url) as proxy,
        standing(stored, tmp_path, zygote) as stand,
    ):
        stand.database_url = proxy.url
        await stand.start()
        people = await met(stand, 4)
        for person in people:
            await stand.send(person, "/tally {id}")
        updates = [stand.make_update(person, "/tally {id}") for person in people for _ in range(5)]

        proxy.freeze()
        async with asyncio.timeout(10):
            statuses = await asyncio.gather(*(stand.post(update) for update in updates))
        proxy.thaw()

        assert set(statuses) == {503}
        for update in updates:
            while await stand.post(update) != 200:  # noqa: ASYNC110 - Telegram asks again, too
                await asyncio.sleep(0.1)
        await check(stand, tallies=24)


@pytest.mark.slow
async def test_del_09_twenty_lessons_of_one_person_at_once_come_in_order(stand: Stand) -> None:
    await stand.start()
    [person] = await met(stand)

    for lesson_id in stand.lesson_ids[:20]:
        await stand.send(person, f"/finish {lesson_id}")

    await check(stand, completions=20)


@pytest.mark.slow
@pytest.mark.parametrize("stored", ["postgres"], indirect=True)
async def test_del_15_replicas_take_turns_under_load(
    stored: Database, tmp_path: Path, zygote: Zygote
) -> None:
    """The new one is ready before the old one is told to stop."""
    async with standing(stored, tmp_path, zygote) as stand:
        await stand.start()
        people = await met(stand, 20)
        is_over = asyncio.Event()
        failed = 0

        async def send(person: int) -> None:
            nonlocal failed
            while not is_over.is_set():
                update = stand.make_update(person, "/tally {id}")
                while (status := await stand.post(update)) != 200:
                    failed += status != 0
                    await asyncio.sleep(0.02)
                await asyncio.sleep(0.35)

        async with asyncio.TaskGroup() as group:
            for person in people:
                group.create_task(send(person))
            for _ in range(5):
                old = stand.pid
                stand.pid, stand.port = await stand.start_another()
                os.kill(old, signal.SIGTERM)
                await is_gone(old)
            is_over.set()

        assert failed == 0
        await check(stand)


@pytest.mark.slow
async def test_del_03_twenty_kills_at_random_moments_lose_and_double_nothing(
    stored: Database, tmp_path: Path, zygote: Zygote
) -> None:
    result = await storm_in(stored, tmp_path, zygote, kills=20, seed=20261121)

    assert result.found.wrong == []
    assert result.repeated <= result.kills
    assert result.found.tallies > 20
