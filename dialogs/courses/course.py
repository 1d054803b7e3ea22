"""One course: how far one is, and all its lessons."""

from typing import TYPE_CHECKING, Any

from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager
from aiogram_dialog.widgets.kbd import Button, Cancel, Column, Row, Select, SwitchTo, Url
from aiogram_dialog.widgets.text import Format, Multi

from bot.i18n import Translator
from dialogs.courses.common import bar, member_of, require_member, share_url
from dialogs.courses.states import CoursePage, Reading
from dialogs.paging import PAGE_SIZE, page_of, pager
from dialogs.widgets import Label, Value, Words, cut
from dialogs.windows import SafeWindow
from services import courses
from services.communities import ConnectedBot

if TYPE_CHECKING:
    from models import Membership

SUMMARY_LENGTH = 300


def dialog() -> Dialog:
    """The conversation."""
    return Dialog(home(), lessons())


# Where one is


def home() -> SafeWindow:
    """What the course is about, how much is done, what comes next."""
    return SafeWindow(
        Multi(
            Multi(Words("courses-course"), Words("courses-course-summary", when="summary")),
            Words("courses-course-empty", when="is_empty"),
            Words("courses-course-new", when="is_new"),
            Words("courses-course-begun", when="is_going_on"),
            Words("courses-course-finished", when="is_finished"),
            sep="\n\n",
        ),
        Button(Label("courses-begin-button"), id="begin", on_click=go_on, when="is_new"),
        Button(Label("courses-continue-button"), id="next", on_click=go_on, when="is_going_on"),
        Row(
            Button(Label("courses-lessons-button"), id="lessons", on_click=show_lessons),
            Url(Label("courses-share-button"), url=Value("share_url")),
        ),
        Cancel(Label("common-back"), id="back"),
        state=CoursePage.home,
        getter=read_course,
        preview_data={
            "title": "Подкаст с нуля",
            "summary": "От замысла до первого выпуска за шесть коротких уроков.",
            "done": 2,
            "total": 6,
            "percent": 33,
            "bar": bar(33),
            "next_title": "Как слушать гостя",
            "next_position": 3,
            "next_minutes": 9,
            "is_going_on": True,
            "share_url": "https://t.me/share/url?url=x",
        },
    )


async def read_course(
    dialog_manager: DialogManager,
    member: "Membership | None",
    connected_bot: ConnectedBot,
    t: Translator,
    **_: Any,
) -> dict[str, Any]:
    """The course and the member's progress in it."""
    course = await courses.access_course(require_member(member), slug_of(dialog_manager))
    return {
        "title": course.title,
        "summary": cut(course.summary, SUMMARY_LENGTH),
        "done": course.done,
        "total": course.lessons,
        "percent": course.percent,
        "bar": bar(course.percent),
        "next_title": course.next_lesson_title,
        "next_position": course.next_lesson_position,
        "next_minutes": course.next_lesson_minutes,
        "minutes_left": course.minutes_left,
        "is_empty": course.lessons == 0,
        "is_new": course.lessons > 0 and not course.is_begun,
        "is_going_on": course.is_begun and not course.is_finished and course.lessons > 0,
        "is_finished": course.is_finished,
        "share_url": share_url(
            connected_bot.username, course.slug, t("courses-share", title=course.title)
        ),
    }


async def go_on(_: CallbackQuery, __: Any, manager: DialogManager) -> None:
    """Open the first lesson that is not done."""
    member = member_of(manager)
    course = await courses.access_course(member, slug_of(manager))
    if course.next_lesson_id is not None:
        await courses.open_lesson(member, course.next_lesson_id)
        await manager.start(Reading.lesson, data={"lesson_id": course.next_lesson_id})


async def show_lessons(_: CallbackQuery, __: Any, manager: DialogManager) -> None:
    """Turn to the page on which the next lesson stands."""
    course = await courses.access_course(member_of(manager), slug_of(manager))
    manager.dialog_data["page"] = max(0, course.next_lesson_position - 1) // PAGE_SIZE
    await manager.switch_to(CoursePage.lessons)


# All its lessons


def lessons() -> SafeWindow:
    """Modules and lessons with marks, six lessons on a page."""
    return SafeWindow(
        Multi(Words("courses-lessons"), Value("lines"), sep="\n\n"),
        Column(
            Select(
                Format("{item[label]}"),
                id="lesson",
                item_id_getter=lambda item: item["id"],
                items="items",
                type_factory=int,
                on_click=open_lesson,
            )
        ),
        pager(),
        SwitchTo(Label("common-back"), id="back", state=CoursePage.home),
        state=CoursePage.lessons,
        getter=list_lessons,
        preview_data={
            "title": "Подкаст с нуля",
            "lines": "<b>Замысел и запись</b>\n✓ 1. О чём ваш подкаст и для кого, 6 мин",
            "items": [{"id": n, "label": "3. Микрофон, комната и тишина"} for n in range(6)],
            "page": 1,
            "pages": 3,
            "has_pages": True,
            "has_earlier": False,
            "has_later": True,
        },
    )


async def list_lessons(
    dialog_manager: DialogManager, member: "Membership | None", t: Translator, **_: Any
) -> dict[str, Any]:
    """The lessons of this page below the names of their modules."""
    course = await courses.access_course(require_member(member), slug_of(dialog_manager))
    every = [(module.title, lesson) for module in course.modules for lesson in module.lessons]
    shown = page_of(every, dialog_manager)
    return {
        **shown,
        "title": course.title,
        "lines": _lines(shown["items"], t),
        "items": [_item(lesson) for _, lesson in shown["items"]],
    }


def _lines(shown: list[tuple[str, courses.LessonLine]], t: Translator) -> str:
    lines: list[str] = []
    current = None
    for module, lesson in shown:
        if module != current:
            current = module
            gap = "\n" if lines else ""
            lines.append(gap + t.html("courses-module", title=module))
        lines.append(
            t.html(
                f"courses-line-{_state(lesson)}",
                position=lesson.position,
                title=lesson.title,
                minutes=lesson.minutes,
            )
        )
    return "\n".join(lines)


def _state(lesson: courses.LessonLine) -> str:
    if lesson.is_done:
        return "done"
    return "locked" if lesson.is_locked else "open"


def _item(lesson: courses.LessonLine) -> dict[str, Any]:
    return {"id": lesson.id, "label": cut(f"{lesson.position}. {lesson.title}")}


async def open_lesson(_: CallbackQuery, __: Any, manager: DialogManager, lesson_id: int) -> None:
    """Read the chosen lesson; a locked one says what comes first."""
    await courses.open_lesson(member_of(manager), lesson_id)
    await manager.start(Reading.lesson, data={"lesson_id": lesson_id})


def slug_of(manager: DialogManager) -> str:
    """The course that this conversation is about."""
    assert isinstance(manager.start_data, dict)
    return str(manager.start_data["slug"])
