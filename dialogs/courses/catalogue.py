"""All courses of the community."""

from typing import TYPE_CHECKING, Any

from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager
from aiogram_dialog.widgets.kbd import Cancel, Column, Select
from aiogram_dialog.widgets.text import Format

from bot.i18n import Translator
from dialogs.courses.common import member_of, require_member
from dialogs.courses.states import Catalogue, CoursePage
from dialogs.paging import page_of, pager
from dialogs.widgets import Label, Words, cut
from dialogs.windows import SafeWindow
from services import courses

if TYPE_CHECKING:
    from models import Membership

TITLE_LENGTH = 22


def dialog() -> Dialog:
    """The conversation."""
    return Dialog(home())


def home() -> SafeWindow:
    """One button a course, six on a page."""
    return SafeWindow(
        Words("courses-catalogue", when="items"),
        Words("courses-catalogue-empty", when=lambda data, *_: not data["items"]),
        Column(
            Select(
                Format("{item[label]}"),
                id="course",
                item_id_getter=lambda item: item["slug"],
                items="items",
                on_click=open_course,
            )
        ),
        pager(),
        Cancel(Label("common-back"), id="back"),
        state=Catalogue.home,
        getter=list_courses,
        preview_data={
            "items": [{"slug": f"s{n}", "label": "Подкаст с нуля · пройден"} for n in range(6)],
            "page": 2,
            "pages": 7,
            "has_pages": True,
            "has_earlier": True,
            "has_later": True,
        },
    )


async def list_courses(
    dialog_manager: DialogManager, member: "Membership | None", t: Translator, **_: Any
) -> dict[str, Any]:
    """The courses of this page, each with its progress."""
    shown = page_of(await courses.list_courses(require_member(member)), dialog_manager)
    shown["items"] = [{"slug": card.slug, "label": _label(card, t)} for card in shown["items"]]
    return shown


def _label(card: courses.CourseCard, t: Translator) -> str:
    title = cut(card.title, TITLE_LENGTH)
    if card.is_finished:
        return t("courses-item-finished", title=title)
    if card.is_begun:
        return t("courses-item-begun", title=title, percent=card.percent)
    return title


async def open_course(_: CallbackQuery, __: Any, manager: DialogManager, slug: str) -> None:
    """Show the chosen course."""
    await courses.access_course(member_of(manager), slug)
    await manager.start(CoursePage.home, data={"slug": slug})
