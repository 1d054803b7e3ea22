"""A process that has imported everything and waits to be forked: a server in 20 ms, not in seconds.

Run as a module it reads one JSON object a line, `{"environment": {...}, "log": "path"}`, forks a
server with these settings and answers with its process id. When its input ends, all of them die.
"""

import asyncio
import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SET_DEATH_SIGNAL = 1
GONE_SECONDS = 30.0


@dataclass
class Zygote:
    """The other end of the pipe."""

    process: subprocess.Popen[bytes]

    def fork(self, environment: dict[str, str], log: Path) -> int:
        """Start a server; its process id."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        line = json.dumps({"environment": environment, "log": str(log)})
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


@contextlib.contextmanager
def running_zygote() -> Iterator[Zygote]:
    """Import once, for as many servers as wanted."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.zygote"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as process:
        yield Zygote(process)


async def is_gone(pid: int) -> None:
    """Wait until a process has ended."""
    async with asyncio.timeout(GONE_SECONDS):
        while True:
            try:
                os.kill(pid, 0)
            except ProcessLookupError:
                return
            await asyncio.sleep(0.002)


def main() -> None:
    """Import, then fork whenever asked."""
    import handlers  # noqa: PLC0415 - heavy, and only here
    import serving  # noqa: F401, PLC0415
    from tests.faults import deeds  # noqa: PLC0415

    product = handlers.routers
    handlers.routers = lambda: [deeds.router(), *product()]
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are taken away at once
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _serve(asked["environment"], asked["log"])
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def _serve(environment: dict[str, str], log: str) -> None:
    code = 1
    with contextlib.suppress(BaseException):
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(SET_DEATH_SIGNAL, signal.SIGKILL)
        file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for target, source in ((0, nothing), (1, file), (2, file)):
            os.dup2(source, target)
        code = _run(environment)
    os._exit(code)


def _run(environment: dict[str, str]) -> int:
    from bot.settings import read_settings  # noqa: PLC0415
    from serving import run  # noqa: PLC0415

    return asyncio.run(run(read_settings(environment)))


if __name__ == "__main__":
    main()
