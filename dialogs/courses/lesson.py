"""Reading: a lesson page by page, then the next one, then the end of the course."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiogram.enums import ContentType
from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager
from aiogram_dialog.api.entities import MediaAttachment
from aiogram_dialog.widgets.kbd import Button, Cancel, Row, Url
from aiogram_dialog.widgets.media import DynamicMedia

from bot.dialog_manager import say
from bot.i18n import Translator
from dialogs.courses.common import member_of, require_member, share_url
from dialogs.courses.pages import paginate
from dialogs.courses.states import Quiz, Reading
from dialogs.paging import page_of, turn_back, turn_on
from dialogs.widgets import Label, Value, Words
from dialogs.windows import SafeWindow
from services import courses
from services.communities import ConnectedBot

if TYPE_CHECKING:
    from models import Membership

STATIC = Path(__file__).parent.parent.parent / "miniapp" / "static"


def dialog() -> Dialog:
    """The conversation."""
    return Dialog(lesson(), finished(), on_process_result=leave_quiz)


# A lesson


def lesson() -> SafeWindow:
    """One page of the lesson; what comes after the last one depends on what is done."""
    return SafeWindow(
        DynamicMedia("picture", when="picture"),
        Value("html"),
        Button(Label("courses-later-button"), id="later", on_click=turn_on, when="has_later"),
        Button(Label("courses-quiz-button"), id="quiz", on_click=begin_quiz, when="needs_quiz"),
        Button(Label("courses-complete-button"), id="complete", on_click=complete, when="is_ready"),
        Button(Label("courses-next-button"), id="next", on_click=open_next, when="can_go_on"),
        Row(
            Button(Label("common-back"), id="earlier", on_click=turn_back, when="has_earlier"),
            Cancel(Label("courses-leave-button"), id="leave"),
        ),
        state=Reading.lesson,
        getter=read_lesson,
        preview_data={
            "html": "<b>Микрофон, комната и тишина</b>\nУрок 2 из 6, 8 минут\n\nСлушатель простит "
            "запинку, но не простит гул и эхо.",
            "picture": _attach("demo/microphone.png"),
            "has_earlier": True,
            "needs_quiz": True,
        },
    )


async def read_lesson(
    dialog_manager: DialogManager, member: "Membership | None", t: Translator, **_: Any
) -> dict[str, Any]:
    """The page where the reader is."""
    view = await courses.access_lesson(require_member(member), lesson_of(dialog_manager))
    head = t.html(
        "courses-lesson",
        title=view.title,
        position=view.position,
        total=view.total,
        minutes=view.minutes,
    )
    shown = page_of(paginate(head, view.blocks), dialog_manager, size=1)
    (page,) = shown["items"]
    is_last = not shown["has_later"]
    is_passed = view.quiz is None or view.quiz.is_passed
    return {
        "html": page.html,
        "picture": _attach(page.picture) if page.picture else None,
        "has_earlier": shown["has_earlier"],
        "has_later": shown["has_later"],
        "needs_quiz": is_last and not view.is_done and not is_passed,
        "is_ready": is_last and not view.is_done and is_passed,
        "can_go_on": is_last and view.is_done and view.next_id is not None,
    }


def _attach(source: str) -> MediaAttachment | None:
    """The picture, unless its file is gone: then its caption has to do."""
    path = STATIC / source
    return MediaAttachment(ContentType.PHOTO, path=str(path)) if path.is_file() else None


async def begin_quiz(_: CallbackQuery, __: Any, manager: DialogManager) -> None:
    """Take the quiz, from where one left it."""
    lesson_id = lesson_of(manager)
    await courses.begin_quiz(member_of(manager), lesson_id)
    await manager.start(Quiz.question, data={"lesson_id": lesson_id})


async def complete(_: CallbackQuery, __: Any, manager: DialogManager) -> None:
    """Be done with this lesson and go on."""
    progress = await courses.complete_lesson(member_of(manager), lesson_of(manager))
    await move_on(manager, progress.next_lesson_id, progress.done, progress.total)


async def open_next(_: CallbackQuery, __: Any, manager: DialogManager) -> None:
    """Go on from a lesson that is done already."""
    member = member_of(manager)
    view = await courses.access_lesson(member, lesson_of(manager))
    if view.next_id is not None:
        await courses.open_lesson(member, view.next_id)
        _turn_to(manager, view.next_id)


async def leave_quiz(_: Any, result: Any, manager: DialogManager) -> None:
    """Come back from a quiz that ended with the lesson being done."""
    if result:
        await move_on(manager, result["next_lesson_id"], result["done"], result["total"])


async def move_on(
    manager: DialogManager, next_lesson_id: int | None, done: int, total: int
) -> None:
    """Turn to the next lesson to do, or to the end when none is left."""
    if next_lesson_id is None:
        await manager.switch_to(Reading.finished)
        return
    await courses.open_lesson(member_of(manager), next_lesson_id)
    _turn_to(manager, next_lesson_id)
    t: Translator = manager.middleware_data["t"]
    say(manager, t("courses-progress", done=done, total=total))


def _turn_to(manager: DialogManager, lesson_id: int) -> None:
    manager.dialog_data.update(lesson_id=lesson_id, page=0)


def lesson_of(manager: DialogManager) -> int:
    """The lesson that is being read: the one started with, until one goes on."""
    assert isinstance(manager.start_data, dict)
    return int(manager.dialog_data.get("lesson_id", manager.start_data["lesson_id"]))


# The end of the course


def finished() -> SafeWindow:
    """Congratulations; comes once, when the last lesson is done."""
    return SafeWindow(
        Words("courses-finished"),
        Url(Label("courses-share-button"), url=Value("share_url")),
        Cancel(Label("courses-leave-button"), id="leave"),
        state=Reading.finished,
        getter=read_finished,
        preview_data={
            "title": "Подкаст с нуля",
            "total": 6,
            "share_url": "https://t.me/share/url?url=x",
        },
    )


async def read_finished(
    dialog_manager: DialogManager,
    member: "Membership | None",
    connected_bot: ConnectedBot,
    t: Translator,
    **_: Any,
) -> dict[str, Any]:
    """The course that is behind the member."""
    view = await courses.access_lesson(require_member(member), lesson_of(dialog_manager))
    text = t("courses-share-finished", title=view.course_title)
    return {
        "title": view.course_title,
        "total": view.total,
        "share_url": share_url(connected_bot.username, view.course_slug, text),
    }
