"""What each role may do."""

from enum import StrEnum

from models import Membership
from models.choices import Role
from services.errors import ForbiddenError


class Permission(StrEnum):
    """Keys of what can be allowed; owners make roles of them."""

    MANAGE_COMMUNITY = "manage_community"
    MANAGE_ADMINS = "manage_admins"
    MANAGE_COURSES = "manage_courses"
    MANAGE_USERS = "manage_users"
    MANAGE_BOT = "manage_bot"
    MANAGE_GROUPS = "manage_groups"
    MANAGE_PAYMENTS = "manage_payments"
    MANAGE_FORMS = "manage_forms"
    MANAGE_EVENTS = "manage_events"
    MANAGE_TICKETS = "manage_tickets"
    MANAGE_CHANNELS = "manage_channels"
    MANAGE_GAMIFICATION = "manage_gamification"
    MANAGE_FLAGS = "manage_flags"
    MANAGE_API = "manage_api"
    VIEW_ANALYTICS = "view_analytics"
    VIEW_AUDIT = "view_audit"
    VIEW_RESPONSES = "view_responses"
    VIEW_MODLOG = "view_modlog"
    BAN_MEMBERS = "ban_members"
    MODERATE_CONTENT = "moderate_content"
    HANDLE_REPORTS = "handle_reports"
    GRADE_HOMEWORK = "grade_homework"
    AWARD_POINTS = "award_points"
    CHECKIN = "checkin"
    REFUND = "refund"
    BROADCAST = "broadcast"
    PUBLISH_CHANNELS = "publish_channels"
    USE_SESSIONS = "use_sessions"
    SUPPORT_INBOX = "support_inbox"
    EXPORT_DATA = "export_data"


class TooHighRoleError(ForbiddenError):
    """Nobody gives a role that may do as much as they themselves, or more."""

    code = "role_too_high"
    text = "communities-error-role-too-high"


OWNERS_ALONE = frozenset(
    {Permission.MANAGE_ADMINS, Permission.MANAGE_API, Permission.EXPORT_DATA, Permission.REFUND}
)
EVERYTHING = frozenset(Permission)
OF_ROLE: dict[Role, frozenset[Permission]] = {
    Role.OWNER: EVERYTHING,
    Role.ADMIN: EVERYTHING - OWNERS_ALONE,
    Role.MODERATOR: frozenset(
        {
            Permission.MODERATE_CONTENT,
            Permission.BAN_MEMBERS,
            Permission.VIEW_MODLOG,
            Permission.HANDLE_REPORTS,
            Permission.MANAGE_USERS,
        }
    ),
    Role.TEACHER: frozenset({Permission.MANAGE_COURSES, Permission.GRADE_HOMEWORK}),
    Role.ORGANISER: frozenset(
        {
            Permission.MANAGE_EVENTS,
            Permission.MANAGE_FORMS,
            Permission.VIEW_RESPONSES,
            Permission.CHECKIN,
            Permission.MANAGE_TICKETS,
        }
    ),
    Role.STEWARD: frozenset({Permission.CHECKIN}),
    Role.MEMBER: frozenset(),
    Role.GUEST: frozenset(),
}


SEATS = (Role.GUEST, Role.MEMBER)


def permissions_of(member: Membership) -> frozenset[Permission]:
    """All that a member may do; a role made by the owner must come with the membership."""
    if member.role is Role.CUSTOM:
        keys = member.custom_role.permissions if member.custom_role is not None else ()
        return frozenset(Permission(key) for key in keys if key in Permission.__members__.values())
    return OF_ROLE[member.role]


def can(member: Membership | None, permission: Permission) -> bool:
    """Whether this member may do this."""
    return member is not None and permission in permissions_of(member)


def require(member: Membership | None, permission: Permission) -> None:
    """Refuse unless this member may do this.

    Raises:
        ForbiddenError: when not.
    """
    if not can(member, permission):
        raise ForbiddenError


def is_below(role: Role, member: Membership) -> bool:
    """Whether a role of the house may do less than this member: only such can they give or take."""
    return role in OF_ROLE and OF_ROLE[role] < permissions_of(member)


def outranks(member: Membership, other: Membership) -> bool:
    """Whether `member` may do all that `other` may, and more."""
    return permissions_of(other) < permissions_of(member)


def raises(role: Role, member: Membership) -> bool:
    """Whether this role of the house would let the member do more, and nothing less, than now."""
    if role in SEATS and member.role in SEATS:
        return SEATS.index(role) > SEATS.index(member.role)
    return permissions_of(member) < OF_ROLE[role]
