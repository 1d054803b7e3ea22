"""Changing SQLite's tables without losing anything.

SQLite changes a table by making it anew. Tortoise 1.1.9 does so while foreign keys are on, whereby
dropping the old table deletes the rows that point at it, forgets indexes, triggers and uniqueness
over several columns, and cuts statements at every semicolon, also inside of triggers and comments.
"""

import re
import sqlite3
from collections.abc import Iterator
from typing import Any

from tortoise.fields.base import Field
from tortoise.migrations.schema_editor import SqliteSchemaEditor
from tortoise.models import Model


class MigrationError(RuntimeError):
    """A migration was about to lose or to break data, so it was rolled back."""


class CarefulSqliteEditor(SqliteSchemaEditor):
    """Runs whole statements and rebuilds tables with everything that was on them."""

    async def _run_sql(self, sql: str) -> None:
        if self.collect_sql:
            await super()._run_sql(sql)
            return
        for statement in split_statements(sql):
            await self.client.execute_query(statement)

    async def _remake_table(
        self,
        model: type[Model],
        create_field: Field[Any] | None = None,
        delete_field: Field[Any] | None = None,
        alter_fields: list[tuple[Field[Any], Field[Any]]] | None = None,
    ) -> None:
        if self.collect_sql:
            await super()._remake_table(model, create_field, delete_field, alter_fields)
            return
        if (await self._rows("PRAGMA foreign_keys"))[0]["foreign_keys"]:
            raise MigrationError("a table is rebuilt with foreign keys on: rows would be deleted")
        table = model._meta.db_table
        gone = _column(delete_field) if delete_field else None
        renamed = {_column(old): _column(new) for old, new in alter_fields or ()}
        saved = await self._dependants(table)
        uniques = [u for u in await self._uniques(table) if gone not in u]
        rows_before = await self._count(table)
        await self.client.execute_query("PRAGMA legacy_alter_table = ON")
        await super()._remake_table(model, create_field, delete_field, alter_fields)
        await self.client.execute_query("PRAGMA legacy_alter_table = OFF")
        for columns in uniques:
            await self._restore_unique(table, [renamed.get(c, c) for c in columns])
        for name in saved.keys() - (await self._dependants(table)).keys():
            if gone is None or f'"{gone}"' not in saved[name]:
                await self.client.execute_query(_with_new_names(saved[name], renamed))
        if await self._count(table) != rows_before:
            raise MigrationError(f"rows of {table} were lost in its rebuild")

    async def _dependants(self, table: str) -> dict[str, str]:
        """The statements that made the table's own indexes and triggers, by name."""
        found = await self._rows(
            "SELECT name, sql FROM sqlite_master "
            "WHERE tbl_name = ? AND type IN ('index', 'trigger') AND sql IS NOT NULL",
            table,
        )
        return {str(row["name"]): str(row["sql"]) for row in found}

    async def _uniques(self, table: str) -> list[list[str]]:
        """The column lists of uniqueness written inside of the table's own statement."""
        names = [
            row["name"]
            for row in await self._rows(f'PRAGMA index_list("{table}")')
            if row["origin"] == "u"
        ]
        lists = [
            [str(row["name"]) for row in await self._rows(f'PRAGMA index_info("{name}")')]
            for name in names
        ]
        return [columns for columns in lists if len(columns) > 1]

    async def _restore_unique(self, table: str, columns: list[str]) -> None:
        """Make a lost uniqueness again, unless the new table has it already."""
        if columns in await self._uniques(table):
            return
        name = self._generate_index_name_for_table("uid", table, columns)
        listed = ", ".join(f'"{column}"' for column in columns)
        await self.client.execute_query(f'CREATE UNIQUE INDEX "{name}" ON "{table}" ({listed})')

    async def _count(self, table: str) -> int:
        return int((await self._rows(f'SELECT count(*) AS rows FROM "{table}"'))[0]["rows"])

    async def _rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        return await self.client.execute_query_dict(sql, list(values))


def split_statements(sql: str) -> Iterator[str]:
    """The single statements of a script; semicolons in texts, comments and triggers do not cut."""
    statement = ""
    for part in re.split(r"(;)", sql):
        statement += part
        if part == ";" and sqlite3.complete_statement(statement):
            if statement.strip(" ;\n\t"):
                yield statement
            statement = ""
    if statement.strip():
        yield statement


def _column(field: Field[Any]) -> str:
    return field.source_field or field.model_field_name


def _with_new_names(statement: str, renamed: dict[str, str]) -> str:
    for old, new in renamed.items():
        statement = statement.replace(f'"{old}"', f'"{new}"')
    return statement
