"""Joining without an invite: at once where that is open, else by a request that admins decide."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from models import Community, JoinRequest, Membership, User
from models.base import within
from models.choices import (
    CommunityStatus,
    JoinPolicy,
    JoinRequestStatus,
    MembershipStatus,
    Role,
)
from models.transactions import transaction
from services import clock
from services.communities.audit import record
from services.communities.membership import BannedError, admit
from services.communities.permissions import Permission, can, require
from services.domain_events import JoinRequestDecided, JoinRequested, emit
from services.errors import ConflictError, ForbiddenError, NotFoundError

PAGE = 50
#: How long after a refusal one may ask again.
PATIENCE = timedelta(days=1)


class InviteNeededError(ForbiddenError):
    """One comes into this community by invite only."""

    code = "invite_needed"
    text = "communities-error-invite-needed"


class AlreadyMemberError(ConflictError):
    """The person is a member."""

    code = "already_member"
    text = "communities-error-already-member"


class RefusedLatelyError(ConflictError):
    """A request was refused less than a day ago."""

    code = "refused_lately"
    text = "communities-error-refused-lately"


class RequestNotFoundError(NotFoundError):
    """This community has no such request."""

    code = "request_not_found"
    text = "communities-error-request-not-found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What became of a request; `is_new` when it was decided just now and not before."""

    request_id: int
    applicant: User
    is_approved: bool
    decided_by: User | None
    decided_at: datetime
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestNews:
    """A request and the people whom it concerns; `deciders` may approve it."""

    request_id: int
    community: Community
    applicant: User
    is_open: bool
    deciders: list[User]


async def join(community: Community, user: User) -> Membership | JoinRequest:
    """Become a member where joining is open, else ask; asking again finds the open request.

    Raises:
        BannedError, AlreadyMemberError, RefusedLatelyError, InviteNeededError: when not.
        NotFoundError: when the community is closed.
    """
    if community.status is CommunityStatus.CLOSED:
        raise NotFoundError
    with within(community.id):
        async with transaction():
            known = await Membership.get_or_none(user_id=user.id)
            if known is not None and known.status is MembershipStatus.BANNED:
                raise BannedError
            if known is not None and known.status is MembershipStatus.ACTIVE:
                raise AlreadyMemberError
            if community.join_policy is JoinPolicy.OPEN:
                return await admit(community, user)
            if community.join_policy is JoinPolicy.INVITE:
                raise InviteNeededError
            return await _ask(user)


async def _ask(user: User) -> JoinRequest:
    lately = clock.now() - PATIENCE
    if await JoinRequest.filter(
        user_id=user.id, status=JoinRequestStatus.REFUSED, decided_at__gt=lately
    ).exists():
        raise RefusedLatelyError
    request, is_new = await JoinRequest.get_or_create(
        user_id=user.id, status=JoinRequestStatus.PENDING
    )
    if is_new:
        await emit(JoinRequested(request_id=request.id))
    return request


async def find_open_request(community: Community, user: User) -> JoinRequest | None:
    """The person's request that nobody has decided yet."""
    with within(community.id):
        return await JoinRequest.get_or_none(user_id=user.id, status=JoinRequestStatus.PENDING)


async def list_requests(member: Membership, *, limit: int = PAGE) -> list[JoinRequest]:
    """The open requests with their people, oldest first.

    Raises:
        ForbiddenError: without the right.
    """
    require(member, Permission.MANAGE_USERS)
    return (
        await JoinRequest.filter(status=JoinRequestStatus.PENDING)
        .order_by("id")
        .limit(limit)
        .select_related("user")
    )


async def access_request(member: Membership, request_id: int) -> JoinRequest:
    """One request with its person and who decided it.

    Raises:
        ForbiddenError: without the right.
        RequestNotFoundError: when this community has none.
    """
    require(member, Permission.MANAGE_USERS)
    request = await JoinRequest.get_or_none(id=request_id).select_related("user", "decided_by")
    if request is None:
        raise RequestNotFoundError
    return request


async def decide_request(member: Membership, request_id: int, *, approve: bool) -> Decision:
    """Approve or refuse; whoever comes second learns what the first one decided.

    Raises:
        ForbiddenError: without the right.
        RequestNotFoundError: when this community has no such request.
        BannedError: when who is to be approved was banned meanwhile.
    """
    with within(member.community_id):
        return await _decide(member, request_id, approve=approve)


async def _decide(member: Membership, request_id: int, *, approve: bool) -> Decision:
    request = await access_request(member, request_id)
    async with transaction():
        decided_at = clock.now()
        status = JoinRequestStatus.APPROVED if approve else JoinRequestStatus.REFUSED
        is_new = await JoinRequest.filter(id=request.id, status=JoinRequestStatus.PENDING).update(
            status=status, decided_by_id=member.user_id, decided_at=decided_at
        )
        if is_new:
            await _carry_out(member, request, approve=approve)
    return await _read_decision(member, request_id, is_new=bool(is_new))


async def _carry_out(member: Membership, request: JoinRequest, *, approve: bool) -> None:
    if approve:
        await admit(await Community.get(id=request.community_id), request.user)
    await record(
        "request.approved" if approve else "request.refused",
        member.user_id,
        target_kind="user",
        target_id=request.user_id,
    )
    await emit(JoinRequestDecided(request_id=request.id, is_approved=approve))


async def _read_decision(member: Membership, request_id: int, *, is_new: bool) -> Decision:
    request = await access_request(member, request_id)
    return Decision(
        request_id=request.id,
        applicant=request.user,
        is_approved=request.status is JoinRequestStatus.APPROVED,
        decided_by=request.decided_by,
        decided_at=request.decided_at or clock.now(),
        is_new=is_new,
    )


async def find_request_news(request_id: int) -> RequestNews | None:
    """Everything that is told about a request of the current community, or None when it is gone."""
    request = await JoinRequest.get_or_none(id=request_id).select_related("user", "community")
    if request is None:
        return None
    members = (
        await Membership.filter(status=MembershipStatus.ACTIVE)
        .exclude(role__in=[Role.MEMBER, Role.GUEST])
        .select_related("user", "custom_role")
    )
    return RequestNews(
        request_id=request.id,
        community=request.community,
        applicant=request.user,
        is_open=request.status is JoinRequestStatus.PENDING,
        deciders=[one.user for one in members if can(one, Permission.MANAGE_USERS)],
    )
