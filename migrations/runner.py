"""Brings a database up to date: safely beside others, after a crash, and with data in it.

Stands on Tortoise's migrations and mends what 1.1.9 does wrong: it records a migration only after
its transaction, so that a crash in between makes it fail for ever; two at once collide; tables of
SQLite are rebuilt with losses (`sqlite_editor`).
"""

import re
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.backends.base.executor import EXECUTOR_CACHE
from tortoise.context import TortoiseContext
from tortoise.exceptions import OperationalError
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget, PlanStep
from tortoise.migrations.graph import MigrationGraph, MigrationKey
from tortoise.migrations.loader import MigrationLoader
from tortoise.migrations.migration import Migration
from tortoise.migrations.recorder import MigrationRecorder
from tortoise.migrations.schema_editor import AsyncpgSchemaEditor, BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State

from migrations import tenancy
from migrations.locks import only_migrator
from migrations.sqlite_editor import CarefulSqliteEditor, MigrationError
from models.database import tortoise_config

APP = "models"
LATEST = "__latest__"
NUMBERED = re.compile(r"\d{4}_\w+")


async def migrate(database: str | dict[str, Any], target: str = LATEST) -> list[str]:
    """Apply what is missing, each migration in one transaction, and name what was applied.

    `database` is an address or the result of `tortoise_config`; `target` names a migration to go
    to, forwards or backwards. Returns names in order, those that were taken back with a leading
    minus. Raises `MigrationError` when data would be lost or broken, `ValueError` for a bad address
    or an unknown target, `OSError` when the database cannot be reached.
    """
    config = _for_migration(tortoise_config(database) if isinstance(database, str) else database)
    done: list[str] = []

    def note(event: str, _app: str, name: str) -> None:
        if event in {"apply_done", "rollback_done"}:
            done.append(name if event == "apply_done" else f"-{name}")

    async with only_migrator(config["connections"]["default"]), TortoiseContext() as context:
        await context.init(config=config)
        try:
            executor = SafeExecutor(context.db(), config["apps"])
            await executor.prepare()
            await executor.migrate([MigrationTarget(APP, target)], progress=note)
        finally:
            EXECUTOR_CACHE.clear()  # statements of historic tables under the same connection name
    return done


async def list_missing(url: str) -> list[str]:
    """The migrations that this database still lacks, in order; nothing is changed.

    Raises as `migrate` does.
    """
    config = _for_migration(tortoise_config(url))
    async with TortoiseContext() as context:
        await context.init(config=config)
        recorder = StrictRecorder(context.db())
        loader = NumberedLoader(config["apps"], recorder)
        loader.load_disk()
        try:
            applied = {key.name for key in await recorder.applied_migrations()}
        except OperationalError:  # no table: nothing was ever applied
            applied = set()
    return sorted(key.name for key in loader.disk_migrations if key.name not in applied)


class NumberedLoader(MigrationLoader):
    """Finds migrations by their number, so that other modules may live beside them."""

    def load_disk(self) -> None:
        """Read the numbered modules of each app's migrations package."""
        self.disk_migrations = {}
        self.migrated_apps = set(self.apps_config)
        self.unmigrated_apps = set()
        for app in self.apps_config:
            package = import_module(str(self.migrations_module(app)))
            for _, name, _ in iter_modules(package.__path__):
                if NUMBERED.fullmatch(name):
                    module = import_module(f"{package.__name__}.{name}")
                    key = MigrationKey(app_label=app, name=name)
                    self.disk_migrations[key] = module.Migration(name, app)


class StrictRecorder(MigrationRecorder):
    """Remembers what was applied: each name once, and a failure to read is a failure."""

    async def applied_migrations(self) -> list[MigrationKey]:
        """What this database has; Tortoise's own takes any error for an empty list."""
        rows = await self.connection.execute_query_dict(
            f'SELECT app, name FROM "{self.table_name}" ORDER BY id'
        )
        return [MigrationKey(app_label=row["app"], name=row["name"]) for row in rows]

    async def record_applied(self, app: str, name: str) -> None:
        """Note a migration, unless its own transaction has done so already."""
        if MigrationKey(app_label=app, name=name) not in await self.applied_migrations():
            await super().record_applied(app, name)


