"""How long the server takes for each page and list, with the demo course, on SQLite.

`python -m benchmarks.pages [--requests 200]` prints the median and the 95th percentile of each
address in milliseconds, seen from another process on loopback: the client's own share is inside.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from dataclasses import dataclass

from aiohttp import ClientSession

from benchmarks.processes import run_server
from benchmarks.telegram import SECRET, TOKEN, LoadTelegram
from tests.make.init_data import make_init_data
from tests.servers import free_port

PERSON = 1_000_000_001
GOAL_MILLISECONDS = 10.0
GOAL_SHARE = 0.95
ADDRESSES = (
    "/tg/app/",
    "/tg/app/courses",
    "/tg/app/courses/podcast",
    "/tg/app/lessons/1",
    "/tg/app/lessons/2/quiz",
    "/tg/app/profile",
    "/tg/app/settings",
    "/tg/app/devices",
    "/tg/app/community",
    "/api/v1/me",
    "/api/v1/courses",
    "/api/v1/courses/podcast",
    "/api/v1/lessons/1",
    "/",
)


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of one address."""

    median: float
    slow: float


async def measure(requests: int) -> dict[str, Times]:
    """Start the product, sign in, complete a lesson, and ask each address in turn."""
    async with LoadTelegram() as telegram:
        port = free_port()
        with tempfile.TemporaryDirectory() as folder:
            environment = {
                "DATABASE_URL": f"sqlite://{folder}/pages.sqlite3",
                "BOT_TOKEN": TOKEN,
                "BOT_API_URL": telegram.url,
                "WEBHOOK_SECRET": SECRET,
                "PUBLIC_URL": f"http://127.0.0.1:{port}",
                "LOG_LEVEL": "WARNING",
            }
            async with (
                run_server(
                    "-m", "benchmarks.product", port=port, environment=environment
                ) as server,
                ClientSession(server.url) as session,
            ):
                await telegram.has_webhook.wait()
                headers = await _sign_in(session)
                async with session.post("/api/v1/lessons/1/complete", headers=headers) as answer:
                    assert answer.status == 200, await answer.text()
                return {
                    address: await _ask(session, address, headers, requests)
                    for address in ADDRESSES
                }


async def _sign_in(session: ClientSession) -> dict[str, str]:
    body = {"init_data": make_init_data(PERSON, token=TOKEN)}
    async with session.post("/api/v1/auth/telegram/validate", json=body) as answer:
        assert answer.status == 200, await answer.text()
        return {"Authorization": f"Bearer {(await answer.json())['access_token']}"}


async def _ask(
    session: ClientSession, address: str, headers: dict[str, str], requests: int
) -> Times:
    found = []
    for number in range(requests + 10):
        before = time.perf_counter()
        async with session.get(address, headers=headers) as answer:
            await answer.read()
            assert answer.status == 200, f"{address}: {answer.status}"
        if number >= 10:
            found.append((time.perf_counter() - before) * 1000)
    return Times(statistics.median(found), statistics.quantiles(found, n=20)[-1])


def main() -> None:
    """Print a line an address and whether the goal is reached."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=200)
    times = asyncio.run(measure(parser.parse_args().requests))
    for address, one in times.items():
        print(f"{address:28} median {one.median:6.2f} ms   p95 {one.slow:6.2f} ms")
    within = sum(one.median <= GOAL_MILLISECONDS for one in times.values()) / len(times)
    word = "reached" if within >= GOAL_SHARE else "not reached"
    print(f"{within:.0%} of the addresses within {GOAL_MILLISECONDS:.0f} ms: {word}")


if __name__ == "__main__":
    main()
