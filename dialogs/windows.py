"""The one kind of window: it accepts only what it showed."""

from typing import Any

from aiogram.types import CallbackQuery, InlineKeyboardMarkup
from aiogram_dialog import DialogManager, ShowMode, Window
from aiogram_dialog.api.entities import MarkupVariant
from aiogram_dialog.api.protocols import DialogProtocol
from aiogram_dialog.utils import remove_intent_id

from bot.dialog_manager import say

SHOWN = "shown"


class SafeWindow(Window):
    """A window whose buttons and items work only if they stood in its keyboard.

    Callback data comes from the person's client and can be anything; stock windows press hidden
    buttons and items that were never there. What a keyboard showed is kept with the dialog's state
    when it is rendered; anything else is answered as an old button and shows the window afresh.
    """

    async def render_kbd(self, data: dict[str, Any], manager: DialogManager) -> MarkupVariant:
        """Render the keyboard and remember its data."""
        markup = await super().render_kbd(data, manager)
        if isinstance(markup, InlineKeyboardMarkup):
            manager.current_context().widget_data[SHOWN] = [
                remove_intent_id(button.callback_data)[1]
                for row in markup.inline_keyboard
                for button in row
                if button.callback_data
            ]
        return markup

    async def process_callback(
        self, callback: CallbackQuery, dialog: DialogProtocol, manager: DialogManager
    ) -> bool:
        """Handle a tap on something shown; the data comes without the dialog's id."""
        if not is_shown(callback.data, manager):
            say(manager, manager.middleware_data["t"]("common-stale-button"))
            manager.show_mode = ShowMode.EDIT
            return True
        return await super().process_callback(callback, dialog, manager)


def is_shown(data: str | None, manager: DialogManager) -> bool:
    """Whether the current window's keyboard held a button with this data."""
    shown = manager.current_context().widget_data.get(SHOWN)
    return isinstance(shown, list) and data in shown
