"""The main menu: what this person can do here; for who is no member, how to become one."""

from typing import TYPE_CHECKING, Any

from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager, LaunchMode, ShowMode
from aiogram_dialog.widgets.kbd import Button, Start

from bot.dialog_manager import say
from bot.i18n import Translator
from bot.settings import Settings as ServerSettings
from dialogs.communities.admin import is_staff
from dialogs.communities.states import Admin, Communities, Joining, Menu
from dialogs.courses.states import Catalogue, CoursePage, Reading
from dialogs.users.states import Settings
from dialogs.widgets import Label, Words, cut
from dialogs.windows import SafeWindow
from models.choices import JoinPolicy
from services import communities, courses

if TYPE_CHECKING:
    from models import Community, Membership, User
    from services.communities import ConnectedBot

TITLE_LENGTH = 18


def dialog() -> Dialog:
    """The conversation."""
    return Dialog(home(), launch_mode=LaunchMode.ROOT)


def home() -> SafeWindow:
    """Greeting and the ways onward, or the community and the way in."""
    return SafeWindow(
        Words("communities-menu", when="is_member"),
        Words("communities-card", when="is_stranger"),
        Button(
            Label("courses-resume-button"), id="resume", on_click=resume_course, when="course_title"
        ),
        Start(Label("courses-menu-button"), id="courses", state=Catalogue.home, when="is_member"),
        Button(Label("communities-join-button"), id="join", on_click=join, when="can_join"),
        Button(Label("communities-ask-button"), id="ask", on_click=join, when="can_ask"),
        Start(
            Label("communities-code-button"), id="code", state=Joining.code, when="can_type_code"
        ),
        Start(Label("communities-admin-button"), id="admin", state=Admin.home, when="is_staff"),
        Start(
            Label("communities-list-button"),
            id="communities",
            state=Communities.home,
            when="has_others",
        ),
        Start(Label("users-settings-button"), id="settings", state=Settings.home),
        state=Menu.home,
        getter=read_home,
        preview_data={
            "title": "Kommuna",
            "name": "Марина",
            "is_member": True,
            "is_staff": True,
            "has_others": True,
            "course_title": "Подкаст с нуля",
        },
    )


async def read_home(
    community: "Community",
    user: "User",
    member: "Membership | None",
    t: Translator,
    connected_bot: "ConnectedBot",
    settings: ServerSettings,
    **_: Any,
) -> dict[str, Any]:
    """Who is greeted, and where; what they were learning last, or how they can come in."""
    is_platform = connected_bot.community_id is None
    shown = {
        "title": community.title,
        "name": user.first_name,
        "is_member": member is not None,
        "is_stranger": member is None,
        "is_staff": is_staff(member),
        "has_others": is_platform and await _has_others(user, member, settings),
    }
    if member is None:
        return shown | await _read_way_in(community, user, t)
    course = await courses.find_current(member)
    return shown | {"course_title": "" if course is None else cut(course.title, TITLE_LENGTH)}


async def _has_others(user: "User", member: "Membership | None", settings: ServerSettings) -> bool:
    """Whether there is anything to choose: with one community nobody sees the word."""
    own = await communities.list_own(user)
    return len(own) > (member is not None) or settings.communities == "open"


async def _read_way_in(community: "Community", user: "User", t: Translator) -> dict[str, Any]:
    request = await communities.find_open_request(community, user)
    policy = community.join_policy
    is_banned = await communities.is_banned(community, user)
    way = "banned" if is_banned else "asked" if request is not None else str(policy)
    return {
        "members": t("communities-members", count=await communities.count_members(community)),
        "way": t(f"communities-way-{way}"),
        "can_join": policy is JoinPolicy.OPEN and not is_banned,
        "can_ask": policy is JoinPolicy.REQUEST and request is None and not is_banned,
        "can_type_code": policy is not JoinPolicy.OPEN and not is_banned,
        "course_title": "",
    }


async def join(_: CallbackQuery, __: Any, manager: DialogManager) -> None:
    """Come in, or ask to."""
    data = manager.middleware_data
    t: Translator = data["t"]
    community: Community = data["community"]
    await communities.join(community, data["user"])
    data["member"] = await communities.find_member(community, data["user"])
    joined = data["member"] is not None
    say(manager, t("communities-joined" if joined else "communities-asked"))


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
