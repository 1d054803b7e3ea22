"""Being a member: coming in, being found."""

from models.transactions import transaction

from models import Community, Membership, User
from models.base import within
from models.choices import CommunityStatus, JoinPolicy, MembershipStatus, Role
from services import clock
from services.domain_events import MemberJoined, emit
from services.errors import ForbiddenError


class BannedError(ForbiddenError):
    """The person was banned from this community."""

    code = "banned"
    text = "communities-error-banned"


async def find_member(community: Community, user: User) -> Membership | None:
    """The person's active membership, or None."""
    with within(community.id):
        return await Membership.get_or_none(user_id=user.id, status=MembershipStatus.ACTIVE)


async def enter(community: Community, user: User) -> Membership | None:
    """The person's membership; made at the first visit where joining is open, else None.

    Raises:
        BannedError: when the person was banned.
    """
    with within(community.id):
        member = await Membership.get_or_none(user_id=user.id)
    if member is not None and member.status is MembershipStatus.ACTIVE:
        return member
    if member is not None and member.status is MembershipStatus.BANNED:
        raise BannedError
    if community.join_policy is not JoinPolicy.OPEN or community.status is CommunityStatus.CLOSED:
        return None
    return await admit(community, user)


async def admit(community: Community, user: User, role: Role = Role.MEMBER) -> Membership:
    """Make the person an active member; somebody who is one stays as they are.

    Raises:
        BannedError: when the person was banned.
    """
    with within(community.id):
        async with transaction():
            member, is_new = await Membership.get_or_create(
                user_id=user.id, defaults={"role": role, "joined_at": clock.now()}
            )
            if member.status is MembershipStatus.BANNED:
                raise BannedError
            if member.status is MembershipStatus.LEFT:
                member.status, member.role = MembershipStatus.ACTIVE, role
                member.joined_at = clock.now()
                await member.save(update_fields=["status", "role", "joined_at"])
                is_new = True
            if is_new:
                await emit(MemberJoined(member_id=member.id))
    return member


async def list_administrators(community: Community) -> list[User]:
    """Who decides in this community: its owners and admins."""
    with within(community.id):
        members = await Membership.filter(
            role__in=[Role.OWNER, Role.ADMIN], status=MembershipStatus.ACTIVE
        ).select_related("user")
    return [member.user for member in members]
