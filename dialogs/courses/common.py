"""What the conversations about courses share: who is learning, progress, sharing."""

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from aiogram_dialog import DialogManager

from bot.deep_links import DeepLink, LinkKind, write_deep_link
from services.errors import ForbiddenError

if TYPE_CHECKING:
    from models import Membership

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
