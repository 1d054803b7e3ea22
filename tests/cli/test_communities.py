"""The command line as an operator types it."""

import asyncio
import re
import subprocess
import sys
from pathlib import Path

import pytest

import main
from bot.limits import MemoryLimiter
from models.choices import JoinPolicy
from models.database import close_database, open_database
from services import communities
from tests.databases import Database
from tests.make.communities import make_user

ROOT = Path(__file__).parent.parent.parent
LATER = "2099-12-31T23:59:59Z"


@pytest.fixture
def home(stored: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The home community of a database that the environment names; its uuid."""
    for name, value in {
        "DATABASE_URL": stored.url,
        "DATA_DIR": str(tmp_path),
        "SECRET_KEY": "s" * 32,
        "ENCRYPTION_KEYS": "k1:" + "A" * 43,
        "SANDBOX": "1",
        "SANDBOX_PORT": "1",
    }.items():
        monkeypatch.setenv(name, value)

    async def prepare():
        return await communities.ensure_home("Kommuna", JoinPolicy.OPEN, ())

    return str(inside(stored, prepare).uuid)


def inside(stored: Database, work):
    """Run something on the database between two commands."""

    async def run():
        await open_database(stored.url)
        try:
            return await work()
        finally:
            await close_database()

    return asyncio.run(run())


def code_of(text: str) -> str:
    found = re.search(r"\b[A-Z0-9]{12}\b", text)
    assert found is not None, text
    return found[0]


def test_an_invite_is_made_shown_listed_and_revoked_as_the_readme_prints_it(
    home: str, capsys: pytest.CaptureFixture[str]
) -> None:
    made = main.main(
        f"invites create --tenant {home} --role user --limit 10 --expires {LATER}".split()
    )
    code = code_of(capsys.readouterr().out)
    shown = main.main(["invites", "get", "--code", code])
    details = capsys.readouterr().out
    listed = main.main(["invites", "list", "--tenant", home, "--status", "active"])
    lines = capsys.readouterr().out
    revoked = main.main(["invites", "revoke", "--code", code])
    main.main(["invites", "list", "--status", "active"])

    assert (made, shown, listed, revoked) == (0, 0, 0, 0)
    assert "user" in details
    assert "0 of 10" in details
    assert "2099-12-31 23:59 UTC" in details
    assert code in lines
    assert code not in capsys.readouterr().out.split("CODE")[1]


def test_who_came_is_shown(home: str, stored: Database, capsys: pytest.CaptureFixture[str]) -> None:
    main.main(["invites", "create", "--tenant", "main", "--role", "teacher"])
    code = code_of(capsys.readouterr().out)

    async def come():
        await communities.use_invite(await make_user("Anna"), code, limiter=MemoryLimiter())

    inside(stored, come)
    main.main(["invites", "get", "--code", code])

    assert "Anna" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["get", "--code", "ABC123XYZ456"], "There is no such invite"),
        (["revoke", "--code", "nonsense"], "There is no such invite"),
        (["create", "--tenant", "nowhere"], "There is no community nowhere"),
        (["create", "--expires", "2020-01-01"], "That time has passed"),
        (["create", "--limit", "-1"], "--limit"),
    ],
)
def test_a_mistake_is_told_in_one_line(
    home: str, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main.main(["invites", *arguments])

    captured = capsys.readouterr()
    assert code == 1
    assert said in captured.err
    assert captured.err.count("\n") == 1


def test_a_community_is_made_for_its_owner(home: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["community", "create", "--key", "school", "--title", "Школа"]

    first = main.main([*arguments, "--owner", "7000000001"])
    again = main.main([*arguments, "--owner", "7000000002"])

    captured = capsys.readouterr()
    assert (first, again) == (0, 1)
    assert "Школа (school, " in captured.out
    assert "taken" in captured.err


def test_a_webhook_without_a_bot_says_what_to_do(
    home: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["webhook", "info"]) == 1
    assert "start the server once" in capsys.readouterr().err


def test_the_seeds_script_is_the_same_command() -> None:
    answer = subprocess.run(
        [sys.executable, "scripts/invites_cli.py", "create", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert "--tenant" in answer.stdout
