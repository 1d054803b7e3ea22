"""What an update through the webhook costs: the project against the usual full stack.

`python -m benchmarks.webhook [--rounds 5] [--clicks 1500]` prints a table. Each round runs both,
one after the other; CPU is user and system time of the server's process for one update; the
figure is the median of the rounds' ratios with its range.
"""

import argparse
import asyncio
import secrets
import statistics
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import Server, run_server
from benchmarks.telegram import FIRST_PERSON, SECRET, TOKEN, LoadTelegram
from tests.databases import execute, with_name
from tests.servers import free_port, postgres, valkey

PEOPLE = 50
WARM_UP = 4


@dataclass(frozen=True, slots=True)
class Subject:
    """A program under measurement and the way to a lesson in it."""

    name: str
    arguments: tuple[str, ...]
    environment: dict[str, str]
    way: tuple[str, ...]
    there: str
    back: str


@dataclass(frozen=True, slots=True)
class Cost:
    """Microseconds of CPU for one update."""

    start: float
    click: float


def subjects(database_urls: tuple[str, str], redis_url: str | None) -> tuple[Subject, Subject]:
    """The project and the baseline on the same kind of engines."""
    redis = {"REDIS_URL": redis_url} if redis_url else {}
    project = Subject(
        "kommuna",
        ("-m", "benchmarks.product"),
        {"DATABASE_URL": database_urls[0], **redis},
        ("Курсы", "Подкаст с нуля", "Все уроки"),
        "1. ",
        "К\N{NO-BREAK SPACE}курсу",
    )
    baseline = Subject(
        "usual",
        ("-m", "benchmarks.baselines.usual_bot"),
        {"DATABASE_URL": database_urls[1], **redis},
        ("Podcast",),
        "Lesson 1",
        "Back",
    )
    return project, baseline


async def measure(subject: Subject, clicks: int) -> Cost:
    """Start the program, warm it up, and charge its CPU to the updates."""
    async with LoadTelegram() as telegram:
        environment = {
            **subject.environment,
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": telegram.url,
            "WEBHOOK_SECRET": SECRET,
            "LOG_LEVEL": "WARNING",
            "SECRET_KEY": "benchmark-" * 4,
            "ENCRYPTION_KEYS": "k1:" + "A" * 43,
        }
        port = free_port()
        environment["PUBLIC_URL"] = f"http://127.0.0.1:{port}"
        async with run_server(*subject.arguments, port=port, environment=environment) as server:
            await telegram.has_webhook.wait()
            people = range(FIRST_PERSON, FIRST_PERSON + PEOPLE)
            await asyncio.gather(*(_arrive(telegram, subject, person) for person in people))
            start = await _charge(server, _starts(telegram, people, clicks // 3), clicks // 3)
            await asyncio.gather(*(_arrive(telegram, subject, person) for person in people))
            click = await _charge(server, _clicks(telegram, subject, people, clicks), clicks)
    return Cost(start, click)


async def _arrive(telegram: LoadTelegram, subject: Subject, person: int) -> None:
    await telegram.start(person)
    for words in subject.way:
        await telegram.click(person, words)
    for _ in range(WARM_UP):
        await telegram.click(person, subject.there)
        await telegram.click(person, subject.back)


async def _charge(server: Server, work: AsyncIterator[None], updates: int) -> float:
    before = server.cpu_seconds()
    async for _ in work:
        pass
    return (server.cpu_seconds() - before) / updates * 1e6


async def _starts(telegram: LoadTelegram, people: range, count: int) -> AsyncIterator[None]:
    for _ in range(count // PEOPLE):
        await asyncio.gather(*(telegram.start(person) for person in people))
        yield


async def _clicks(
    telegram: LoadTelegram, subject: Subject, people: range, count: int
) -> AsyncIterator[None]:
    for number in range(count // PEOPLE):
        words = subject.back if number % 2 else subject.there
        await asyncio.gather(*(telegram.click(person, words) for person in people))
        yield


@asynccontextmanager
async def engines(
    kind: str, servers: tuple[str, str]
) -> AsyncIterator[tuple[str, str, str | None]]:
    """Two fresh databases of this kind, and Redis beside PostgreSQL."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite://{folder}/first.sqlite3", f"sqlite://{folder}/second.sqlite3", None
        return
    postgres_url, redis_url = servers
    names = [f"bench_{secrets.token_hex(4)}" for _ in range(2)]
    await execute(postgres_url, *(f"CREATE DATABASE {name}" for name in names))
    try:
        first, second = (with_name(postgres_url, name) for name in names)
        yield first, second, redis_url
    finally:
        await execute(postgres_url, *(f"DROP DATABASE {name} WITH (FORCE)" for name in names))


async def compare(kind: str, rounds: int, clicks: int, servers: tuple[str, str]) -> None:
    """Print one line for `/start` and one for a click."""
    ratios: dict[str, list[float]] = {"start": [], "click": []}
    costs: dict[str, list[Cost]] = {"kommuna": [], "usual": []}
    for _ in range(rounds):
        async with engines(kind, servers) as (first, second, redis_url):
            pair = [
                (one, await measure(one, clicks)) for one in subjects((first, second), redis_url)
            ]
        for subject, cost in pair:
            costs[subject.name].append(cost)
        ratios["start"].append(pair[0][1].start / pair[1][1].start)
        ratios["click"].append(pair[0][1].click / pair[1][1].click)
    for what, found in ratios.items():
        ours, theirs = (
            statistics.median(getattr(cost, what) for cost in costs[name]) for name in costs
        )
        print(
            f"{kind:9} {what:6} kommuna {ours:7.0f} µs  usual {theirs:7.0f} µs  "
            f"ratio {statistics.median(found):.2f} ({min(found):.2f} to {max(found):.2f})",
            flush=True,
        )


@contextmanager
def servers_for(kinds: list[str]) -> Iterator[tuple[str, str]]:
    """PostgreSQL and Redis where a kind needs them."""
    if "postgres" not in kinds:
        yield "", ""
        return
    with (
        tempfile.TemporaryDirectory() as folder,
        postgres(Path(folder)) as postgres_url,
        valkey(Path(folder)) as redis_url,
    ):
        yield postgres_url, redis_url


def main() -> None:
    """Compare on the engines that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--clicks", type=int, default=1500)
    parser.add_argument("--engines", nargs="+", default=["sqlite", "postgres"])
    chosen = parser.parse_args()
    with servers_for(chosen.engines) as servers:
        for kind in chosen.engines:
            asyncio.run(compare(kind, chosen.rounds, chosen.clicks, servers))


if __name__ == "__main__":
    main()
