"""A new community: its title, its key, who comes in."""

from typing import TYPE_CHECKING, Any

from aiogram.types import CallbackQuery, Message
from aiogram_dialog import Dialog, DialogManager, ShowMode
from aiogram_dialog.widgets.input import ManagedTextInput, TextInput
from aiogram_dialog.widgets.kbd import Cancel, SwitchTo

from bot.deep_links import DeepLink, LinkKind, write_deep_link
from bot.dialog_manager import say
from bot.i18n import Translator
from bot.settings import Settings
from bot.visiting import visit
from dialogs.communities.common import choices
from dialogs.communities.states import Creating, Menu
from dialogs.widgets import Label, Words
from dialogs.windows import SafeWindow
from models.choices import JoinPolicy
from services import communities

if TYPE_CHECKING:
    from services.communities import ConnectedBot


def dialog() -> Dialog:
    """The conversation."""
    return Dialog(title(), key(), policy())


# What it is called


def title() -> SafeWindow:
    """Asks for the title."""
    return SafeWindow(
        Words("communities-new-title"),
        TextInput(id="title", on_success=take_title),
        Cancel(Label("common-back"), id="back"),
        state=Creating.title,
        preview_data={},
    )


async def take_title(
    _: Message, __: ManagedTextInput[str], manager: DialogManager, text: str
) -> None:
    """Keep it and suggest a key."""
    manager.dialog_data["title"] = communities.clean_title(text)
    manager.dialog_data["key"] = await communities.suggest_key(text)
    await manager.switch_to(Creating.key)


# Its name in links


def key() -> SafeWindow:
    """Suggests a key; another can be typed."""
    return SafeWindow(
        Words("communities-new-key"),
        TextInput(id="key", on_success=take_key),
        SwitchTo(Label("communities-keep-key-button"), id="keep", state=Creating.policy),
        SwitchTo(Label("common-back"), id="back", state=Creating.title),
        state=Creating.key,
        getter=read_draft,
        preview_data={"title": "Школа подкастеров", "link": "t.me/kommuna_bot?start=c_shkola"},
    )


async def read_draft(
    dialog_manager: DialogManager, connected_bot: "ConnectedBot", t: Translator, **_: Any
) -> dict[str, Any]:
    """What was answered until now."""
    draft = dialog_manager.dialog_data
    link = write_deep_link(connected_bot.username, DeepLink(LinkKind.COMMUNITY, draft["key"]))
    return {
        "title": draft["title"],
        "link": link.removeprefix("https://"),
        "items": [{"id": str(one), "label": t(f"communities-policy-{one}")} for one in JoinPolicy],
    }


async def take_key(
    _: Message, __: ManagedTextInput[str], manager: DialogManager, text: str
) -> None:
    """Keep the typed key."""
    manager.dialog_data["key"] = await communities.check_key(text)
    await manager.switch_to(Creating.policy)


# Who comes in


def policy() -> SafeWindow:
    """Asks how people join; the answer makes the community."""
    return SafeWindow(
        Words("communities-new-policy"),
        choices("policy", create),
        SwitchTo(Label("common-back"), id="back", state=Creating.key),
        state=Creating.policy,
        getter=read_draft,
        preview_data={
            "title": "Школа подкастеров",
            "items": [{"id": str(one), "label": "По заявке"} for one in JoinPolicy],
        },
    )


async def create(_: CallbackQuery, __: Any, manager: DialogManager, chosen: str) -> None:
    """Make it and go there."""
    data, draft = manager.middleware_data, manager.dialog_data
    settings: Settings = data["settings"]
    community = await communities.create_community(
        data["user"],
        key=draft["key"],
        title=draft["title"],
        join_policy=JoinPolicy(chosen),
        who_may=settings.communities,
    )
    member = await communities.find_member(community, data["user"])
    say(manager, data["t"]("communities-created"))
    await visit(manager, community, member, Menu.home, ShowMode.EDIT)
