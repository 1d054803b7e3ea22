"""Renders windows from their preview data and taps them, without Telegram and database."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from aiogram import Router
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Chat, InlineKeyboardMarkup, User
from aiogram_dialog import Dialog, ShowMode
from aiogram_dialog.api.entities import (
    EVENT_CONTEXT_KEY,
    Context,
    DialogAction,
    DialogUpdateEvent,
    EventContext,
    MediaAttachment,
)
from aiogram_dialog.api.internal import CONTEXT_KEY, WindowProtocol
from aiogram_dialog.manager.manager import ManagerImpl
from aiogram_dialog.utils import remove_intent_id
from aiogram_dialog.widgets.kbd import Keyboard

from bot.dialog_ids import new_dialog_id
from bot.i18n import Translator

INTENT_ID = new_dialog_id()


class PreviewManager(ManagerImpl):
    """Shows windows of one dialog as previews, and notes whatever a tap would move."""

    def __init__(self, dialog: Dialog, state: State, language: str) -> None:
        person = User(id=1, is_bot=False, first_name="Марина")
        chat = Chat(id=1, type="private")
        event = DialogUpdateEvent(
            from_user=person,
            chat=chat,
            action=DialogAction.UPDATE,
            data={},
            intent_id=None,
            stack_id=None,
            thread_id=None,
            business_connection_id=None,
        )
        context = Context(
            _intent_id=INTENT_ID, _stack_id="", state=state, start_data={}, dialog_data={}
        )
        data: dict[str, Any] = {
            "t": Translator(language),
            "event_chat": chat,
            "dialog_manager": self,
            CONTEXT_KEY: context,
            EVENT_CONTEXT_KEY: EventContext(
                bot=cast("Any", None),
                chat=chat,
                user=person,
                thread_id=None,
                business_connection_id=None,
            ),
        }
        nothing = cast("Any", None)
        super().__init__(event, nothing, nothing, nothing, Router(), data, None)
        self._previewed = dialog
        self.moves: list[str] = []

    def dialog(self) -> Dialog:
        """The dialog that is shown."""
        return self._previewed

    def is_preview(self) -> bool:
        """Getters are not asked."""
        return True

    async def start(self, state: State, *args: Any, **kwargs: Any) -> None:
        """Another dialog would be opened."""
        self.moves.append(f"start {state.state}")

    async def switch_to(self, state: State, show_mode: ShowMode | None = None) -> None:
        """Another window would be shown."""
        self.moves.append(f"switch_to {state.state}")

    async def done(self, result: Any = None, show_mode: ShowMode | None = None) -> None:
        """The dialog would be closed."""
        self.moves.append("done")


@dataclass(frozen=True)
class Shown:
    """A rendered window."""

    text: str
    buttons: list[list[Any]]
    media: MediaAttachment | None
    manager: PreviewManager

    @property
    def data(self) -> set[str]:
        """What the shown buttons send, without the dialog's id."""
        every = (button.callback_data for row in self.buttons for button in row)
        return {remove_intent_id(data)[1] for data in every if data}


async def render(dialog: Dialog, state: State, language: str) -> Shown:
    """A window from its preview data."""
    window = cast("Any", dialog.windows[state])
    manager = PreviewManager(dialog, state, language)
    data = await window.load_data(dialog, manager)
    keyboard = await window.render_kbd(data, manager)
    assert isinstance(keyboard, InlineKeyboardMarkup)
    return Shown(
        text=await window.render_text(data, manager),
        buttons=keyboard.inline_keyboard,
        media=await window.render_media(data, manager),
        manager=manager,
    )


def keyboards(window: WindowProtocol) -> Iterator[Keyboard]:
    """Every widget of a window's keyboard."""
    yield from _below([cast("Any", window).keyboard])


def _below(widgets: Iterable[Any]) -> Iterator[Keyboard]:
    for widget in widgets:
        yield widget
        yield from _below(getattr(widget, "buttons", ()))


async def tap(dialog: Dialog, shown: Shown, data: str) -> None:
    """Send callback data to the window that is shown, as its dialog would."""
    state = shown.manager.current_context().state
    query = CallbackQuery(
        id="1",
        from_user=User(id=1, is_bot=False, first_name="Марина"),
        chat_instance="1",
        data=data,
    )
    await dialog.windows[state].process_callback(query, dialog, shown.manager)
