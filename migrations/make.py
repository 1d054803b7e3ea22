"""Writes a new migration from the difference between the tables and the migrations so far.

For development: `python -m migrations.make add_lesson_video`. Read what it wrote before you keep it.
"""

import argparse
import asyncio
import subprocess
import sys
from typing import Any

from tortoise.context import TortoiseContext
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.schema_generator.state import State
from tortoise.migrations.writer import MigrationWriter, format_migration_name

from migrations.runner import NUMBERED, NumberedLoader
from models.database import tortoise_config


class NumberedAutodetector(MigrationAutodetector):
    """Compares the tables with the numbered migrations, without the words about them.

    Tortoise stores docstrings and the members of enums as comments, so that a better word, or one
    more member, would be a change of the table; on SQLite even its rebuild.
    """

    def __init__(self, context: TortoiseContext, config: dict[str, Any]) -> None:
        assert context.apps is not None
        super().__init__(context.apps, config["apps"])
        self.loader = NumberedLoader(config["apps"], self.loader.recorder)

    def _disk_migration_names(self, app_label: str) -> list[str]:
        names = super()._disk_migration_names(app_label)
        return [name for name in names if NUMBERED.fullmatch(name)]

    def _current_state(self) -> State:
        return _without_words(super()._current_state())

    async def _project_state(self) -> State:
        return _without_words(await super()._project_state())


def _without_words(state: State) -> State:
    for model in state.models.values():
        model.description = ""
        model.options.pop("table_description", None)
        for field in model.fields.values():
            field.description = None
    return state


async def find_changes(config: dict[str, Any] | None = None) -> list[MigrationWriter]:
    """What the migrations lack, as files not yet written; empty when they match the tables."""
    config = config or tortoise_config("sqlite://:memory:")
    async with TortoiseContext() as context:
        await context.init(config=config, init_connections=False)
        return await NumberedAutodetector(context, config).changes()


def main(arguments: list[str]) -> int:
    """Write the migration; the exit code is 1 when there is nothing to write."""
    parser = argparse.ArgumentParser(prog="python -m migrations.make", description=__doc__)
    parser.add_argument("name", help="what changes, in a few words: add_lesson_video")
    name = parser.parse_args(arguments).name
    writers = asyncio.run(find_changes())
    for writer in writers:
        writer.name = format_migration_name(int(writer.name[:4]), name)
        path = writer.write()
        for command in (("check", "--fix", "--quiet"), ("format", "--quiet")):
            subprocess.run([sys.executable, "-m", "ruff", *command, str(path)], check=False)  # noqa: S603 - our own words
        sys.stdout.write(f"{path}\n")
    return 0 if writers else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
