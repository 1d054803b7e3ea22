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
from cli import communities

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
    commands.add_parser("diag", help="say what is well and what to mend").set_defaults(
        command=diagnose
    )
    add_dead_letters(commands)
    communities.add_parsers(commands)
    return parser


def add_dead_letters(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """What was given up after five tries: looked at, and tried again."""
    dead = commands.add_parser("dead", help="updates and jobs that were given up")
    actions = dead.add_subparsers(metavar="ACTION", required=True)
    actions.add_parser("list", help="show them, the latest first").set_defaults(
        command=list_dead_letters
    )
    replay = actions.add_parser("replay", help="try one again")
    replay.add_argument("id", help="as `dead list` shows it: update:12 or job:7")
    replay.set_defaults(command=replay_dead_letter)


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


async def diagnose(settings: Settings, _: argparse.Namespace) -> int:
    """Check everything that the settings name; 1 when something fails."""
    from bot.diagnosis import Level, diagnose  # noqa: PLC0415 - heavy

    print(f"{'ok':<8} {'settings':<15} no mistakes")
    fails = False
    async for finding in diagnose(settings):
        print(f"{finding.level:<8} {finding.subject:<15} {finding.seen}", flush=True)
        if finding.mend:
            print(f"{'':<8} {'':<15} -> {finding.mend}", flush=True)
        fails = fails or finding.level is Level.FAILING
    return 1 if fails else 0


async def list_dead_letters(settings: Settings, _: argparse.Namespace) -> int:
    """Print what was given up."""
    from serving import opened_dead_letters  # noqa: PLC0415 - heavy

    async with opened_dead_letters(settings) as letters:
        for letter in await letters.list_all():
            print(f"{letter.name}  {letter.finished_at:%Y-%m-%d %H:%M:%S}  {letter.kind}")
            print(f"    {letter.error}")
    return 0


async def replay_dead_letter(settings: Settings, chosen: argparse.Namespace) -> int:
    """Put one back into its queue; the running server takes it up within a second."""
    from serving import opened_dead_letters  # noqa: PLC0415 - heavy

    async with opened_dead_letters(settings) as letters:
        if await letters.replay(chosen.id):
            return 0
    print(f"There is no dead letter {chosen.id}.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
