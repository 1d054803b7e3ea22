"""Every table keeps the rules, and the migrations make exactly the tables that the models tell."""

from collections.abc import Iterator
from typing import Any

from tortoise.connection import get_connection
from tortoise.models import Model

import models
from migrations import tenancy
from migrations.make import find_changes
from models.base import OwnedManager, OwnedRow, Row
from tests.databases import Database

OF_THE_PLATFORM = {"Bot"}
"""Tables whose community may be absent: they are read across communities and guarded by nobody."""

POSTGRES_COLUMNS = """
SELECT table_name AS table, column_name AS column, is_nullable = 'YES' AS is_null
FROM information_schema.columns WHERE table_schema = current_schema()
"""
POSTGRES_UNIQUES = """
SELECT t.relname AS table, string_agg(a.attname, ',' ORDER BY a.attname) AS columns
FROM pg_index i
    JOIN pg_class t ON t.oid = i.indrelid
    JOIN pg_class x ON x.oid = i.indexrelid
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY(i.indkey)
WHERE i.indisunique AND NOT i.indisprimary AND i.indpred IS NULL
    AND t.relnamespace = current_schema()::regnamespace AND x.relname NOT LIKE 'tenancy_%'
GROUP BY t.relname, x.relname
"""


def tables() -> list[type[Row]]:
    return [
        table
        for name, table in vars(models).items()
        if name in models.__all__ and issubclass(table, Row)
    ]


def owned() -> list[type[OwnedRow]]:
    return [table for table in tables() if issubclass(table, OwnedRow)]


def columns(table: type[Model]) -> set[tuple[str, str, bool]]:
    """Table, column and whether it may be null, for each stored field."""
    fields: dict[str, Any] = table._meta.fields_map
    return {
        (table._meta.db_table, column, fields[name].null)
        for name, column in table._meta.fields_db_projection.items()
    }


def uniques(table: type[Model]) -> Iterator[tuple[str, str]]:
    """Table and columns, sorted and joined, for each uniqueness."""
    meta = table._meta
    for field in meta.fields_map.values():
        if field.unique and not field.pk:
            yield meta.db_table, field.source_field or field.model_field_name
    for together in meta.unique_together:
        parts = sorted(meta.fields_map[name].source_field or name for name in together)
        yield meta.db_table, ",".join(parts)


def test_each_owned_table_has_its_own_scoped_manager():
    managers = [table._meta.manager for table in owned()]

    assert managers
    assert all(isinstance(manager, OwnedManager) for manager in managers)
    assert [manager._model for manager in managers] == owned()


def test_a_table_that_requires_a_community_is_an_owned_row():
    stray = {
        table.__name__
        for table in tables()
        if "community" in table._meta.fields_map and not issubclass(table, OwnedRow)
    }

    assert stray == OF_THE_PLATFORM
    assert not any(
        getattr(models, name)._meta.fields_map["community"].null is False for name in stray
    )


def test_every_table_is_named_and_listed():
    listed = {table for table in tables() if table._meta.db_table}
    known = {
        table
        for base in (Row, OwnedRow)
        for table in base.__subclasses__()
        if table is not OwnedRow and table.__module__.startswith("models.")
    }

    assert listed == known


def test_no_relation_has_a_table_in_between():
    """A table that Tortoise makes by itself for many-to-many has no community and no guard."""
    assert [table.__name__ for table in tables() if table._meta.m2m_fields] == []


async def test_no_path_leads_from_a_shared_table_into_a_community(database: Database):
    """Through a person's `memberships` a query would leave its community for another."""
    paths = {
        f"{table.__name__}.{name}"
        for table in tables()
        if not issubclass(table, OwnedRow)
        for name in table._meta.fetch_fields
        if issubclass(table._meta.fields_map[name].related_model, OwnedRow)  # type: ignore[attr-defined]
    }

    assert paths == set()


async def test_the_migrations_make_the_columns_that_the_models_tell(database: Database):
    connection = get_connection("default")
    if database.engine == "postgres":
        rows = await connection.execute_query_dict(POSTGRES_COLUMNS)
    else:
        rows = await connection.execute_query_dict(
            'SELECT m.name AS "table", c.name AS "column", c."notnull" = 0 AND c.pk = 0 AS is_null '
            "FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' "
            "AND m.name NOT LIKE 'sqlite_%'"
        )

    made = {(row["table"], row["column"], bool(row["is_null"])) for row in rows}
    told = {column for table in tables() for column in columns(table)}

    assert {row for row in made if row[0] != "tortoise_migrations"} == told


async def test_the_migrations_make_the_uniqueness_that_the_models_tell(database: Database):
    connection = get_connection("default")
    if database.engine == "postgres":
        rows = await connection.execute_query_dict(POSTGRES_UNIQUES)
    else:
        rows = await connection.execute_query_dict(
            'SELECT m.name AS "table", (SELECT group_concat(name) FROM '
            "(SELECT name FROM pragma_index_info(i.name) ORDER BY name)) AS columns "
            "FROM sqlite_master m, pragma_index_list(m.name) i "
            "WHERE m.type = 'table' AND i.\"unique\" AND NOT i.partial AND i.origin <> 'pk'"
        )

    made = {(row["table"], row["columns"]) for row in rows}
    told = {unique for table in tables() for unique in uniques(table)}

    assert {row for row in made if row[0] != "tortoise_migrations"} == told


async def test_the_migrations_lack_nothing():
    writers = await find_changes()

    assert [operation.describe() for writer in writers for operation in writer.operations] == []


async def test_every_guard_between_communities_stands(database: Database):
    connection = get_connection("default")
    wanted = {guard.name for guard in tenancy.guards(tables(), database.engine)}

    assert await tenancy.list_installed(connection) == wanted
    assert len(tenancy.owned_tables(tables())) == len(owned())
    assert tenancy.references(tables())
