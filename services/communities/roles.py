"""Who may do what, changed: roles, roles of one's own making, ownership, bans.

The one rule: somebody acts on those who may do less than they themselves, and gives no more than
that. So nobody touches an owner, admins are made by the owner alone, and nobody raises themselves.
"""

from tortoise.exceptions import IntegrityError

from models import CustomRole, Membership
from models.base import for_update
from models.choices import MembershipStatus, Role
from models.transactions import transaction
from services.communities.audit import record
from services.communities.permissions import (
    OF_ROLE,
    Permission,
    TooHighRoleError,
    is_below,
    outranks,
    permissions_of,
    require,
)
from services.errors import ConflictError, FieldError, ForbiddenError, InvalidError, NotFoundError

PAGE = 50
TITLE_LENGTH = 64
#: Only the owner decides about admins, so no role that is given away can.
NEVER_GIVEN = frozenset({Permission.MANAGE_ADMINS})


class MemberNotFoundError(NotFoundError):
    """This community has no such member."""

    code = "member_not_found"
    text = "communities-error-member-not-found"


class OutrankedError(ForbiddenError):
    """The other may do as much as the one who acts, or more."""

    code = "outranked"
    text = "communities-error-outranked"


class RoleInUseError(ConflictError):
    """Members have this role."""

    code = "role_in_use"
    text = "communities-error-role-in-use"


async def list_members(
    member: Membership,
    *,
    status: MembershipStatus = MembershipStatus.ACTIVE,
    offset: int = 0,
    limit: int = PAGE,
) -> list[Membership]:
    """Members with their people and roles, in the order of joining.

    Raises:
        ForbiddenError: without the right.
    """
    require(member, Permission.MANAGE_USERS)
    return (
        await Membership.filter(status=status)
        .order_by("id")
        .offset(offset)
        .limit(min(limit, 100))
        .select_related("user", "custom_role")
    )


async def count_banned(member: Membership) -> int:
    """How many people are shut out.

    Raises:
        ForbiddenError: without the right.
    """
    require(member, Permission.MANAGE_USERS)
    return await Membership.filter(status=MembershipStatus.BANNED).count()


async def access_member(member: Membership, member_id: int) -> Membership:
    """One member of any status, with person and role.

    Raises:
        ForbiddenError: without the right.
        MemberNotFoundError: when this community has none.
    """
    require(member, Permission.MANAGE_USERS)
    return await _read(member_id)


async def change_role(
    member: Membership, member_id: int, role: Role, custom_role_id: int | None = None
) -> Membership:
    """Give a role of the house, or with `Role.CUSTOM` one that the owner made.

    Raises:
        ForbiddenError: without the right; `OutrankedError`, `TooHighRoleError` by the one rule.
        MemberNotFoundError, NotFoundError: when there is no such member or role here.
    """
    require(member, Permission.MANAGE_USERS)
    async with transaction():
        other = await _lock_below(member, member_id)
        custom = await _check_role(member, role, custom_role_id)
        before = other.role
        other.role, other.custom_role_id = role, None if custom is None else custom.id
        await other.save(update_fields=["role", "custom_role_id"])
        await record(
            "member.role_changed",
            member.user_id,
            target_kind="member",
            target_id=other.id,
            before=str(before),
            after=str(role),
            custom_role=other.custom_role_id,
        )
    return await _read(member_id)


async def ban_member(member: Membership, member_id: int) -> Membership:
    """Shut a member out; their role is gone, what they did stays.

    Raises:
        ForbiddenError: without the right; `OutrankedError` by the one rule.
        MemberNotFoundError: when this community has none.
    """
    require(member, Permission.BAN_MEMBERS)
    async with transaction():
        other = await _lock_below(member, member_id)
        if other.status is not MembershipStatus.BANNED:
            other.status, other.role, other.custom_role_id = (
                MembershipStatus.BANNED,
                Role.MEMBER,
                None,
            )
            await other.save(update_fields=["status", "role", "custom_role_id"])
            await record("member.banned", member.user_id, target_kind="member", target_id=other.id)
    return await _read(member_id)


async def unban_member(member: Membership, member_id: int) -> Membership:
    """Let somebody come in again, in the way in which everybody does.

    Raises:
        ForbiddenError: without the right.
        MemberNotFoundError: when this community has none.
    """
    require(member, Permission.BAN_MEMBERS)
    async with transaction():
        other = await _lock(member_id)
        if other.status is MembershipStatus.BANNED:
            other.status = MembershipStatus.LEFT
            await other.save(update_fields=["status"])
            await record(
                "member.unbanned", member.user_id, target_kind="member", target_id=other.id
            )
    return await _read(member_id)


