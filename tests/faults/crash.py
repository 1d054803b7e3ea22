"""Kills the server again and again under load and tells what was lost: `make crash`.

Run as a module: `python -m tests.faults.crash --kills 50 --engine sqlite`.
"""

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from models.database import close_database, open_database
from tests import databases
from tests.databases import Database
from tests.faults.reckoning import Reckoning, is_quiet, reckon
from tests.faults.stand import Stand, standing
from tests.faults.zygote import Zygote, running_zygote
from tests.make.waiting import eventually

PEOPLE = 40
#: Between two updates of a person, so that nobody is taken for a flood and left unheard.
PAUSE_SECONDS = (0.3, 0.6)
QUIET_SECONDS = 120.0


@dataclass
class Storm:
    """What happened: seconds from each kill to serving again, and what is true afterwards."""

    kills: int = 0
    sent: int = 0
    repeated: int = 0
    seconds: float = 0.0
    starts: list[float] = field(default_factory=list)
    found: Reckoning = field(default_factory=Reckoning)


async def storm(stand: Stand, kills: int, chance: random.Random) -> Storm:
    """Let people send, kill the server at random moments, then reckon."""
    result = Storm()
    await stand.start()
    people = [await stand.make_person() for _ in range(PEOPLE)]
    began = time.monotonic()
    is_over = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for person in people:
            group.create_task(_send(stand, person, is_over, random.Random(chance.random())))
        for _ in range(kills):
            await asyncio.sleep(chance.uniform(0.05, 0.6))
            await stand.kill()
            result.kills += 1
            result.starts.append(await stand.start())
        is_over.set()
    result.seconds = time.monotonic() - began
    result.sent = len(stand.acknowledged)
    async with reading(stand.database):
        await eventually(is_quiet, QUIET_SECONDS)
    await stand.stop()
    async with reading(stand.database):
        result.found = await reckon(stand.acknowledged)
    result.repeated = await _count_repeated(stand)
    return result


async def _send(stand: Stand, person: int, is_over: asyncio.Event, chance: random.Random) -> None:
    """One person: lessons in their order, tallies and idle words in between."""
    lessons = iter(stand.lesson_ids)
    while not is_over.is_set():
        kind = chance.random()
        lesson = next(lessons, None) if kind < 0.3 else None
        if lesson is not None:
            await stand.send(person, f"/finish {lesson}")
        else:
            await stand.send(person, "/tally {id}" if kind < 0.8 else "привет")
        await asyncio.sleep(chance.uniform(*PAUSE_SECONDS))


async def _count_repeated(stand: Stand) -> int:
    """How many messages about a level went out a second time: at most a few for each kill."""
    texts = [
        (call["params"]["chat_id"], call["params"]["text"])
        for call in await stand.calls("sendMessage")
        if call["ok"] and "Новый уровень" in call["params"].get("text", "")
    ]
    return len(texts) - len(set(texts))


@asynccontextmanager
async def reading(database: Database) -> AsyncIterator[None]:
    """The database, open in this process beside the server."""
    await open_database(database.url)
    try:
        yield
    finally:
        await close_database()


@contextmanager
def made_database(engine: str, folder: Path) -> Iterator[Database]:
    """A migrated database of this run's own."""
    if engine == "sqlite":
        with databases.sqlite_template(folder) as file:
            yield databases.sqlite_copy(file, folder)
        return
    with databases.postgres_template(folder) as url, databases.postgres_copy(url) as database:
        yield database


def describe(engine: str, result: Storm) -> str:
    """A few lines for the terminal."""
    found = result.found
    rate = result.sent / result.seconds
    mean, most = statistics.mean(result.starts) * 1000, max(result.starts) * 1000
    lines = [
        f"{engine}: {result.kills} kills in {result.seconds:.0f} s",
        f"  updates acknowledged {result.sent} ({rate:.0f}/s), tallies {found.tallies}",
        f"  lessons {found.completions}, levels {found.levels}, told twice {result.repeated}",
        f"  serving again after {mean:.0f} ms on average, {most:.0f} ms at most",
        f"  lost, doubled or wrong: {len(found.wrong)}",
    ]
    return "\n".join([*lines, *(f"    {sentence}" for sentence in found.wrong[:20])])


def main(arguments: list[str]) -> int:
    """Run on each engine asked for; 1 when anything was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--engine", choices=["sqlite", "postgres"], action="append")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    chosen = parser.parse_args(arguments)
    sys.stdout.write(f"seed {chosen.seed}\n")
    is_well = True
    for engine in chosen.engine or ["sqlite", "postgres"]:
        with tempfile.TemporaryDirectory(prefix="kommuna-crash-") as name:
            folder = Path(name)
            with made_database(engine, folder) as database, running_zygote() as zygote:
                result = asyncio.run(storm_in(database, folder, zygote, chosen.kills, chosen.seed))
        sys.stdout.write(describe(engine, result) + "\n")
        sys.stdout.flush()
        is_well = is_well and not result.found.wrong
    return 0 if is_well else 1


async def storm_in(
    database: Database, folder: Path, zygote: Zygote, kills: int, seed: int
) -> Storm:
    """One storm on a fresh database."""
    async with standing(database, folder, zygote) as stand:
        return await storm(stand, kills, random.Random(seed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
