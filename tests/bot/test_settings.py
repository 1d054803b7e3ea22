"""What an operator may write into the environment, and what they hear when it cannot work."""

from pathlib import Path

import pytest

from bot.settings import SettingsError, read_settings

TOKEN = "1234567:" + "a" * 35
KEYS = {"SECRET_KEY": "s" * 32, "ENCRYPTION_KEYS": "k1:" + "A" * 43}
POSTGRES = "postgresql://kommuna:hunter2@localhost/kommuna"


def mistakes(**environment: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        read_settings(environment)
    return caught.value.mistakes


def test_with_nothing_set_the_sandbox_runs_on_sqlite_with_keys_of_its_own(tmp_path: Path) -> None:
    first = read_settings({"DATA_DIR": str(tmp_path)})
    second = read_settings({"DATA_DIR": str(tmp_path)})

    assert first.sandbox
    assert first.is_sqlite
    assert len(first.secret_key) >= 32
    assert first == second
    for name in ("secret_key", "encryption_key"):
        assert (tmp_path / "keys" / name).stat().st_mode & 0o777 == 0o600


def test_all_mistakes_are_told_at_once_and_nothing_else(tmp_path: Path) -> None:
    said = mistakes(
        DATA_DIR=str(tmp_path),
        PORT="many",
        BOT_TOKEN="12",
        LOG_LEVEL="loud",
        PUBLIC_URL="http://example.org",
        ADMIN_IDS="me",
    )

    assert [one.partition(" ")[0] for one in said] == [
        "BOT_TOKEN",
        "PUBLIC_URL",
        "PORT",
        "ADMIN_IDS",
        "LOG_LEVEL",
    ]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ENCRYPTION_KEYS"])
def test_with_postgres_a_missing_key_is_a_mistake(tmp_path: Path, missing: str) -> None:
    given = {name: value for name, value in KEYS.items() if name != missing}

    said = mistakes(DATA_DIR=str(tmp_path), DATABASE_URL=POSTGRES, **given)

    assert len(said) == 1
    assert said[0].startswith(missing)


def test_with_postgres_and_both_keys_nothing_is_made(tmp_path: Path) -> None:
    settings = read_settings({"DATA_DIR": str(tmp_path), "DATABASE_URL": POSTGRES, **KEYS})

    assert not settings.is_sqlite
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")

    said = mistakes(DATA_DIR=str(tmp_path / "file"))

    assert len(said) == 1
    assert said[0].startswith("DATA_DIR")


def test_telegram_needs_https_but_a_test_may_stay_on_this_machine(tmp_path: Path) -> None:
    settings = read_settings(
        {"DATA_DIR": str(tmp_path), "BOT_TOKEN": TOKEN, "PUBLIC_URL": "http://127.0.0.1:8080/"}
    )

    assert settings.public_url == "http://127.0.0.1:8080"


def test_a_sandbox_beside_a_real_bot_is_a_mistake(tmp_path: Path) -> None:
    said = mistakes(DATA_DIR=str(tmp_path), BOT_TOKEN=TOKEN, SANDBOX="1")

    assert said == ["SANDBOX and BOT_TOKEN exclude each other: remove one of them."]


def test_no_secret_is_shown_when_settings_are_printed(tmp_path: Path) -> None:
    settings = read_settings(
        {
            "DATA_DIR": str(tmp_path),
            "BOT_TOKEN": TOKEN,
            "DATABASE_URL": POSTGRES,
            "REDIS_URL": "redis://:hunter2@localhost",
            "WEBHOOK_SECRET": "hunter2",
            **KEYS,
        }
    )

    said = repr(settings)

    assert not any(secret in said for secret in ("hunter2", TOKEN, "s" * 32, "AAAA"))
