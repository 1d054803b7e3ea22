"""The measured server in a process of its own, and what it costs."""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientError, ClientSession

ROOT = Path(__file__).parent.parent
TICK = os.sysconf("SC_CLK_TCK")
START_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Server:
    """A server under measurement."""

    process: asyncio.subprocess.Process
    url: str

    def cpu_seconds(self) -> float:
        """User and system time of the process so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def resident_bytes(self) -> int:
        """Resident memory."""
        pages = Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")


@asynccontextmanager
async def run_server(
    *arguments: str, port: int, environment: dict[str, str], is_up: str = "/health/live"
) -> AsyncIterator[Server]:
    """Start `python ARGUMENTS`, wait until it answers, and stop it at the end."""
    with tempfile.TemporaryDirectory() as folder:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *arguments,
            cwd=ROOT,
            env={**os.environ, "PORT": str(port), "DATA_DIR": folder, **environment},
        )
        server = Server(process, f"http://127.0.0.1:{port}")
        try:
            await _wait_until_up(server, server.url + is_up)
            yield server
        finally:
            if process.returncode is None:
                process.terminate()
                await process.wait()


async def _wait_until_up(server: Server, url: str) -> None:
    async with asyncio.timeout(START_SECONDS), ClientSession() as session:
        while True:
            assert server.process.returncode is None, "the server stopped at once"
            try:
                async with session.get(url) as answer:
                    if answer.status == 200:
                        return
            except ClientError:
                await asyncio.sleep(0.05)
