"""Plain SQL means the same on both engines."""

from datetime import UTC, datetime

from models import sql
from tests.databases import Database


async def test_values_are_bound_by_their_numbers(database: Database) -> None:
    rows = await sql.query(
        "SELECT CAST($2 AS TEXT) AS second, CAST($1 AS TEXT) AS first, CAST($2 AS TEXT) AS again",
        "one",
        "two",
    )

    assert rows == [{"second": "two", "first": "one", "again": "two"}]


async def test_more_than_nine_values_keep_their_places(database: Database) -> None:
    names = ", ".join(f"CAST(${number} AS TEXT) AS n{number}" for number in range(1, 13))

    rows = await sql.query(f"SELECT {names}", *(str(number) for number in range(1, 13)))

    assert rows == [{f"n{number}": str(number) for number in range(1, 13)}]


async def test_a_value_is_never_part_of_the_statement(database: Database) -> None:
    said = "'; DROP TABLE users; -- $1 ?"

    rows = await sql.query("SELECT CAST($1 AS TEXT) AS said", said)

    assert rows == [{"said": said}]


def test_a_moment_is_aware_in_whatever_form_it_comes() -> None:
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)

    assert sql.moment("2026-11-21 12:00:00") == noon
    assert sql.moment(noon) == noon
