"""Invites: codes that make their bearer a member, counted exactly."""

import re
import secrets
import string
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tortoise.exceptions import IntegrityError
from tortoise.expressions import F, Q
from tortoise.queryset import QuerySet

from models import Community, Invite, InviteUse, Membership, User
from models.base import everywhere, for_update, within
from models.choices import CommunityStatus, Role
from models.transactions import transaction
from services import clock
from services.communities.audit import record
from services.communities.membership import admit
from services.communities.permissions import (
    OF_ROLE,
    Permission,
    TooHighRoleError,
    is_below,
    raises,
    require,
)
from services.errors import (
    FieldError,
    GoneError,
    InvalidError,
    NotFoundError,
    RateLimitedError,
)
from services.ports import Limiter

CODE = re.compile(r"[A-Z0-9]{12}")
ALPHABET = string.ascii_uppercase + string.digits
CODE_LENGTH = 12
MOST_USES = 1_000_000
NOTES_LENGTH = 256
PAGE = 50
#: Tries of a code by one person: in an hour, and at once.
TRIES, TRIES_SECONDS, TRIES_AT_ONCE = 20.0, 3600.0, 10


class InviteStatus(StrEnum):
    """Whether an invite still works, and why not."""

    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"
    EXHAUSTED = "exhausted"


class InviteNotFoundError(NotFoundError):
    """There is no such invite, or none that may be seen."""

    code = "invite_not_found"
    text = "communities-error-invite-not-found"


class InviteOverError(GoneError):
    """The invite is expired, revoked or used up."""

    code = "invite_over"
    text = "communities-error-invite-over"


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteTerms:
    """What an invite grants; `uses_limit` 0 is no limit, no `expires_at` is no end."""

    role: Role = Role.MEMBER
    uses_limit: int = 0
    expires_at: datetime | None = None
    notes: str = ""
    idempotency_key: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody came by an invite; `is_new` when they were no member before."""

    community: Community
    member: Membership
    is_new: bool


async def create_invite(member: Membership, terms: InviteTerms) -> Invite:
    """Make an invite; the same idempotency key makes it once.

    Raises:
        ForbiddenError: without the right to invite, or when the role is not below the maker's.
        InvalidError: when the terms cannot be.
    """
    require(member, Permission.MANAGE_USERS)
    if not is_below(terms.role, member):
        raise TooHighRoleError
    return await _create(terms, member.user_id)


async def create_invite_as_operator(community: Community, terms: InviteTerms) -> Invite:
    """Make an invite from the terminal of this installation, for any role but the owner's.

    Raises:
        InvalidError: when the terms cannot be.
    """
    with within(community.id):
        return await _create(terms, None)


async def revoke_invite(member: Membership, code: str) -> Invite:
    """End an invite; one that is over stays as it is.

    Raises:
        ForbiddenError: without the right.
        InviteNotFoundError: when this community has no such code.
    """
    require(member, Permission.MANAGE_USERS)
    return await _revoke(await _read(code), member.user_id)


async def revoke_invite_as_operator(code: str) -> Invite:
    """End an invite from the terminal, whichever community has it.

    Raises:
        InviteNotFoundError: when there is no such code.
    """
    invite = await find_invite(code)
    with within(invite.community_id):
        return await _revoke(invite, None)


async def list_invites(
    member: Membership,
    status: InviteStatus | None = None,
    *,
    before: int | None = None,
    limit: int = PAGE,
) -> list[Invite]:
    """The community's invites, newest first; `before` is the id of the last one seen.

    Raises:
        ForbiddenError: without the right.
    """
    require(member, Permission.MANAGE_USERS)
    return await _list(status, before, limit)


async def list_invites_as_operator(
    community: Community,
    status: InviteStatus | None = None,
    *,
    before: int | None = None,
    limit: int = PAGE,
) -> list[Invite]:
    """The same, for the terminal."""
    with within(community.id):
        return await _list(status, before, limit)


async def access_invite(member: Membership, code: str) -> tuple[Invite, list[InviteUse]]:
    """One invite and who came by it (with their users), newest first, at most a page.

    Raises:
        ForbiddenError: without the right.
        InviteNotFoundError: when this community has no such code.
    """
    require(member, Permission.MANAGE_USERS)
    invite = await _read(code)
    return invite, await list_uses(invite)


async def list_uses(invite: Invite) -> list[InviteUse]:
    """Who came by an invite that may be seen, newest first, at most a page."""
    with within(invite.community_id):
        return (
            await InviteUse.filter(invite_id=invite.id)
            .order_by("-id")
            .limit(PAGE)
            .select_related("user")
        )


async def find_invite(code: str) -> Invite:
    """An invite of any community, with its community, by a code that somebody holds.

    Raises:
        InviteNotFoundError: when there is none.
    """
    with everywhere():
        invite = await Invite.get_or_none(code=_clean(code)).select_related("community")
    if invite is None or invite.community.status is CommunityStatus.CLOSED:
        raise InviteNotFoundError
    return invite


def invite_status(invite: Invite) -> InviteStatus:
    """Whether it works now."""
    if invite.revoked_at is not None:
        return InviteStatus.REVOKED
    if invite.expires_at is not None and invite.expires_at <= clock.now():
        return InviteStatus.EXPIRED
    if invite.uses_limit and invite.uses >= invite.uses_limit:
        return InviteStatus.EXHAUSTED
    return InviteStatus.ACTIVE


async def use_invite(
    user: User, code: str, *, limiter: Limiter, only_in: int | None = None
) -> Arrival:
    """Come in by a code. The same person counts once; a higher role than the invite's is kept.

    `only_in` is the community of the bot through which somebody comes, when it has one: the
    invites of others do not exist there.

    Raises:
        RateLimitedError: after too many tries.
        InviteNotFoundError, InviteOverError: when the code does not let anybody in.
        BannedError: when the person was banned.
    """
    wait = await limiter.hit(
        f"invite:{user.id}", rate=TRIES, per=TRIES_SECONDS, burst=TRIES_AT_ONCE
    )
    if wait:
        raise RateLimitedError(wait)
    invite = await find_invite(code)
    if only_in not in {None, invite.community_id}:
        raise InviteNotFoundError
    with within(invite.community_id):
        async with transaction():
            return await _use(invite, user)


async def _use(invite: Invite, user: User) -> Arrival:
    known = await Membership.get_or_none(user_id=user.id)
    member = await admit(invite.community, user, invite.role)
    is_new = known is None or known.status != member.status
    has_risen = is_new or raises(invite.role, member)
    if not has_risen:
        return Arrival(invite.community, member, is_new=False)
    _, counts = await InviteUse.get_or_create(invite_id=invite.id, user_id=user.id)
    if counts:
        await _count(invite)
    elif invite_status(invite) in {InviteStatus.REVOKED, InviteStatus.EXPIRED}:
        raise InviteOverError
    if member.role is not invite.role:
        member.role, member.custom_role_id = invite.role, None
        await member.save(update_fields=["role", "custom_role_id"])
        await member.fetch_related("custom_role")
    await record(
        "invite.used", user, target_kind="invite", target_id=invite.id, role=str(invite.role)
    )
    return Arrival(invite.community, member, is_new)


async def _count(invite: Invite) -> None:
    """Take one use, if there is one: the database decides, so that the limit is exact."""
    taken = await (
        Invite.filter(id=invite.id, revoked_at__isnull=True)
        .filter(Q(expires_at__isnull=True) | Q(expires_at__gt=clock.now()))
        .filter(Q(uses_limit=0) | Q(uses__lt=F("uses_limit")))
        .update(uses=F("uses") + 1)
    )
    if not taken:
        raise InviteOverError


async def _create(terms: InviteTerms, author_id: int | None) -> Invite:
    _check(terms)
    if terms.idempotency_key is not None:
        known = await Invite.get_or_none(idempotency_key=terms.idempotency_key)
        if known is not None:
            return known
    try:
        async with transaction():
            return await _insert(terms, author_id)
    except IntegrityError:
        # The same key at the same moment. (That two codes meet has odds of 1 to 10^18.)
        return await Invite.get(idempotency_key=terms.idempotency_key)


async def _insert(terms: InviteTerms, author_id: int | None) -> Invite:
    invite = await Invite.create(
        code=new_code(),
        role=terms.role,
        uses_limit=terms.uses_limit,
        expires_at=terms.expires_at,
        notes=terms.notes.strip(),
        created_by_id=author_id,
        idempotency_key=terms.idempotency_key,
    )
    await record(
        "invite.created",
        author_id,
        target_kind="invite",
        target_id=invite.id,
        role=str(terms.role),
        uses_limit=terms.uses_limit,
    )
    return invite


def new_code() -> str:
    """Twelve of A-Z and 0-9: 62 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def _check(terms: InviteTerms) -> None:
    mistakes = []
    if terms.role not in OF_ROLE or terms.role is Role.OWNER:
        mistakes.append(FieldError("role", "unknown"))
    if not 0 <= terms.uses_limit <= MOST_USES:
        mistakes.append(FieldError("limit", "out_of_range"))
    if terms.expires_at is not None and terms.expires_at <= clock.now():
        mistakes.append(FieldError("expires", "past", "communities-error-expires-past"))
    if len(terms.notes.strip()) > NOTES_LENGTH or "\0" in terms.notes:
        mistakes.append(FieldError("notes", "too_long"))
    if mistakes:
        raise InvalidError(mistakes)


