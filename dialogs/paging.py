"""Long lists: a part of them at a time, and buttons to turn the pages."""

from collections.abc import Sequence
from typing import Any

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button, Row
from aiogram_dialog.widgets.text import Const

from dialogs.widgets import Label

PAGE_SIZE = 6


def pager() -> Row:
    """«‹ 2 of 7 ›» below a list; absent when one page is all."""
    return Row(
        Button(Const("‹"), id="earlier", on_click=turn_back, when="has_earlier"),
        Button(Label("common-page-button"), id="page", when="has_pages"),
        Button(Const("›"), id="later", on_click=turn_on, when="has_later"),
    )


def page_of(items: Sequence[Any], manager: DialogManager, size: int = PAGE_SIZE) -> dict[str, Any]:
    """The part of a list that is shown, and what the pager needs."""
    shown = pages_of(len(items), manager, size)
    first = (shown["page"] - 1) * size
    return {**shown, "items": list(items[first : first + size])}


def pages_of(total: int, manager: DialogManager, size: int = PAGE_SIZE) -> dict[str, Any]:
    """What the pager needs for a list that is read by the page; `page` counts from 1."""
    pages = max(1, -(-total // size))
    page = min(max(int(manager.dialog_data.get("page", 0)), 0), pages - 1)
    return {
        "page": page + 1,
        "pages": pages,
        "has_pages": pages > 1,
        "has_earlier": page > 0,
        "has_later": page < pages - 1,
    }


async def turn_on(_: CallbackQuery, __: Any, manager: DialogManager) -> None:
    """One page on."""
    manager.dialog_data["page"] = int(manager.dialog_data.get("page", 0)) + 1


async def turn_back(_: CallbackQuery, __: Any, manager: DialogManager) -> None:
    """One page back."""
    manager.dialog_data["page"] = max(0, int(manager.dialog_data.get("page", 0)) - 1)
