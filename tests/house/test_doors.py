"""Every command has a handler, words and a menu; every domain event a consumer, or a reason."""

from dataclasses import fields

import pytest
from aiogram import Router
from aiogram.filters import Command as CommandFilter
from aiogram.filters import CommandStart

import handlers
import jobs
from bot.commands import PRIVATE, Command
from bot.i18n import LANGUAGES, Translator
from services.domain_events import EVENTS, DomainEvent

#: Typed by Telegram's own Start button, so that no menu needs it.
WITHOUT_MENU = {"start"}


def handled_commands(routers: list[Router]) -> set[str]:
    """The commands for which one of the routers has a handler."""
    found: set[str] = set()
    for router in routers:
        found |= handled_commands(router.sub_routers)
        for handler in router.message.handlers:
            for one in handler.filters or ():
                if isinstance(one.callback, CommandStart):
                    found.add("start")
                elif isinstance(one.callback, CommandFilter):
                    found |= {str(name) for name in one.callback.commands}
    return found


def test_every_command_of_the_menu_has_a_handler() -> None:
    lacking = {command.name for command in PRIVATE} - handled_commands(handlers.routers())

    assert lacking == set()


def test_every_handled_command_is_listed() -> None:
    listed = {command.name for command in PRIVATE} | WITHOUT_MENU

    assert handled_commands(handlers.routers()) - listed == set()


def test_a_command_without_a_handler_is_noticed() -> None:
    assert "courses" in handled_commands(handlers.routers())
    assert "courses" not in handled_commands([])


@pytest.mark.parametrize("command", PRIVATE, ids=lambda command: command.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_is_described_as_telegram_allows(command: Command, language: str) -> None:
    description = Translator(language)(command.text)

    assert description != command.text
    assert 1 <= len(description) <= 256
    assert command.name.isascii()
    assert len(command.name) <= 32
    assert command.name == command.name.lower()


# Domain events

#: Told, and nobody cares yet.
UNUSED = {"member.joined"}


def test_every_event_is_listed_once() -> None:
    names = [event.name for event in EVENTS]

    # By name: a dataclass with slots is made twice, and the first is forgotten only by and by.
    kinds = {kind.__name__ for kind in DomainEvent.__subclasses__()}

    assert {event.__name__ for event in EVENTS} == kinds
    assert sorted(names) == sorted(set(names))


def test_every_event_has_a_consumer_or_is_listed_as_unused() -> None:
    told = {event.name for event in EVENTS}

    assert told - set(jobs.REACTIONS) == UNUSED
    assert set(jobs.REACTIONS) - told == set()


def test_every_reaction_is_a_job_that_somebody_does() -> None:
    wanted = {kind for kinds in jobs.REACTIONS.values() for kind in kinds}

    assert wanted - set(jobs.all_jobs()) == set()


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
def test_an_event_holds_plain_values_only(event: type[DomainEvent]) -> None:
    assert {field.type for field in fields(event)} <= {int, str, bool, int | None, str | None}
