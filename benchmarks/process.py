"""What the process itself costs: its command line, its start, its memory, its idling.

`python -m benchmarks.process [--idle 20] [--rounds 3]` prints a table. The server is the one of
`make run`: everything in one process, with the sandbox, the demo course and SQLite.
"""

import argparse
import asyncio
import statistics
import subprocess
import sys
import time

from benchmarks.processes import ROOT, run_server
from tests.servers import free_port

MEGABYTE = 1 << 20
SETTLE_SECONDS = 5.0
GOALS = {"--help, s": 1.0, "start, s": 8.0, "memory, MB": 260.0, "idle CPU, %": 1.0}


def measure_help(rounds: int) -> float:
    """Seconds until `--help` is done: the median."""
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "main.py", "--help"], cwd=ROOT, check=True, capture_output=True
        )
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


async def measure_server(idle_seconds: float) -> tuple[float, float, float]:
    """Seconds to the first answer, megabytes after it has settled, percent of a core at rest."""
    environment = {"SANDBOX": "1", "SANDBOX_PORT": "0", "BOT_TOKEN": "", "LOG_LEVEL": "WARNING"}
    began = time.perf_counter()
    async with run_server("main.py", "serve", port=free_port(), environment=environment) as server:
        start = time.perf_counter() - began
        await asyncio.sleep(SETTLE_SECONDS)
        before = server.cpu_seconds()
        await asyncio.sleep(idle_seconds)
        idle = (server.cpu_seconds() - before) / idle_seconds * 100
        return start, server.resident_bytes() / MEGABYTE, idle


async def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--idle", type=float, default=20.0)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    found = [measure_help(chosen.rounds)]
    rounds = [await measure_server(chosen.idle) for _ in range(chosen.rounds)]
    found += [statistics.median(values) for values in zip(*rounds, strict=True)]
    print(f"{'figure':<14}{'goal':>8}{'measured':>10}")
    for (name, goal), value in zip(GOALS.items(), found, strict=True):
        verdict = "reached" if value <= goal else "not reached"
        print(f"{name:<14}{goal:>8.1f}{value:>10.2f}  {verdict}")


if __name__ == "__main__":
    asyncio.run(main())
