"""Two servers as they run in life: processes, one PostgreSQL, one Redis, a balancer, a Telegram."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import ClientError, ClientSession

from sandbox.server import Sandbox, SandboxConfig, start_sandbox
from services.vault import Vault
from tests.journeys.house import Person
from tests.make.waiting import eventually
from tests.replicas.balancer import Balancer, running_balancer
from tests.servers import free_port

ROOT = Path(__file__).parent.parent.parent
SECRET_KEY = "s" * 32
ENCRYPTION_KEYS = "k1:" + "A" * 43
START_SECONDS = 60.0


class Replica:
    """One server process."""

    def __init__(self, environment: dict[str, str], folder: Path, name: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = {
            **{key: os.environ[key] for key in ("PATH", "HOME", "TMPDIR") if key in os.environ},
            **environment,
            "PORT": str(self.port),
            "DATA_DIR": str(folder / name),
        }
        self._log_path = folder / f"{name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> str:
        return self._log_path.read_text()

    def start(self) -> None:
        with self._log_path.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "main.py", "serve"],
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    async def wait_until_ready(self, session: ClientSession) -> None:
        async def answers() -> bool:
            assert self._process is not None
            assert self._process.poll() is None, self.log
            try:
                async with session.get(f"{self.url}/health/ready") as answer:
                    return answer.status == 200
            except ClientError:
                return False

        await eventually(answers, START_SECONDS)

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to stop and wait; the exit code."""
        if self._process is None:
            return 0
        self._process.send_signal(number)
        code = await asyncio.to_thread(self._process.wait, 90)
        self._process = None
        return code

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()


@dataclass
class Pair:
    """Both replicas and what stands around them."""

    replicas: tuple[Replica, Replica]
    balancer: Balancer
    sandbox: Sandbox
    session: ClientSession
    database_url: str
    redis_url: str

    @property
    def vault(self) -> Vault:
        """Opens what the replicas have sealed."""
        return Vault({"k1": bytes(32)}, "k1")

    async def make_person(self, name: str, bot_id: int | None = None) -> Person:
        found = await self.sim("people", first_name=name, language_code="en")
        return Person(self.session, self.sandbox.url, found["id"], bot_id or self.sandbox.bot_id)

    async def sim(self, path: str, **body: Any) -> Any:
        """Ask something of the sandbox's world."""
        async with self.session.post(f"{self.sandbox.url}/sim/{path}", json=body) as answer:
            said = await answer.json()
            assert answer.status == 200, said
            return said

    async def calls(self, method: str, chat_id: int) -> list[dict[str, Any]]:
        """What was asked of Telegram with success, by method and chat."""
        async with self.session.get(f"{self.sandbox.url}/sim/calls?since=0") as answer:
            calls = await answer.json()
        return [
            call
            for call in calls
            if call["method"] == method
            and call["ok"]
            and str(call["params"].get("chat_id")) == str(chat_id)
        ]


@asynccontextmanager
async def running_pair(folder: Path, database_url: str, redis_url: str) -> AsyncIterator[Pair]:
    """Start both at the same moment on a database that may be empty."""
    async with running_balancer() as balancer, ClientSession() as session:
        sandbox = await start_sandbox(SandboxConfig(port=0))
        environment = {
            "BOT_TOKEN": sandbox.bot_token,
            "BOT_API_URL": sandbox.url,
            "PUBLIC_URL": balancer.url,
            "HOST": "127.0.0.1",
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "SECRET_KEY": SECRET_KEY,
            "ENCRYPTION_KEYS": ENCRYPTION_KEYS,
            "LOG_LEVEL": "INFO",
            "DRAIN_SECONDS": "1",
            "ADMIN_IDS": str(sandbox.owner_id),
        }
        replicas = Replica(environment, folder, "first"), Replica(environment, folder, "second")
        balancer.targets = [replica.url for replica in replicas]
        try:
            for replica in replicas:
                replica.start()
            for replica in replicas:
                await replica.wait_until_ready(session)
            yield Pair(replicas, balancer, sandbox, session, database_url, redis_url)
        finally:
            for replica in replicas:
                replica.kill()
            await sandbox.close()