class RecordedMigration(Migration):
    """A migration that writes its record and its guards in its own transaction."""

    def __init__(self, inner: Migration) -> None:
        super().__init__(inner.name, inner.app_label)
        self._inner = inner

    async def apply(
        self,
        state: State,
        *,
        dry_run: bool = False,
        schema_editor: BaseSchemaEditor | None = None,
        collect_sql: bool = False,
    ) -> State:
        """Change the tables forwards."""
        if schema_editor is None or dry_run:
            return await self._inner.apply(state, dry_run=dry_run)
        await _lower_guards(schema_editor.client)
        result = await self._inner.apply(state, schema_editor=schema_editor)
        await _raise_guards(schema_editor.client, state)
        recorder = StrictRecorder(schema_editor.client)
        await recorder.record_applied(self.app_label, self.name)
        return result

    async def unapply(
        self,
        state: State,
        *,
        dry_run: bool = False,
        schema_editor: BaseSchemaEditor | None = None,
        collect_sql: bool = False,
    ) -> State:
        """Change the tables back; `state` is what they are to become."""
        if schema_editor is None or dry_run:
            return await self._inner.unapply(state, dry_run=dry_run)
        await _lower_guards(schema_editor.client)
        result = await self._inner.unapply(state, schema_editor=schema_editor)
        await _raise_guards(schema_editor.client, state)
        recorder = StrictRecorder(schema_editor.client)
        await recorder.record_unapplied(self.app_label, self.name)
        return result


class SafeExecutor(MigrationExecutor):
    """Runs migrations with the mended parts."""

    def __init__(self, connection: BaseDBAsyncClient, apps_config: dict[str, Any]) -> None:
        super().__init__(connection, apps_config)
        self.recorder = StrictRecorder(connection)
        self.loader = NumberedLoader(apps_config, self.recorder)

    async def prepare(self) -> None:
        """Make the table that remembers what was applied."""
        await self.recorder.ensure_schema(self._schema_editor(atomic=False))

    def _migration_plan(
        self,
        targets: Iterable[MigrationTarget] | None,
        applied: set[MigrationKey],
        graph: MigrationGraph,
    ) -> list[PlanStep]:
        plan = super()._migration_plan(targets, applied, graph)
        return [PlanStep(RecordedMigration(step.migration), step.backward) for step in plan]

    def _schema_editor(self, atomic: bool = True, collect_sql: bool = False) -> BaseSchemaEditor:
        is_sqlite = self.connection.capabilities.dialect == "sqlite"
        editor = CarefulSqliteEditor if is_sqlite else AsyncpgSchemaEditor
        return editor(self.connection, atomic=atomic, collect_sql=collect_sql)


async def _lower_guards(client: BaseDBAsyncClient) -> None:
    """Take SQLite's guards away: a trigger that names a table hinders its rebuild."""
    if client.capabilities.dialect == "sqlite":
        await tenancy.remove(client, await tenancy.list_installed(client))


async def _raise_guards(client: BaseDBAsyncClient, state: State) -> None:
    """Bring the guards in line with the tables, and look for broken references."""
    await tenancy.install(client, state.apps.get_models_iterable())
    if client.capabilities.dialect == "sqlite":
        broken = await client.execute_query_dict("PRAGMA foreign_key_check")
        if broken:
            raise MigrationError(f"references were broken: {broken[:5]}")


def _for_migration(config: dict[str, Any]) -> dict[str, Any]:
    """The same database with SQLite's foreign keys off, as a rebuild of tables needs it."""
    connection = config["connections"]["default"]
    credentials = dict(connection["credentials"])
    if "file_path" in credentials:
        if credentials["file_path"] == ":memory:":
            raise ValueError("a database in memory is empty again when the migration is over")
        Path(credentials["file_path"]).parent.mkdir(parents=True, exist_ok=True)
        credentials["foreign_keys"] = "OFF"
    else:
        credentials["maxsize"] = 2
    return {**config, "connections": {"default": {**connection, "credentials": credentials}}}