async def _revoke(invite: Invite, actor_id: int | None) -> Invite:
    async with transaction():
        current = await for_update(Invite.filter(id=invite.id)).get()
        if current.revoked_at is None:
            current.revoked_at = clock.now()
            await current.save(update_fields=["revoked_at"])
            await record("invite.revoked", actor_id, target_kind="invite", target_id=current.id)
    return current


async def _read(code: str) -> Invite:
    invite = await Invite.get_or_none(code=_clean(code))
    if invite is None:
        raise InviteNotFoundError
    return invite


async def _list(status: InviteStatus | None, before: int | None, limit: int) -> list[Invite]:
    invites: QuerySet[Invite] = Invite.all()
    if before is not None:
        invites = invites.filter(id__lt=before)
    if status is not None:
        invites = _with_status(invites, status)
    return await invites.order_by("-id").limit(min(limit, 100))


def _with_status(invites: QuerySet[Invite], status: InviteStatus) -> QuerySet[Invite]:
    if status is InviteStatus.REVOKED:
        return invites.filter(revoked_at__isnull=False)
    invites = invites.filter(revoked_at__isnull=True)
    if status is InviteStatus.EXPIRED:
        return invites.filter(expires_at__lte=clock.now())
    invites = invites.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=clock.now()))
    has_room = Q(uses_limit=0) | Q(uses__lt=F("uses_limit"))
    return invites.filter(has_room if status is InviteStatus.ACTIVE else ~has_room)


def _clean(code: str) -> str:
    """The code as it is stored.

    Raises:
        InviteNotFoundError: when it can be none.
    """
    cleaned = code.strip().upper()
    if not CODE.fullmatch(cleaned):
        raise InviteNotFoundError
    return cleaned