async def hand_over(member: Membership, member_id: int) -> Membership:
    """Make another member the owner; who was it becomes an admin.

    Raises:
        ForbiddenError: when one is not the owner (any more).
        MemberNotFoundError: when this community has no such active member.
    """
    async with transaction():
        for row_id in sorted({member.id, member_id}):  # always in this order: no deadlock
            await _lock(row_id)
        owner, heir = await _read(member.id), await _read(member_id)
        if owner.role is not Role.OWNER or owner.status is not MembershipStatus.ACTIVE:
            raise ForbiddenError
        if heir.status is not MembershipStatus.ACTIVE or heir.id == owner.id:
            raise MemberNotFoundError
        owner.role, heir.role, heir.custom_role_id = Role.ADMIN, Role.OWNER, None
        await owner.save(update_fields=["role"])
        await heir.save(update_fields=["role", "custom_role_id"])
        await record(
            "community.handed_over", member.user_id, target_kind="member", target_id=heir.id
        )
    return await _read(member_id)


# Roles of one's own making


async def list_custom_roles(member: Membership) -> list[CustomRole]:
    """The roles that the owner made.

    Raises:
        ForbiddenError: without the right.
    """
    require(member, Permission.MANAGE_USERS)
    return await CustomRole.all().order_by("title")


async def create_custom_role(
    member: Membership, title: str, permissions: frozenset[Permission]
) -> CustomRole:
    """Make a role of permissions.

    Raises:
        ForbiddenError: for all but those who decide about admins.
        InvalidError: for a title that is taken or empty, or a permission that is not given away.
    """
    require(member, Permission.MANAGE_ADMINS)
    title = title.strip()
    _check_custom_role(title, permissions)
    try:
        async with transaction():
            role = await CustomRole.create(title=title, permissions=sorted(permissions))
            await record("role.created", member.user_id, target_kind="role", target_id=role.id)
    except IntegrityError:
        raise InvalidError([FieldError("title", "taken", "communities-error-taken")]) from None
    return role


async def delete_custom_role(member: Membership, role_id: int) -> None:
    """Take a role away that nobody has.

    Raises:
        ForbiddenError: for all but those who decide about admins.
        NotFoundError, RoleInUseError: when there is none, or somebody has it.
    """
    require(member, Permission.MANAGE_ADMINS)
    async with transaction():
        role = await for_update(CustomRole.filter(id=role_id)).get_or_none()
        if role is None:
            raise NotFoundError
        if await Membership.filter(custom_role_id=role_id).exists():
            raise RoleInUseError
        await role.delete()
        await record("role.deleted", member.user_id, target_kind="role", target_id=role_id)


def _check_custom_role(title: str, permissions: frozenset[Permission]) -> None:
    mistakes = []
    if not title or len(title) > TITLE_LENGTH or "\0" in title:
        mistakes.append(FieldError("title", "length"))
    if not permissions or permissions & NEVER_GIVEN:
        mistakes.append(FieldError("permissions", "not_allowed"))
    if mistakes:
        raise InvalidError(mistakes)


def grantable_roles(member: Membership) -> list[Role]:
    """The roles of the house that this member can give."""
    return [role for role in OF_ROLE if is_below(role, member)]


async def _check_role(
    member: Membership, role: Role, custom_role_id: int | None
) -> CustomRole | None:
    if role is not Role.CUSTOM:
        if not is_below(role, member):
            raise TooHighRoleError
        return None
    custom = await CustomRole.get_or_none(id=custom_role_id)
    if custom is None:
        raise NotFoundError
    if not frozenset(custom.permissions) < permissions_of(member):
        raise TooHighRoleError
    return custom


async def _lock_below(member: Membership, member_id: int) -> Membership:
    """The other's row, held until the transaction ends, and surely below the one who acts."""
    await _lock(member_id)
    other = await _read(member_id)
    if not outranks(member, other):
        raise OutrankedError
    return other


async def _lock(member_id: int) -> Membership:
    member = await for_update(Membership.filter(id=member_id)).get_or_none()
    if member is None:
        raise MemberNotFoundError
    return member


async def _read(member_id: int) -> Membership:
    member = await Membership.get_or_none(id=member_id).select_related("user", "custom_role")
    if member is None:
        raise MemberNotFoundError
    return member
