"""Members: who is here, what they may do, who must go."""

from typing import TYPE_CHECKING, Any

from aiogram.types import CallbackQuery
from aiogram_dialog import Dialog, DialogManager
from aiogram_dialog.widgets.kbd import Button, Cancel, Row, SwitchTo

from bot.dialog_manager import say
from bot.i18n import Translator
from dialogs.communities.common import (
    NAME_LENGTH,
    PREVIEW_PAGES,
    choices,
    chosen_id,
    member_of,
    name_of,
    require_member,
    role_title,
)
from dialogs.communities.states import Members
from dialogs.paging import PAGE_SIZE, pager, pages_of
from dialogs.widgets import Label, Words, cut
from dialogs.windows import SafeWindow
from models.choices import MembershipStatus, Role
from services import communities
from services.communities import Permission

if TYPE_CHECKING:
    from models import Community, Membership

CUSTOM = "custom:"


def dialog() -> Dialog:
    """The conversation."""
    return Dialog(home(), one_member(), role(), ban(), owner())


# Who is here


def home() -> SafeWindow:
    """One button a member."""
    return SafeWindow(
        Words("communities-members-list", when="is_active"),
        Words("communities-banned-list", when="is_banned"),
        choices("member", open_member),
        pager(),
        Button(
            Label("communities-banned-button"), id="banned", on_click=show_banned, when="banned"
        ),
        Button(
            Label("communities-members-button"), id="active", on_click=show_active, when="is_banned"
        ),
        Cancel(Label("common-back"), id="back"),
        state=Members.home,
        getter=list_members,
        preview_data={
            "title": "Kommuna",
            "count": 248,
            "banned": 2,
            "is_active": True,
            "items": [{"id": f"{n}", "label": "Анна · Администратор"} for n in range(6)],
            **PREVIEW_PAGES,
        },
    )


async def list_members(
    dialog_manager: DialogManager,
    member: "Membership | None",
    community: "Community",
    t: Translator,
    **_: Any,
) -> dict[str, Any]:
    """The members of this page."""
    member = require_member(member)
    status = MembershipStatus(dialog_manager.dialog_data.get("status", MembershipStatus.ACTIVE))
    banned = await communities.count_banned(member)
    is_active = status is MembershipStatus.ACTIVE
    total = await communities.count_members(community) if is_active else banned
    shown = pages_of(total, dialog_manager)
    found = await communities.list_members(
        member, status=status, offset=(shown["page"] - 1) * PAGE_SIZE, limit=PAGE_SIZE
    )
    items = [
        {"id": one.id, "label": f"{cut(one.user.name, NAME_LENGTH)} · {role_title(one, t)}"}
        for one in found
    ]
    return {
        **shown,
        "items": items,
        "count": total,
        "title": community.title,
        "banned": banned if is_active else 0,
        "is_active": is_active,
        "is_banned": not is_active,
    }


async def show_banned(_: CallbackQuery, __: Any, manager: DialogManager) -> None:
    """Show who is banned instead."""
    manager.dialog_data.update(status=str(MembershipStatus.BANNED), page=0)


async def show_active(_: CallbackQuery, __: Any, manager: DialogManager) -> None:
    """Show who is here again."""
    manager.dialog_data.update(status=str(MembershipStatus.ACTIVE), page=0)


async def open_member(_: CallbackQuery, __: Any, manager: DialogManager, chosen: str) -> None:
    """Show one."""
    await communities.access_member(member_of(manager), int(chosen))
    manager.dialog_data["chosen_id"] = int(chosen)
    await manager.switch_to(Members.member)


# One of them


def one_member() -> SafeWindow:
    """Who they are, and what can be changed about it."""
    return SafeWindow(
        Words("communities-member"),
        SwitchTo(
            Label("communities-role-button"), id="role", state=Members.role, when="can_change"
        ),
        SwitchTo(Label("communities-ban-button"), id="ban", state=Members.ban, when="can_ban"),
        Button(
            Label("communities-unban-button"), id="unban", on_click=unban_member, when="can_unban"
        ),
        SwitchTo(
            Label("communities-owner-button"), id="owner", state=Members.owner, when="can_inherit"
        ),
        SwitchTo(Label("common-back"), id="back", state=Members.home),
        state=Members.member,
        getter=read_member,
        preview_data={
            "name": "Анна Соколова",
            "role": "Администратор",
            "since": "28 ноября",
            "status": "active",
            "can_change": True,
            "can_ban": True,
            "can_unban": True,
            "can_inherit": True,
        },
    )


