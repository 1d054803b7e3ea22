"""`diag` sees what is well, and names what is not."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.diagnosis import Level
from bot.diagnosis.address import check_address
from bot.diagnosis.machine import check_data_dir, check_keys
from bot.diagnosis.storage import check_database, check_redis
from bot.diagnosis.telegram import check_clock, check_telegram
from bot.settings import Settings, read_settings
from bot.webhook import webhook_path
from gateways.telegram import Fleet
from migrations.runner import migrate
from sandbox.server import Sandbox, SandboxConfig, start_sandbox
from services import clock
from tests.databases import Database

KEYS = {"SECRET_KEY": "s" * 32, "ENCRYPTION_KEYS": "k1:" + "A" * 43}


@pytest.fixture
async def telegram() -> AsyncIterator[Sandbox]:
    sandbox = await start_sandbox(SandboxConfig(port=0))
    yield sandbox
    await sandbox.close()


def make_settings(folder: Path, **environment: str) -> Settings:
    return read_settings({"DATA_DIR": str(folder), **KEYS, **environment})


def with_bot(folder: Path, telegram: Sandbox, **environment: str) -> Settings:
    return make_settings(
        folder, BOT_TOKEN=telegram.bot_token, BOT_API_URL=telegram.url, **environment
    )


async def findings(found) -> list[tuple[str, Level]]:
    return [(one.subject, one.level) async for one in found]


async def test_a_database_that_is_up_to_date_is_well(stored: Database, tmp_path: Path) -> None:
    settings = make_settings(tmp_path, DATABASE_URL=stored.url)

    found = await findings(check_database(settings))

    assert found == [("database", Level.OK), ("migrations", Level.OK)]


async def test_a_database_without_its_last_migration_is_told(tmp_path: Path) -> None:
    settings = make_settings(tmp_path)
    await migrate(settings.database_url, "0001_initial")

    found = [one async for one in check_database(settings)]

    assert found[-1].level is Level.WARNING
    assert "0002" in found[-1].seen
    assert "main.py migrate" in found[-1].mend


async def test_a_redis_that_answers_is_well(redis_url: str, tmp_path: Path) -> None:
    found = await findings(check_redis(make_settings(tmp_path, REDIS_URL=redis_url)))

    assert found == [("redis", Level.OK)]


async def test_a_webhook_is_compared_with_the_settings(telegram: Sandbox, tmp_path: Path) -> None:
    settings = with_bot(tmp_path, telegram, PUBLIC_URL="http://127.0.0.1:9")
    before = await findings(check_telegram(settings))
    fleet = Fleet(telegram.url)
    bot = fleet.add(telegram.bot_token)
    await bot.set_webhook("http://127.0.0.1:9" + webhook_path(bot.id))
    await fleet.close()

    after = await findings(check_telegram(settings))

    assert before == [("telegram", Level.OK), ("webhook", Level.FAILING)]
    assert after == [("telegram", Level.OK), ("webhook", Level.OK)]


async def test_a_token_that_is_not_known_fails(telegram: Sandbox, tmp_path: Path) -> None:
    settings = replace(with_bot(tmp_path, telegram), bot_token="1234567:" + "a" * 35)

    found = await findings(check_telegram(settings))

    assert found == [("telegram", Level.FAILING)]


@pytest.mark.parametrize(
    ("seconds", "level"), [(0, Level.OK), (12, Level.WARNING), (-300, Level.FAILING)]
)
async def test_a_wrong_clock_is_seen(
    telegram: Sandbox, tmp_path: Path, seconds: int, level: Level
) -> None:
    settings = with_bot(tmp_path, telegram)

    with clock.frozen(clock.now() + timedelta(seconds=seconds)):
        found = await findings(check_clock(settings))

    assert found == [("clock", level)]


async def test_without_an_address_it_says_how_to_get_one(telegram: Sandbox, tmp_path: Path) -> None:
    found = [one async for one in check_address(with_bot(tmp_path, telegram))]

    assert [one.level for one in found] == [Level.WARNING]
    assert "cloudflared tunnel --url http://localhost:8080" in found[0].mend


async def test_an_address_where_something_else_answers_fails(
    telegram: Sandbox, tmp_path: Path
) -> None:
    settings = with_bot(tmp_path, telegram, PUBLIC_URL=telegram.url)

    found = await findings(check_address(settings))

    assert found == [("public address", Level.FAILING)]


async def test_a_key_that_others_can_read_is_told(tmp_path: Path) -> None:
    settings = read_settings({"DATA_DIR": str(tmp_path)})
    (tmp_path / "keys" / "secret_key").chmod(0o644)

    found = [one async for one in check_keys(settings)]

    assert [one.level for one in found] == [Level.OK, Level.WARNING]
    assert found[1].mend == f"chmod 600 {tmp_path / 'keys' / 'secret_key'}"


async def test_a_folder_that_cannot_be_used_fails(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    settings = make_settings(tmp_path / "file")

    found = await findings(check_data_dir(settings))

    assert found == [("data folder", Level.FAILING)]
