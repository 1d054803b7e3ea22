"""The command line.

Nothing heavy is imported before a command needs it, so that `--help` answers at once; how the parts
are put together stands in `serving.py`.
"""

import argparse
import asyncio
import sys
from collections.abc import Callable, Coroutine
from typing import Any

from bot.settings import Settings, SettingsError, read_settings

Command = Callable[[Settings, argparse.Namespace], Coroutine[Any, Any, int]]


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 is success, 1 a failure, 2 a mistake in settings or arguments."""
    chosen = build_parser().parse_args(arguments)
    command: Command = chosen.command
    try:
        return asyncio.run(command(read_settings(), chosen))
    except SettingsError as error:
        for mistake in error.mistakes:
            print(f"Settings: {mistake}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def build_parser() -> argparse.ArgumentParser:
    """The commands; without one, it serves."""
    parser = argparse.ArgumentParser(
        prog="main.py", description="Kommuna: a community platform that lives inside Telegram."
    )
    parser.set_defaults(command=serve)
    commands = parser.add_subparsers(metavar="COMMAND")
    commands.add_parser("serve", help="run the server (what happens without a command)")
    commands.add_parser("migrate", help="bring the database up to date").set_defaults(
        command=migrate
    )
    return parser


async def serve(settings: Settings, _: argparse.Namespace) -> int:
    """Run everything until a signal says stop."""
    from serving import run  # noqa: PLC0415 - heavy

    return await run(settings)


async def migrate(settings: Settings, _: argparse.Namespace) -> int:
    """Apply the migrations that are missing."""
    from serving import apply_migrations  # noqa: PLC0415 - heavy

    for name in await apply_migrations(settings):
        print(name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