async def read_member(
    dialog_manager: DialogManager, member: "Membership | None", t: Translator, **_: Any
) -> dict[str, Any]:
    """The member in words, and what the one who looks may do about them."""
    member = require_member(member)
    other = await communities.access_member(member, chosen_id(dialog_manager))
    is_below = communities.outranks(member, other)
    is_active = other.status is MembershipStatus.ACTIVE
    can_ban = communities.can(member, Permission.BAN_MEMBERS)
    return {
        "name": name_of(other.user),
        "role": role_title(other, t),
        "since": t.day(other.joined_at.date()),
        "status": str(other.status),
        "can_change": is_active and is_below,
        "can_ban": is_active and is_below and can_ban,
        "can_unban": other.status is MembershipStatus.BANNED and can_ban,
        "can_inherit": is_active and is_below and member.role is Role.OWNER,
    }


async def unban_member(_: CallbackQuery, __: Any, manager: DialogManager) -> None:
    """Let them come in again."""
    await communities.unban_member(member_of(manager), chosen_id(manager))
    say(manager, manager.middleware_data["t"]("communities-unbanned"))


# Their role


def role() -> SafeWindow:
    """Asks for the role; the answer gives it."""
    return SafeWindow(
        Words("communities-member-role"),
        choices("role", change_role, width=2),
        SwitchTo(Label("common-back"), id="back", state=Members.member),
        state=Members.role,
        getter=list_roles,
        preview_data={
            "name": "Анна Соколова",
            "items": [{"id": "member", "label": "Участник"}],
        },
    )


async def list_roles(
    dialog_manager: DialogManager, member: "Membership | None", t: Translator, **_: Any
) -> dict[str, Any]:
    """The roles that can be given."""
    member = require_member(member)
    other = await communities.access_member(member, chosen_id(dialog_manager))
    house = [
        {"id": str(one), "label": t(f"communities-role-{one}")}
        for one in communities.grantable_roles(member)
    ]
    own = [
        {"id": f"{CUSTOM}{one.id}", "label": cut(one.title, 20)}
        for one in await communities.list_custom_roles(member)
    ]
    return {"name": other.user.name, "items": house + own}


async def change_role(_: CallbackQuery, __: Any, manager: DialogManager, chosen: str) -> None:
    """Give it."""
    custom_id = int(chosen.removeprefix(CUSTOM)) if chosen.startswith(CUSTOM) else None
    given = Role.CUSTOM if custom_id is not None else Role(chosen)
    await communities.change_role(member_of(manager), chosen_id(manager), given, custom_id)
    say(manager, manager.middleware_data["t"]("communities-role-changed"))
    await manager.switch_to(Members.member)


# Going


def ban() -> SafeWindow:
    """Asks once more."""
    return SafeWindow(
        Words("communities-ban"),
        Row(
            SwitchTo(Label("common-back"), id="back", state=Members.member),
            Button(Label("communities-ban-button"), id="ban", on_click=ban_member),
        ),
        state=Members.ban,
        getter=read_member,
        preview_data={"name": "Анна Соколова"},
    )


async def ban_member(_: CallbackQuery, __: Any, manager: DialogManager) -> None:
    """Shut them out."""
    await communities.ban_member(member_of(manager), chosen_id(manager))
    say(manager, manager.middleware_data["t"]("communities-banned"))
    await manager.switch_to(Members.member)


def owner() -> SafeWindow:
    """Asks once more before the community has another owner."""
    return SafeWindow(
        Words("communities-owner"),
        Row(
            SwitchTo(Label("common-back"), id="back", state=Members.member),
            Button(Label("communities-owner-button"), id="owner", on_click=hand_over),
        ),
        state=Members.owner,
        getter=read_member,
        preview_data={"name": "Анна Соколова"},
    )


async def hand_over(_: CallbackQuery, __: Any, manager: DialogManager) -> None:
    """Make them the owner."""
    data = manager.middleware_data
    await communities.hand_over(member_of(manager), chosen_id(manager))
    data["member"] = await communities.find_member(data["community"], data["user"])
    say(manager, data["t"]("communities-handed-over"))
    await manager.switch_to(Members.member)
