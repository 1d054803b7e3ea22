"""The database's own refusal of a child whose parent belongs to another community.

A table is owned when its column `community` is required. For every reference from an owned table
to an owned table a guard is made: on PostgreSQL a foreign key over `(community_id, ...)`, on SQLite
triggers. Another guard keeps the community of each row for ever. The runner brings the guards in
line with the tables after every migration; no migration mentions them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.fields.base import OnDelete
from tortoise.models import Model

PREFIX = "tenancy_"
FUNCTION = "tenancy_refuse_move"

POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a row of % stays in its community', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
POSTGRES_INSTALLED = f"""
SELECT conname AS name FROM pg_constraint
    JOIN pg_class ON pg_class.oid = conrelid
    WHERE pg_class.relnamespace = current_schema()::regnamespace
        AND conname LIKE '{PREFIX}%' AND contype IN ('u', 'f')
UNION
SELECT tgname AS name FROM pg_trigger
    JOIN pg_class ON pg_class.oid = tgrelid
    WHERE pg_class.relnamespace = current_schema()::regnamespace
        AND NOT tgisinternal AND tgname LIKE '{PREFIX}%'
"""
SQLITE_INSTALLED = (
    f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '{PREFIX}%'"
)


@dataclass(frozen=True)
class Reference:
    """A column of an owned table that points at a row of an owned table."""

    table: str
    column: str
    parent: str
    on_delete: OnDelete


@dataclass(frozen=True)
class Guard:
    """One constraint or trigger; its name tells its definition, so a changed one has a new name."""

    name: str
    create: str


def owned_tables(models: Iterable[type[Model]]) -> list[str]:
    """The tables whose every row belongs to a community."""
    return sorted(model._meta.db_table for model in models if _is_owned(model))


def references(models: Iterable[type[Model]]) -> list[Reference]:
    """All references from owned tables to owned tables."""
    found = []
    for model in models:
        if not _is_owned(model):
            continue
        meta = model._meta
        for name in meta.fk_fields | meta.o2o_fields:
            field: Any = meta.fields_map[name]
            if _is_owned(field.related_model):
                parent = field.related_model._meta.db_table
                column = field.source_field or f"{name}_id"
                found.append(Reference(meta.db_table, column, parent, field.on_delete))
    return sorted(found, key=lambda reference: (reference.table, reference.column))


def guards(models: Iterable[type[Model]], dialect: str) -> list[Guard]:
    """What must stand in a database of these models, in the order in which it can be made."""
    models = list(models)
    tables, links = owned_tables(models), references(models)
    if dialect == "sqlite":
        return [
            *(_sqlite_stay(table) for table in tables),
            *(_sqlite_link(link, "INSERT") for link in links),
            *(_sqlite_link(link, f'UPDATE OF "{link.column}", "community_id"') for link in links),
        ]
    parents = sorted({link.parent for link in links})
    return [
        *(_postgres_stay(table) for table in tables),
        *(_postgres_key(parent) for parent in parents),
        *(_postgres_link(link) for link in links),
    ]


async def list_installed(client: BaseDBAsyncClient) -> set[str]:
    """The names of the guards that stand in this database."""
    is_sqlite = client.capabilities.dialect == "sqlite"
    rows = await client.execute_query_dict(SQLITE_INSTALLED if is_sqlite else POSTGRES_INSTALLED)
    return {str(row["name"]) for row in rows}


async def install(client: BaseDBAsyncClient, models: Iterable[type[Model]]) -> None:
    """Make the guards that are missing and remove those that are not wanted any more."""
    dialect = client.capabilities.dialect
    wanted = guards(models, dialect)
    standing = await list_installed(client)
    await remove(client, standing - {guard.name for guard in wanted})
    if dialect != "sqlite":
        await client.execute_query(POSTGRES_FUNCTION)
    for guard in wanted:
        if guard.name not in standing:
            await client.execute_query(guard.create)


async def remove(client: BaseDBAsyncClient, names: Iterable[str]) -> None:
    """Take these guards away."""
    if client.capabilities.dialect == "sqlite":
        for name in names:
            await client.execute_query(f'DROP TRIGGER "{name}"')
        return
    for row in await client.execute_query_dict(
        "SELECT conname AS name, relname AS table, 'CONSTRAINT' AS kind, contype = 'u' AS is_key "
        "FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid WHERE conname = ANY($1) "
        "UNION SELECT tgname, relname, 'TRIGGER', false "
        "FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE tgname = ANY($1) "
        "ORDER BY is_key",
        [list(names)],
    ):
        name, table = row["name"], row["table"]
        if row["kind"] == "TRIGGER":
            await client.execute_query(f'DROP TRIGGER "{name}" ON "{table}"')
        else:
            await client.execute_query(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')


def _is_owned(model: type[Model]) -> bool:
    field: Any = model._meta.fields_map.get("community")
    return field is not None and "community" in model._meta.fk_fields and not field.null


def _guard(table: str, about: str, create: str) -> Guard:
    """Name a guard by table, subject and definition, within PostgreSQL's 63 letters."""
    digest = sha256(create.encode()).hexdigest()[:8]
    name = f"{PREFIX}{table[:24]}_{about[:20]}_{digest}"
    return Guard(name, create.replace("{name}", name))


def _sqlite_stay(table: str) -> Guard:
    return _guard(
        table,
        "stay",
        f'CREATE TRIGGER "{{name}}" BEFORE UPDATE OF "community_id" ON "{table}" '
        f'WHEN NEW."community_id" IS NOT OLD."community_id" '
        f"BEGIN SELECT RAISE(ABORT, 'a row of {table} stays in its community'); END",
    )


def _sqlite_link(link: Reference, event: str) -> Guard:
    return _guard(
        link.table,
        link.column,
        f'CREATE TRIGGER "{{name}}" BEFORE {event} ON "{link.table}" '
        f'WHEN NEW."{link.column}" IS NOT NULL AND NOT EXISTS ('
        f'SELECT 1 FROM "{link.parent}" '
        f'WHERE "id" = NEW."{link.column}" AND "community_id" = NEW."community_id") '
        f"BEGIN SELECT RAISE(ABORT, "
        f"'{link.table}.{link.column} points into another community'); END",
    )


def _postgres_stay(table: str) -> Guard:
    return _guard(
        table,
        "stay",
        f'CREATE TRIGGER "{{name}}" BEFORE UPDATE OF "community_id" ON "{table}" FOR EACH ROW '
        f'WHEN (NEW."community_id" IS DISTINCT FROM OLD."community_id") '
        f"EXECUTE FUNCTION {FUNCTION}()",
    )


def _postgres_key(table: str) -> Guard:
    return _guard(
        table,
        "key",
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{{name}}" UNIQUE ("community_id", "id")',
    )


def _postgres_link(link: Reference) -> Guard:
    action = str(link.on_delete.value)
    if link.on_delete is OnDelete.SET_NULL:
        action = f'SET NULL ("{link.column}")'
    return _guard(
        link.table,
        link.column,
        f'ALTER TABLE "{link.table}" ADD CONSTRAINT "{{name}}" '
        f'FOREIGN KEY ("community_id", "{link.column}") '
        f'REFERENCES "{link.parent}" ("community_id", "id") ON DELETE {action}',
    )
