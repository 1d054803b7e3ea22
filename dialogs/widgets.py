"""Widgets that every conversation uses."""

from typing import Any

from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.common import WhenCondition
from aiogram_dialog.widgets.text import Text

Plain = str | int | float

LABEL_LENGTH = 32


class Words(Text):
    """A line of `locales/` as a window's text; values of the window's data are escaped for HTML."""

    def __init__(self, key: str, when: WhenCondition = None) -> None:
        super().__init__(when=when)
        self._key = key

    async def _render_text(self, data: dict[str, Any], manager: DialogManager) -> str:
        return str(manager.middleware_data["t"].html(self._key, **plain_values(data)))


class Label(Text):
    """A line of `locales/` on a button: plain text."""

    def __init__(self, key: str, when: WhenCondition = None) -> None:
        super().__init__(when=when)
        self._key = key

    async def _render_text(self, data: dict[str, Any], manager: DialogManager) -> str:
        return str(manager.middleware_data["t"](self._key, **plain_values(data)))


class Value(Text):
    """A value of the window's data as it stands: text that is HTML already, or an address."""

    def __init__(self, name: str, when: WhenCondition = None) -> None:
        super().__init__(when=when)
        self._name = name

    async def _render_text(self, data: dict[str, Any], manager: DialogManager) -> str:
        return str(data.get(self._name, ""))


def cut(text: str, length: int = LABEL_LENGTH) -> str:
    """The text, with an ellipsis where it is longer; by default as long as a button's label."""
    return text if len(text) <= length else text[: length - 1].rstrip(" ,.:;—-\u00a0") + "…"


def plain_values(data: dict[str, Any]) -> dict[str, Plain]:
    """What of a window's data can stand in a line."""
    return {
        name: value
        for name, value in data.items()
        if isinstance(value, str | int | float) and name.isidentifier()
    }
