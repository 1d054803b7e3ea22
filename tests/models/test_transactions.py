"""Writes happen together or not at all, and what waits for them sees them."""

import asyncio
import multiprocessing
import sqlite3
from multiprocessing.connection import Connection

import pytest

from models import Community
from models.database import close_database, open_database
from models.transactions import Callback, LeaseLostError, fenced, on_commit, transaction
from tests.databases import Database


async def keys() -> list[str]:
    return sorted(community.key for community in await Community.all())


async def write_and_fail(key: str, callback: Callback) -> None:
    async with transaction():
        await Community.create(key=key, title="")
        on_commit(callback)
        raise ZeroDivisionError


async def test_what_fails_leaves_nothing_and_calls_nobody(database: Database):
    called: list[str] = []

    with pytest.raises(ZeroDivisionError):
        await write_and_fail("anna", lambda: called.append("failed"))

    assert await keys() == []
    assert called == []


async def test_a_transaction_inside_another_fails_alone(database: Database):
    called: list[str] = []

    async with transaction():
        await Community.create(key="anna", title="")
        on_commit(lambda: called.append("outer"))
        with pytest.raises(ZeroDivisionError):
            await write_and_fail("boris", lambda: called.append("inner"))
        assert called == []

    assert await keys() == ["anna"]
    assert called == ["outer"]


async def test_callbacks_run_after_the_commit(database: Database):
    seen: list[list[str]] = []

    async def look() -> None:
        seen.append(await keys())

    async with transaction():
        await Community.create(key="anna", title="")
        on_commit(look)

    assert seen == [["anna"]]


async def test_a_failing_callback_hinders_neither_the_caller_nor_the_next(database: Database):
    called: list[str] = []

    def fail() -> None:
        raise ZeroDivisionError

    async with transaction():
        on_commit(fail)
        on_commit(lambda: called.append("next"))

    assert called == ["next"]


async def test_a_task_started_by_a_callback_does_not_inherit_the_connection(database: Database):
    tasks: list[asyncio.Task[None]] = []

    async def write() -> None:
        async with transaction():
            await Community.create(key="boris", title="")

    async with transaction():
        await Community.create(key="anna", title="")
        on_commit(lambda: tasks.append(asyncio.create_task(write())))
    await tasks[0]

    assert await keys() == ["anna", "boris"]


async def test_a_task_started_inside_a_transaction_cannot_open_its_own(database: Database):
    async def write() -> None:
        async with transaction():
            await Community.create(key="boris", title="")

    async with transaction():
        task = asyncio.create_task(write())
        with pytest.raises(RuntimeError, match="another task"):
            await task

    assert await keys() == []


async def test_on_commit_outside_of_a_transaction_is_a_mistake():
    with pytest.raises(RuntimeError):
        on_commit(lambda: None)


async def test_a_lost_lease_writes_nothing(database: Database):
    answers = [True, False]

    async def is_held() -> bool:
        return answers.pop(0)

    with fenced(is_held):
        async with transaction():
            await Community.create(key="held", title="")
        with pytest.raises(LeaseLostError):
            async with transaction():
                await Community.create(key="lost", title="")

    assert await keys() == ["held"]


async def test_a_cancelled_transaction_leaves_the_database_usable(database: Database):
    has_written = asyncio.Event()

    async def write() -> None:
        async with transaction():
            await Community.create(key="boris", title="")
            has_written.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(write())
    await has_written.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with transaction():
        await Community.create(key="anna", title="")

    assert await keys() == ["anna"]


async def test_many_transactions_at_once_all_happen(database: Database):
    async def write(number: int) -> None:
        async with transaction():
            await Community.all().count()
            await Community.create(key=f"key{number:02}", title="")

    await asyncio.gather(*(write(number) for number in range(30)))

    assert len(await keys()) == 30


def _read_then_write(url: str, pipe: Connection) -> None:
    """In a process of its own: read, let the other process write, and write."""

    async def work() -> None:
        await open_database(url)
        async with transaction():
            await Community.all().count()
            pipe.send("read")
            pipe.recv()
            await Community.create(key="child", title="")
        await close_database()
        pipe.send("written")

    asyncio.run(work())


def test_another_process_waits_for_a_transaction_that_only_read_so_far(stored: Database):
    if stored.engine != "sqlite":
        return
    path = stored.url.removeprefix("sqlite://")
    here, there = multiprocessing.get_context("spawn").Pipe()
    child = multiprocessing.get_context("spawn").Process(
        target=_read_then_write, args=(stored.url, there)
    )
    insert = "INSERT INTO handled_steps (created_at, bot_id, update_id, step) VALUES ('', 1, ?, '')"
    other = sqlite3.connect(path, timeout=0, isolation_level=None)

    child.start()
    assert here.poll(30)
    assert here.recv() == "read"
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute(insert, [1])
    here.send("go on")
    assert here.poll(30)
    assert here.recv() == "written"
    child.join(10)
    other.execute(insert, [2])

    assert child.exitcode == 0
    assert other.execute("SELECT key FROM communities").fetchall() == [("child",)]


def test_a_deferred_transaction_would_have_failed(stored: Database):
    """The negative control: what SQLite does to a transaction that begins as Tortoise's do."""
    if stored.engine != "sqlite":
        return
    path = stored.url.removeprefix("sqlite://")
    insert = "INSERT INTO handled_steps (created_at, bot_id, update_id, step) VALUES ('', 1, ?, '')"
    first = sqlite3.connect(path, timeout=5, isolation_level=None)
    second = sqlite3.connect(path, timeout=5, isolation_level=None)

    first.execute("BEGIN")
    first.execute("SELECT count(*) FROM communities").fetchall()
    second.execute(insert, [1])

    with pytest.raises(sqlite3.OperationalError, match="locked"):
        first.execute(insert, [2])
