"""The command line as a newcomer meets it: real processes, one line for each mistake."""

import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.servers import free_port

ROOT = Path(__file__).parent.parent
HEAVY = ("aiogram", "tortoise", "aiohttp", "pydantic", "redis", "cryptography")
TOKEN = "1234567:" + "a" * 35
KEYS = {"SECRET_KEY": "s" * 32, "ENCRYPTION_KEYS": "k1:" + "A" * 43}


def run(*arguments: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**kept, "DATA_DIR": str(folder / "data"), "PORT": "0", "SANDBOX_PORT": "0"}
        | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


class Nobody(BaseHTTPRequestHandler):
    """Says what Telegram says to a strange token."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b'{"ok":false,"error_code":401,"description":"Unauthorized"}'
        self.send_response(401)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Be silent."""


@contextmanager
def telegram_that_knows_nobody() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Nobody) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_help_answers_at_once_and_imports_nothing_heavy(tmp_path: Path) -> None:
    began = time.monotonic()

    done = run("-X", "importtime", "main.py", "--help", folder=tmp_path)

    imported = set(re.findall(r"\| +([a-z_]+)$", done.stderr, re.MULTILINE))
    assert done.returncode == 0
    assert "serve" in done.stdout
    assert "diag" in done.stdout
    assert imported.isdisjoint(HEAVY)
    assert "argparse" in imported
    assert time.monotonic() - began < 5  # a second, with room for a loaded machine


def test_mistakes_in_the_settings_are_told_all_at_once(tmp_path: Path) -> None:
    done = run("main.py", folder=tmp_path, PORT="many", BOT_TOKEN="12")

    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "Settings: BOT_TOKEN does not look like a token from @BotFather.",
        "Settings: PORT must be a whole number from 0 to 65535.",
    ]


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("no folder")

    done = run("main.py", folder=tmp_path)

    assert done.returncode == 2
    assert re.fullmatch(r"Settings: DATA_DIR: .+\n", done.stderr)


def test_a_taken_port_is_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])

        done = run("main.py", folder=tmp_path, PORT=port, LOG_LEVEL="ERROR")

    assert done.returncode == 1
    assert re.fullmatch(rf"Cannot listen on 127\.0\.0\.1:{port}: .+\n", done.stderr)


def test_an_unreachable_database_is_one_line_without_its_password(tmp_path: Path) -> None:
    url = "postgresql://kommuna:hunter2@127.0.0.1:9/kommuna"

    done = run("main.py", folder=tmp_path, DATABASE_URL=url, **KEYS)

    assert done.returncode == 1
    assert re.fullmatch(r"The database cannot be opened: .+\n", done.stderr)
    assert "hunter2" not in done.stderr


def test_a_token_that_telegram_does_not_know_is_one_line(tmp_path: Path) -> None:
    with telegram_that_knows_nobody() as url:
        done = run("main.py", folder=tmp_path, BOT_TOKEN=TOKEN, BOT_API_URL=url)

    assert done.returncode == 1
    assert done.stderr == "Telegram does not know this BOT_TOKEN. Copy it again from @BotFather.\n"


def test_diag_says_what_fails_and_what_to_mend(tmp_path: Path) -> None:
    done = run(
        "main.py",
        "diag",
        folder=tmp_path,
        DATABASE_URL="postgresql://kommuna:hunter2@127.0.0.1:9/kommuna",
        REDIS_URL="redis://:hunter2@127.0.0.1:9",
        BOT_TOKEN=TOKEN,
        BOT_API_URL="http://127.0.0.1:9",
        **KEYS,
    )

    failing = {line.split()[1] for line in done.stdout.splitlines() if line.startswith("failing")}
    assert done.returncode == 1
    assert failing == {"database", "redis", "telegram", "clock"}
    assert "cloudflared tunnel" in done.stdout
    assert "hunter2" not in done.stdout + done.stderr
    assert TOKEN not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_stop_that_comes_with_the_first_answer_ends_cleanly(tmp_path: Path) -> None:
    port = free_port()
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = {"DATA_DIR": str(tmp_path), "PORT": str(port), "SANDBOX_PORT": "0"}
    process = subprocess.Popen(
        [sys.executable, "main.py", "serve"],
        cwd=ROOT,
        env=kept | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_until_listening(process, port)

    process.terminate()
    _, said = process.communicate(timeout=60)

    assert process.returncode == 0, said
    assert "Traceback" not in said


def wait_until_listening(process: subprocess.Popen[str], port: int) -> None:
    until = time.monotonic() + 60
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.002)
