"""Plain SQL for what the query builder cannot say, the same text on both engines.

Parameters are written `$1`, `$2`. Plain SQL is not scoped to a community: it is used for the engine
room's own tables, and each use has a test.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from tortoise.connection import connections

PARAMETER = re.compile(r"\$([0-9]+)")
#: SQLite has no row locks and needs none: a statement there holds the whole database.
SKIP_LOCKED = " FOR UPDATE SKIP LOCKED"


def dialect() -> str:
    """`sqlite` or `postgres`."""
    return str(connections.get("default").capabilities.dialect)


async def query(sql: str, *values: Any) -> list[dict[str, Any]]:
    """Run one statement and return its rows."""
    connection = connections.get("default")
    if connection.capabilities.dialect == "sqlite":
        sql, places = _for_sqlite(sql)
        values = tuple(_sqlite_value(values[place]) for place in places)
    rows: Sequence[dict[str, Any]] = await connection.execute_query_dict(sql, list(values))
    return list(rows)


def moment(value: Any) -> datetime:
    """A time from a row: SQLite gives text, PostgreSQL a datetime."""
    parsed = datetime.fromisoformat(value) if isinstance(value, str) else value
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


@lru_cache(maxsize=512)
def _for_sqlite(sql: str) -> tuple[str, tuple[int, ...]]:
    """The statement with bare `?`, and which value stands at each of them.

    Python 3.14 refuses numbered placeholders with a sequence of values.
    """
    places = tuple(int(number) - 1 for number in PARAMETER.findall(sql))
    return PARAMETER.sub("?", sql).replace(SKIP_LOCKED, ""), places


def _sqlite_value(value: Any) -> Any:
    return value.isoformat(" ") if isinstance(value, datetime) else value
