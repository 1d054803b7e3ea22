"""Every window renders within Telegram's limits and obeys only what it showed.

Made over all dialogs, so that a new window is tested by existing.
"""

import copy
import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager, Window
from aiogram_dialog.widgets.kbd import Button, Cancel, Column, Select, Start, SwitchTo
from aiogram_dialog.widgets.text import Const, Format

import dialogs
import dialogs.windows
from bot.i18n import LANGUAGES
from dialogs.communities.states import Menu
from dialogs.courses.pages import visible_length
from dialogs.windows import SafeWindow
from tests.make.windows import keyboards, render, tap

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
CALLBACK_LIMIT = 64
LABEL_ALONE = 32
LABEL_IN_PAIR = 20
ROWS = 5
ITEMS_ON_PAGE = 6
INVENTED = ("", "0", "1", "2", "-1", "7.1", "ru", "en", "x", "podcast", "9" * 20)

STATES = [state for dialog in dialogs.all_dialogs() for state in dialog.states()]
NAMES = [str(state.state) for state in STATES]
each_window = pytest.mark.parametrize("state", STATES, ids=NAMES)
each_language = pytest.mark.parametrize("language", LANGUAGES)


def dialog_of(state: State) -> Dialog:
    return next(dialog for dialog in dialogs.all_dialogs() if state in dialog.states())


def state_groups() -> Iterator[type[StatesGroup]]:
    for package in pkgutil.iter_modules(dialogs.__path__):
        if package.ispkg:
            module = importlib.import_module(f"dialogs.{package.name}.states")
            classes = [value for value in vars(module).values() if isinstance(value, type)]
            yield from (kind for kind in classes if StatesGroup in kind.__bases__)


def test_every_state_has_a_window() -> None:
    declared = {state for group in state_groups() for state in group.__all_states__}

    assert declared == set(STATES)


@each_window
def test_every_window_is_safe_and_its_widgets_have_names_of_their_own(state: State) -> None:
    window = dialog_of(state).windows[state]
    names = [widget.widget_id for widget in keyboards(window) if widget.widget_id]

    assert isinstance(window, SafeWindow)
    assert len(names) == len(set(names))


@each_window
def test_every_window_can_be_left(state: State) -> None:
    window = dialog_of(state).windows[state]

    assert state is Menu.home or any(
        isinstance(widget, Cancel | SwitchTo | Start) for widget in keyboards(window)
    )


@each_window
@each_language
async def test_every_window_fits_into_a_message(state: State, language: str) -> None:
    shown = await render(dialog_of(state), state, language)

    assert shown.text.strip()
    assert visible_length(shown.text) <= (CAPTION_LIMIT if shown.media else TEXT_LIMIT)
    assert "{" not in shown.text


@each_window
@each_language
async def test_every_keyboard_fits_a_phone(state: State, language: str) -> None:
    shown = await render(dialog_of(state), state, language)

    labels = [[button.text for button in row] for row in shown.buttons if row]
    for row in labels:
        longest = LABEL_ALONE if len(row) == 1 else LABEL_IN_PAIR
        assert all(0 < len(label) <= longest for label in row), row
    items = [row for row in shown.buttons if any(":" in (b.callback_data or "") for b in row)]
    assert len(items) <= ITEMS_ON_PAGE
    assert len(labels) - len(items) <= ROWS


@each_window
@each_language
async def test_every_button_sends_what_telegram_can_carry(state: State, language: str) -> None:
    shown = await render(dialog_of(state), state, language)

    for row in shown.buttons:
        for button in row:
            assert len((button.callback_data or "").encode()) <= CALLBACK_LIMIT
            assert button.callback_data or button.url


# What was not shown has no effect


def not_shown(state: State, shown: set[str]) -> list[str]:
    window = dialog_of(state).windows[state]
    names = [widget.widget_id for widget in keyboards(window) if widget.widget_id]
    every = [*names, *(f"{name}:{item}" for name in names for item in INVENTED), "unknown", ""]
    return [data for data in every if data not in shown]


async def effects(dialog: Dialog, state: State, data: str) -> list[str]:
    """What a tap does: moves, changed data, or a handler that ran into the missing database."""
    shown = await render(dialog, state, "ru")
    context = shown.manager.current_context()
    before = copy.deepcopy((context.dialog_data, context.widget_data, context.state))
    try:
        await tap(dialog, shown, data)
    except Exception as error:  # noqa: BLE001 - whatever a handler raises proves that it ran
        return [repr(error)]
    after = (context.dialog_data, context.widget_data, context.state)
    return shown.manager.moves + (["changed"] if after != before else [])


@each_window
async def test_what_was_not_shown_has_no_effect(state: State) -> None:
    dialog = dialog_of(state)
    shown = await render(dialog, state, "ru")

    for data in not_shown(state, shown.data):
        assert await effects(dialog, state, data) == [], data


async def test_without_the_guard_the_same_taps_have_effects(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dialogs.windows, "is_shown", lambda *_: True)

    found = 0
    for state in STATES:
        dialog = dialog_of(state)
        shown = await render(dialog, state, "ru")
        for data in not_shown(state, shown.data):
            found += bool(await effects(dialog, state, data))

    assert found > len(STATES)


class Rooms(StatesGroup):
    """A dialog of these tests."""

    hall = State()


def make_hall(kind: type[Window], opened: list[str]) -> Dialog:
    async def open_door(_: CallbackQuery, __: Any, ___: DialogManager) -> None:
        opened.append("door")

    async def open_box(_: CallbackQuery, __: Any, ___: DialogManager, item: str) -> None:
        opened.append(item)

    return Dialog(
        kind(
            Const("Hall"),
            Button(Const("Door"), id="door", on_click=open_door, when="is_open"),
            Column(
                Select(
                    Format("{item}"),
                    id="box",
                    item_id_getter=str,
                    items="boxes",
                    on_click=open_box,
                )
            ),
            state=Rooms.hall,
            preview_data={"is_open": False, "boxes": ["1"]},
        )
    )


@pytest.mark.parametrize("data", ["door", "box:2"])
async def test_a_stock_window_presses_what_it_never_showed_and_ours_does_not(data: str) -> None:
    stock: list[str] = []
    safe: list[str] = []

    await effects(make_hall(Window, stock), Rooms.hall, data)
    await effects(make_hall(SafeWindow, safe), Rooms.hall, data)

    assert (len(stock), safe) == (1, [])


async def test_a_safe_window_presses_what_it_showed() -> None:
    opened: list[str] = []

    await effects(make_hall(SafeWindow, opened), Rooms.hall, "box:1")

    assert opened == ["1"]
