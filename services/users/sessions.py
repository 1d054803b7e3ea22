"""Devices that are signed in: opened by init data, kept alive by a refresh token that changes.

A refresh token works once. Whoever shows an older one again is either a thief or was robbed, so the
session ends for both; only a repetition within seconds is forgiven, because answers get lost.
"""

import secrets
from datetime import timedelta

from tortoise.expressions import Q

from models import Community, Session, User
from models.base import everywhere, for_update
from models.transactions import transaction
from services import clock
from services.errors import NotFoundError, UnauthorizedError
from services.vault import hash_opaque_token, new_opaque_token

LIFETIME = timedelta(days=30)
GRACE = timedelta(seconds=10)
SEEN_EXACTNESS = timedelta(minutes=5)
#: The oldest device makes room for one more.
MOST_DEVICES = 20


class SessionEndedError(UnauthorizedError):
    """The session was ended on another device, or for safety; only opening the app anew helps."""

    code = "session_ended"
    text = "users-error-session-ended"


class SessionExpiredError(UnauthorizedError):
    """Nobody used the session for too long, or the refresh token is not known."""

    code = "session_expired"
    text = "users-error-session-expired"


async def open_session(
    user: User, community: Community, *, bot_id: int, platform: str = "", device: str = ""
) -> tuple[Session, str]:
    """Sign a device in, through the bot with this Telegram id; the second value is its token.

    Runs inside the scope of the community.
    """
    now, token = clock.now(), new_opaque_token("refresh")
    async with transaction():
        await _make_room(user)
        session = await Session.create(
            user_id=user.id,
            community_id=community.id,
            public_id=secrets.token_urlsafe(16),
            refresh_hash=hash_opaque_token(token),
            rotated_at=now,
            platform=platform[:32],
            device=device[:128],
            bot_id=bot_id,
            expires_at=now + LIFETIME,
            seen_at=now,
        )
    session.user, session.community = user, community
    return session, token


async def rotate_session(refresh_token: str) -> tuple[Session, str]:
    """Exchange a refresh token for the next one; the session comes with user and community.

    Raises:
        SessionExpiredError: when the token is unknown or its time is over.
        SessionEndedError: when the session was revoked, or is now, because an old token came back.
    """
    token, digest = new_opaque_token("refresh"), hash_opaque_token(refresh_token)
    with everywhere():
        async with transaction():
            found = Session.filter(Q(refresh_hash=digest) | Q(previous_refresh_hash=digest))
            session = await for_update(found).first()
            if session is None:
                raise SessionExpiredError
            is_stolen = not _rotate(session, digest, token)
            await session.save()
        if is_stolen:
            raise SessionEndedError
        await session.fetch_related("user", "community")
    return session, token


async def access_session(public_id: str) -> Session:
    """A session that stands, with its user and community; notes now and then that it is used.

    Raises:
        SessionEndedError: when it was revoked or does not exist.
        SessionExpiredError: when its time is over.
    """
    with everywhere():
        session = await Session.get_or_none(public_id=public_id).select_related("user", "community")
        if session is None:
            raise SessionEndedError
        _require_standing(session)
        if session.seen_at < clock.now() - SEEN_EXACTNESS:
            session.seen_at = clock.now()
            await session.save(update_fields=["seen_at"])
    return session


async def list_sessions(user: User) -> list[Session]:
    """The person's devices in the current community, the last used first."""
    return await Session.filter(
        user_id=user.id, revoked_at__isnull=True, expires_at__gt=clock.now()
    ).order_by("-seen_at", "-id")


async def revoke_session(user: User, session_id: int) -> None:
    """Sign one of the person's devices in the current community out.

    Raises:
        NotFoundError: when the person has no such device here.
    """
    async with transaction():
        changed = await Session.filter(
            id=session_id, user_id=user.id, revoked_at__isnull=True
        ).update(revoked_at=clock.now())
    if not changed:
        raise NotFoundError


async def revoke_all(user: User, *, but: int | None = None) -> int:
    """Sign all devices in the current community out, but the one given; says how many."""
    async with transaction():
        found = Session.filter(user_id=user.id, revoked_at__isnull=True)
        return await found.exclude(id=but or 0).update(revoked_at=clock.now())


def _rotate(session: Session, digest: str, token: str) -> bool:
    """Put the next token in place; False, and the session revoked, when an old one came back."""
    _require_standing(session)
    now = clock.now()
    if session.refresh_hash == digest:
        session.previous_refresh_hash, session.rotated_at = digest, now
    elif now - session.rotated_at > GRACE:
        session.revoked_at = now
        return False
    session.refresh_hash = hash_opaque_token(token)
    session.expires_at, session.seen_at = now + LIFETIME, now
    return True


def _require_standing(session: Session) -> None:
    if session.revoked_at is not None:
        raise SessionEndedError
    if session.expires_at <= clock.now():
        raise SessionExpiredError


async def _make_room(user: User) -> None:
    standing = Session.filter(user_id=user.id, revoked_at__isnull=True).order_by("-seen_at", "-id")
    crowded = (
        await standing.offset(MOST_DEVICES - 1).limit(MOST_DEVICES).values_list("id", flat=True)
    )
    if crowded:
        await Session.filter(id__in=list(crowded)).update(revoked_at=clock.now())
