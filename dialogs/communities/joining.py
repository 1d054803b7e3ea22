"""Coming in by a code that one types."""

from typing import Any

from aiogram.types import Message
from aiogram_dialog import Dialog, DialogManager
from aiogram_dialog.widgets.input import ManagedTextInput, TextInput
from aiogram_dialog.widgets.kbd import Cancel

from bot.arrivals import come_by_invite
from dialogs.communities.states import Joining, Menu
from dialogs.widgets import Label, Words
from dialogs.windows import SafeWindow


def dialog() -> Dialog:
    """The conversation."""
    return Dialog(code())


def code() -> SafeWindow:
    """Asks for the code."""
    return SafeWindow(
        Words("communities-code"),
        TextInput(id="code", on_success=use_code),
        Cancel(Label("common-back"), id="back"),
        state=Joining.code,
        preview_data={},
    )


async def use_code(
    message: Message, _: ManagedTextInput[str], manager: DialogManager, text: str
) -> Any:
    """Come in and see the menu."""
    await come_by_invite(message, manager, text, Menu.home)
