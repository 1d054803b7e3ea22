"""What the conversations about communities share."""

from typing import TYPE_CHECKING, Any

from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Group, Select
from aiogram_dialog.widgets.kbd.select import OnItemClick
from aiogram_dialog.widgets.text import Format

from bot.i18n import Translator
from services.errors import ForbiddenError

if TYPE_CHECKING:
    from models import Membership, User

NAME_LENGTH = 24
#: What a list's keyboard needs beside its items, for previews.
PREVIEW_PAGES = {
    "page": 2,
    "pages": 7,
    "has_pages": True,
    "has_earlier": True,
    "has_later": True,
}


def member_of(manager: DialogManager) -> "Membership":
    """Who acts; whoever is not a member is refused."""
    return require_member(manager.middleware_data.get("member"))


def require_member(member: "Membership | None") -> "Membership":
    """The member that a getter was handed, or `ForbiddenError`."""
    if member is None:
        raise ForbiddenError
    return member


def chosen_id(manager: DialogManager) -> int:
    """The row that was opened; whoever uses it fetches it through a service that checks."""
    return int(manager.dialog_data["chosen_id"])


def choices(name: str, on_click: OnItemClick[Any, str], width: int = 1) -> Group:
    """One button an item, so many in a row; `items` are `{"id": …, "label": …}`."""
    return Group(
        Select(
            Format("{item[label]}"),
            id=name,
            item_id_getter=lambda item: item["id"],
            items="items",
            on_click=on_click,
        ),
        width=width,
    )


def name_of(user: "User") -> str:
    """Somebody's name, and the one by which Telegram finds them."""
    return f"{user.name} · @{user.username}" if user.username else user.name


def role_title(member: "Membership", t: Translator) -> str:
    """What somebody is here, in words; a role of the owner's making by its own title."""
    if member.custom_role is not None:
        return str(member.custom_role.title)
    return t(f"communities-role-{member.role}")
