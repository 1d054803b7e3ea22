"""What the conversations about courses share: who is learning, paging, progress, sharing."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager
from aiogram_dialog.widgets.kbd import Button, Row
from aiogram_dialog.widgets.text import Const

from bot.deep_links import DeepLink, LinkKind, write_deep_link
from dialogs.widgets import Label
from services.errors import ForbiddenError

if TYPE_CHECKING:
    from models import Membership

PAGE_SIZE = 6
BAR_CELLS = 10


def member_of(manager: DialogManager) -> "Membership":
    """Who is learning; whoever is not a member is refused."""
    return require_member(manager.middleware_data.get("member"))


def require_member(member: "Membership | None") -> "Membership":
    """The member that a getter was handed, or `ForbiddenError`."""
    if member is None:
        raise ForbiddenError
    return member


def bar(percent: int) -> str:
    """Ten cells: none filled only at nothing, all only at everything."""
    filled = round(percent * BAR_CELLS / 100)
    if 0 < percent < 100:
        filled = min(max(filled, 1), BAR_CELLS - 1)
    return "▰" * filled + "▱" * (BAR_CELLS - filled)


def share_url(username: str, slug: str, text: str) -> str:
    """Where Telegram asks to whom a course is recommended (core.telegram.org/widgets/share)."""
    link = write_deep_link(username, DeepLink(LinkKind.COURSE, slug))
    return "https://t.me/share/url?" + urlencode({"url": link, "text": text})


# Long lists


def pager() -> Row:
    """«‹ 2 of 7 ›» below a list; absent when one page is all."""
    return Row(
        Button(Const("‹"), id="earlier", on_click=turn_back, when="has_earlier"),
        Button(Label("courses-page-button"), id="page", when="has_pages"),
        Button(Const("›"), id="later", on_click=turn_on, when="has_later"),
    )


def page_of(items: Sequence[Any], manager: DialogManager, size: int = PAGE_SIZE) -> dict[str, Any]:
    """The part of a list that is shown, and what the pager needs."""
    pages = max(1, -(-len(items) // size))
    page = min(max(int(manager.dialog_data.get("page", 0)), 0), pages - 1)
    return {
        "items": list(items[page * size : (page + 1) * size]),
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
