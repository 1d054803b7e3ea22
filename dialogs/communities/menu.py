"""The main menu: what this person can do here."""

from typing import TYPE_CHECKING, Any

from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager, LaunchMode, ShowMode
from aiogram_dialog.widgets.kbd import Button, Start

from dialogs.communities.states import Menu
from dialogs.courses.states import Catalogue, CoursePage, Reading
from dialogs.users.states import Settings
from dialogs.widgets import Label, Words, cut
from dialogs.windows import SafeWindow
from services import courses

if TYPE_CHECKING:
    from models import Community, Membership, User

TITLE_LENGTH = 18


def dialog() -> Dialog:
    """The conversation."""
    return Dialog(home(), launch_mode=LaunchMode.ROOT)


def home() -> SafeWindow:
    """Greeting and the ways onward."""
    return SafeWindow(
        Words("communities-menu"),
        Button(
            Label("courses-resume-button"), id="resume", on_click=resume_course, when="course_title"
        ),
        Start(Label("courses-menu-button"), id="courses", state=Catalogue.home, when="is_member"),
        Start(Label("users-settings-button"), id="settings", state=Settings.home),
        state=Menu.home,
        getter=read_home,
        preview_data={
            "title": "Kommuna",
            "name": "Марина",
            "is_member": True,
            "course_title": "Подкаст с нуля",
        },
    )


async def read_home(
    community: "Community", user: "User", member: "Membership | None", **_: Any
) -> dict[str, Any]:
    """Who is greeted, and where; what they were learning last."""
    course = await courses.find_current(member) if member is not None else None
    return {
        "title": community.title,
        "name": user.first_name,
        "is_member": member is not None,
        "course_title": cut(course.title, TITLE_LENGTH) if course is not None else "",
    }


async def resume_course(_: CallbackQuery, __: Any, manager: DialogManager) -> None:
    """Go on reading where one is, above the page of that course."""
    member: Membership | None = manager.middleware_data["member"]
    course = await courses.find_current(member) if member is not None else None
    if member is None or course is None or course.next_lesson_id is None:
        return
    await courses.open_lesson(member, course.next_lesson_id)
    await manager.start(CoursePage.home, data={"slug": course.slug}, show_mode=ShowMode.NO_UPDATE)
    await manager.start(
        Reading.lesson, data={"lesson_id": course.next_lesson_id}, show_mode=ShowMode.AUTO
    )
