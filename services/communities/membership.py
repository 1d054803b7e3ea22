"""Being a member: coming in, being found, going."""

from models import Community, JoinRequest, Membership, User
from models.base import for_update, within
from models.choices import (
    CommunityStatus,
    JoinPolicy,
    JoinRequestStatus,
    MembershipStatus,
    Role,
)
from models.prepared import PreparedQuery
from models.transactions import transaction
from services import clock
from services.communities.audit import record
from services.domain_events import MemberJoined, emit
from services.errors import ConflictError, ForbiddenError


class BannedError(ForbiddenError):
    """The person was banned from this community."""

    code = "banned"
    text = "communities-error-banned"


class OwnerStaysError(ConflictError):
    """An owner leaves only after handing the community over."""

    code = "owner_stays"
    text = "communities-error-owner-stays"


async def find_member(community: Community, user: User) -> Membership | None:
    """The person's active membership, with the role that an owner made, or None."""
    with within(community.id):
        return await Membership.get_or_none(
            user_id=user.id, status=MembershipStatus.ACTIVE
        ).select_related("custom_role")


MEMBERSHIP = PreparedQuery(
    lambda community_id, user_id: Membership.filter(
        community_id=community_id, user_id=user_id
    ).select_related("custom_role"),
    values=2,
)


async def enter(community: Community, user: User) -> Membership | None:
    """The person's membership; made at the first visit where joining is open, else None.

    Who has left is not brought back by a visit.

    Raises:
        BannedError: when the person was banned.
    """
    member = await MEMBERSHIP.find(community.id, user.id)
    if member is not None and member.status is MembershipStatus.ACTIVE:
        return member
    if member is not None and member.status is MembershipStatus.BANNED:
        raise BannedError
    if member is not None or not is_open(community):
        return None
    return await admit(community, user)


async def is_banned(community: Community, user: User) -> bool:
    """Whether this person is shut out."""
    with within(community.id):
        return await Membership.filter(user_id=user.id, status=MembershipStatus.BANNED).exists()


def is_open(community: Community) -> bool:
    """Whether anybody may become a member at once."""
    return community.join_policy is JoinPolicy.OPEN and community.status is CommunityStatus.ACTIVE


async def admit(community: Community, user: User, role: Role = Role.MEMBER) -> Membership:
    """Make the person an active member; somebody who is one stays as they are.

    An open request to join is closed by it.

    Raises:
        BannedError: when the person was banned.
    """
    with within(community.id):
        async with transaction():
            member, is_new = await Membership.get_or_create(
                user_id=user.id, defaults={"role": role, "joined_at": clock.now()}
            )
            if not is_new:
                member = await for_update(Membership.filter(id=member.id)).get()
            if member.status is MembershipStatus.BANNED:
                raise BannedError
            if member.status is MembershipStatus.LEFT:
                member.status, member.role, member.custom_role_id = (
                    MembershipStatus.ACTIVE,
                    role,
                    None,
                )
                member.joined_at = clock.now()
                await member.save(update_fields=["status", "role", "custom_role_id", "joined_at"])
                is_new = True
            if is_new:
                await emit(MemberJoined(member_id=member.id))
                await JoinRequest.filter(user_id=user.id, status=JoinRequestStatus.PENDING).update(
                    status=JoinRequestStatus.APPROVED, decided_at=clock.now()
                )
            await member.fetch_related("custom_role")
    return member


async def leave(member: Membership) -> None:
    """Go; what was done here stays and is there again after coming back.

    Raises:
        OwnerStaysError: for the owner.
    """
    async with transaction():
        current = await for_update(Membership.filter(id=member.id)).get()
        if current.role is Role.OWNER:
            raise OwnerStaysError
        if current.status is not MembershipStatus.ACTIVE:
            return
        current.status, current.role, current.custom_role_id = (
            MembershipStatus.LEFT,
            Role.MEMBER,
            None,
        )
        await current.save(update_fields=["status", "role", "custom_role_id"])
        await record("member.left", current.user_id, target_kind="member", target_id=current.id)
    member.status = MembershipStatus.LEFT


async def list_administrators(community: Community) -> list[User]:
    """Who decides in this community: its owners and admins."""
    with within(community.id):
        members = await Membership.filter(
            role__in=[Role.OWNER, Role.ADMIN], status=MembershipStatus.ACTIVE
        ).select_related("user")
    return [member.user for member in members]


async def count_members(community: Community) -> int:
    """How many people belong to this community."""
    with within(community.id):
        return await Membership.filter(status=MembershipStatus.ACTIVE).count()
