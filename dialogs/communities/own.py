"""The communities in which one is: going from one to another, making a new one."""

from typing import TYPE_CHECKING, Any

from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager, ShowMode
from aiogram_dialog.widgets.kbd import Cancel, Start

from bot.settings import Settings
from bot.visiting import visit
from dialogs.communities.common import PREVIEW_PAGES, choices
from dialogs.communities.states import Communities, Creating, Menu
from dialogs.paging import page_of, pager
from dialogs.widgets import Label, Words, cut
from dialogs.windows import SafeWindow
from services import communities

if TYPE_CHECKING:
    from models import Community, User


def dialog() -> Dialog:
    """The conversation."""
    return Dialog(home())


def home() -> SafeWindow:
    """One button a community."""
    return SafeWindow(
        Words("communities-list"),
        choices("community", go),
        pager(),
        Start(
            Label("communities-create-button"), id="create", state=Creating.title, when="can_create"
        ),
        Cancel(Label("common-back"), id="back"),
        state=Communities.home,
        getter=list_communities,
        preview_data={
            "items": [{"id": f"k{n}", "label": "Школа подкастеров"} for n in range(6)],
            "can_create": True,
            "title": "Kommuna",
            **PREVIEW_PAGES,
        },
    )


async def list_communities(
    dialog_manager: DialogManager,
    user: "User",
    community: "Community",
    settings: Settings,
    **_: Any,
) -> dict[str, Any]:
    """The communities of this page; the one where one is comes with a mark."""
    shown = page_of(await communities.list_own(user), dialog_manager)
    shown["items"] = [
        {"id": one.key, "label": ("• " if one.id == community.id else "") + cut(one.title, 30)}
        for one in shown["items"]
    ]
    return {
        **shown,
        "title": community.title,
        "can_create": communities.can_create(user, settings.communities),
    }


async def go(_: CallbackQuery, __: Any, manager: DialogManager, key: str) -> None:
    """Be in the chosen community from now on."""
    community, member = await communities.access_community(manager.middleware_data["user"], key)
    await visit(manager, community, member, Menu.home, ShowMode.EDIT)
