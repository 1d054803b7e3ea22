"""What this person can look after here: only that is shown, and checked again at every tap."""

from typing import TYPE_CHECKING, Any

from aiogram_dialog import Dialog
from aiogram_dialog.widgets.kbd import Cancel, Row, Start

from bot.settings import Settings
from dialogs.communities.common import require_member
from dialogs.communities.states import Admin, Audit, Bots, Creating, Invites, Members, Requests
from dialogs.widgets import Label, Words
from dialogs.windows import SafeWindow
from services import communities
from services.communities import Permission
from services.errors import ForbiddenError

if TYPE_CHECKING:
    from models import Community, Membership, User
    from services.communities import ConnectedBot

STAFF = (Permission.MANAGE_USERS, Permission.MANAGE_BOT, Permission.VIEW_AUDIT)


def dialog() -> Dialog:
    """The conversation."""
    return Dialog(home())


def home() -> SafeWindow:
    """One button a room."""
    return SafeWindow(
        Words("communities-admin"),
        Start(
            Label("communities-requests-button"),
            id="requests",
            state=Requests.home,
            when="requests",
        ),
        Row(
            Start(
                Label("communities-members-button"),
                id="members",
                state=Members.home,
                when="sees_members",
            ),
            Start(
                Label("communities-invites-button"),
                id="invites",
                state=Invites.home,
                when="sees_members",
            ),
        ),
        Row(
            Start(Label("communities-bots-button"), id="bots", state=Bots.home, when="sees_bots"),
            Start(
                Label("communities-audit-button"), id="audit", state=Audit.home, when="sees_audit"
            ),
        ),
        Start(
            Label("communities-create-button"), id="create", state=Creating.title, when="can_create"
        ),
        Cancel(Label("common-back"), id="back"),
        state=Admin.home,
        getter=read_rooms,
        preview_data={
            "title": "Kommuna",
            "count": 248,
            "requests": 3,
            "sees_members": True,
            "sees_bots": True,
            "sees_audit": True,
            "can_create": True,
        },
    )


async def read_rooms(
    community: "Community",
    user: "User",
    member: "Membership | None",
    connected_bot: "ConnectedBot",
    settings: Settings,
    **_: Any,
) -> dict[str, Any]:
    """What there is to do, and what of it this member may."""
    if not is_staff(member):
        raise ForbiddenError
    member = require_member(member)
    sees_members = communities.can(member, Permission.MANAGE_USERS)
    is_platform = connected_bot.community_id is None
    return {
        "title": community.title,
        "count": await communities.count_members(community),
        "requests": len(await communities.list_requests(member)) if sees_members else 0,
        "sees_members": sees_members,
        "sees_bots": communities.can(member, Permission.MANAGE_BOT),
        "sees_audit": communities.can(member, Permission.VIEW_AUDIT),
        "can_create": is_platform and communities.can_create(user, settings.communities),
    }


def is_staff(member: "Membership | None") -> bool:
    """Whether there is anything here for this member to look after."""
    return any(communities.can(member, one) for one in STAFF)
