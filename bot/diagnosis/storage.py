"""The database and Redis."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

from bot.diagnosis.findings import Finding, doubtful, failing, well
from bot.settings import Settings
from migrations.runner import list_missing
from models import sql
from models.database import close_database, open_database, tortoise_config

OLDEST_POSTGRES = 15
CHECK_URL = "Check DATABASE_URL, and whether the server runs."


async def check_database(settings: Settings) -> AsyncIterator[Finding]:
    """It answers, is new enough, and has all tables."""
    subject = "database"
    credentials = tortoise_config(settings.database_url)["connections"]["default"]["credentials"]
    path = credentials.get("file_path")
    if path is not None and not await asyncio.to_thread(Path(path).exists):
        yield well(subject, f"{path} is made at the first start")
        return
    try:
        await open_database(settings.database_url)
    except (OSError, ValueError) as error:
        yield failing(subject, str(error) or type(error).__name__, CHECK_URL)
        return
    try:
        yield await _check_version()
    finally:
        await close_database()
    missing = await list_missing(settings.database_url)
    if missing:
        mend = "They are applied by the next start, or now by: python main.py migrate"
        yield doubtful("migrations", f"missing: {', '.join(missing)}", mend)
    else:
        yield well("migrations", "up to date")


async def _check_version() -> Finding:
    if sql.dialect() == "sqlite":
        version = (await sql.query("SELECT sqlite_version() AS version"))[0]["version"]
        return well("database", f"SQLite {version}")
    said = str((await sql.query("SHOW server_version"))[0]["server_version"])
    major = int(re.match(r"\d+", said)[0])  # type: ignore[index]  # it begins with a number
    if major < OLDEST_POSTGRES:
        mend = f"Upgrade it to PostgreSQL {OLDEST_POSTGRES} or newer."
        return failing("database", f"PostgreSQL {said} is too old", mend)
    return well("database", f"PostgreSQL {said}")


async def check_redis(settings: Settings) -> AsyncIterator[Finding]:
    """It answers, if there is one."""
    if settings.redis_url is None:
        if settings.is_sqlite:
            yield well("redis", "not used: one process needs none")
        else:
            mend = "Set REDIS_URL as soon as there is a second server process."
            yield doubtful("redis", "not used", mend)
        return
    from gateways.redis import ask_version  # noqa: PLC0415 - heavy, and not for everybody

    try:
        yield well("redis", await ask_version(settings.redis_url))
    except (OSError, ValueError) as error:
        mend = "Check REDIS_URL, and whether the server runs. Without it everything works, slower."
        yield failing("redis", str(error), mend)
