"""The community's own bots: connected by a token, removed with it."""

from typing import TYPE_CHECKING, Any

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import Dialog, DialogManager
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Button, Cancel, Row, SwitchTo

from bot.community_bots import CommunityBots
from bot.i18n import Translator
from dialogs.communities.common import choices, chosen_id, member_of, require_member
from dialogs.communities.states import Bots
from dialogs.widgets import Label, Words, cut
from dialogs.windows import SafeWindow
from services import communities
from services.communities import BotNotFoundError

if TYPE_CHECKING:
    from models import Membership


def dialog() -> Dialog:
    """The conversation."""
    return Dialog(home(), connect(), bot())


# What there is


def home() -> SafeWindow:
    """One button a bot."""
    return SafeWindow(
        Words("communities-bots", when="items"),
        Words("communities-bots-empty", when=lambda data, *_: not data["items"]),
        SwitchTo(Label("communities-bot-connect-button"), id="connect", state=Bots.connect),
        choices("bot", open_bot),
        Cancel(Label("common-back"), id="back"),
        state=Bots.home,
        getter=list_bots,
        preview_data={"items": [{"id": "1", "label": "@school_bot"}]},
    )


async def list_bots(member: "Membership | None", t: Translator, **_: Any) -> dict[str, Any]:
    """The bots by their names."""
    return {
        "items": [
            {"id": one.bot_id, "label": cut(f"@{one.username}")}
            for one in await communities.list_own_bots(require_member(member))
        ]
    }


async def open_bot(_: CallbackQuery, __: Any, manager: DialogManager, chosen: str) -> None:
    """Show one."""
    manager.dialog_data["chosen_id"] = int(chosen)
    await manager.switch_to(Bots.bot)


# A new one


def connect() -> SafeWindow:
    """Asks for the token."""
    return SafeWindow(
        Words("communities-bot-connect"),
        MessageInput(take_token, content_types="text"),
        SwitchTo(Label("common-back"), id="back", state=Bots.home),
        state=Bots.connect,
        preview_data={},
    )


async def take_token(message: Message, _: MessageInput, manager: DialogManager) -> None:
    """Take the message with the token out of the chat first, whatever the token is worth."""
    try:
        await message.delete()
    except TelegramBadRequest:
        await message.answer(manager.middleware_data["t"]("communities-bot-delete-yourself"))
    bots: CommunityBots = manager.middleware_data["community_bots"]
    connected = await bots.connect(member_of(manager), message.text or "")
    await message.answer(
        manager.middleware_data["t"].html("communities-bot-connected", username=connected.username)
    )
    await manager.switch_to(Bots.home)


# One of them


def bot() -> SafeWindow:
    """How it is, and its end."""
    return SafeWindow(
        Words("communities-bot"),
        Row(
            SwitchTo(Label("common-back"), id="back", state=Bots.home),
            Button(Label("communities-bot-remove-button"), id="remove", on_click=remove),
        ),
        state=Bots.bot,
        getter=read_bot,
        preview_data={"name": "Школа", "username": "@school_bot", "state": "Работает"},
    )


async def read_bot(
    dialog_manager: DialogManager, member: "Membership | None", t: Translator, **_: Any
) -> dict[str, Any]:
    """The bot in words."""
    chosen = chosen_id(dialog_manager)
    for one in await communities.list_own_bots(require_member(member)):
        if one.bot_id == chosen:
            return {
                "name": one.name,
                "username": f"@{one.username}",
                "state": t(f"communities-bot-{one.status}"),
            }
    raise BotNotFoundError


async def remove(_: CallbackQuery, __: Any, manager: DialogManager) -> None:
    """Take it out of service."""
    bots: CommunityBots = manager.middleware_data["community_bots"]
    await bots.remove(member_of(manager), chosen_id(manager))
    await manager.switch_to(Bots.home)
