"""Who did what, page by page."""

from typing import TYPE_CHECKING, Any

from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager
from aiogram_dialog.widgets.kbd import Button, Cancel, Row

from bot.i18n import Translator
from dialogs.communities.common import require_member
from dialogs.communities.states import Audit
from dialogs.widgets import Label, Words
from dialogs.windows import SafeWindow
from services import communities

if TYPE_CHECKING:
    from models import Membership

PAGE = 8


def dialog() -> Dialog:
    """The conversation."""
    return Dialog(home())


def home() -> SafeWindow:
    """A line an entry, the newest first."""
    return SafeWindow(
        Words("communities-audit", when="lines"),
        Words("communities-audit-empty", when=lambda data, *_: not data["lines"]),
        Row(
            Button(
                Label("communities-audit-newest-button"),
                id="newest",
                on_click=show_newest,
                when="has_newer",
            ),
            Button(Label("communities-audit-older-button"), id="older", on_click=show_older),
            when="has_pages",
        ),
        Cancel(Label("common-back"), id="back"),
        state=Audit.home,
        getter=read_entries,
        preview_data={
            "lines": "28 ноября, 19:00 · Анна Соколова · создано приглашение\n" * 4,
            "has_pages": True,
            "has_newer": True,
        },
    )


async def read_entries(
    dialog_manager: DialogManager, member: "Membership | None", t: Translator, **_: Any
) -> dict[str, Any]:
    """The entries of this page, with names as they are now."""
    before: int | None = dialog_manager.dialog_data.get("before")
    entries = await communities.list_audit(require_member(member), before=before, limit=PAGE)
    names = await communities.read_actor_names(entries)
    lines = [
        t(
            "communities-audit-line",
            moment=t.moment(one.created_at),
            who=names.get(one.actor_id, t("communities-audit-nobody")),
            what=t(f"communities-audit-{one.action.replace('.', '-').replace('_', '-')}"),
        )
        for one in entries
    ]
    dialog_manager.dialog_data["last"] = entries[-1].number if entries else None
    return {
        "lines": "\n".join(lines),
        "has_newer": before is not None,
        "has_pages": before is not None or bool(entries and entries[-1].number > 1),
    }


async def show_older(_: CallbackQuery, __: Any, manager: DialogManager) -> None:
    """Go on, and round again from the end."""
    last = manager.dialog_data.get("last")
    manager.dialog_data["before"] = last if last is not None and last > 1 else None


async def show_newest(_: CallbackQuery, __: Any, manager: DialogManager) -> None:
    """Back to the beginning."""
    manager.dialog_data["before"] = None
