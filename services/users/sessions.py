"""Devices that are signed in: opened by init data, kept alive by a refresh token that changes.

A refresh token works once. Whoever shows an older one again is either a thief or was robbed, so the
session ends for both; only a repetition within seconds is forgiven, because answers get lost.
"""

import secrets
from datetime import timedelta

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from models import Community, Session, User
from models.base import everywhere, for_update
from models.transactions import transaction
from services import clock
from services.errors import NotFoundError, UnauthorizedError
from services.vault import hash_opaque_token, new_opaque_token

LIFETIME = timedelta(days=30)
GRACE = timedelta(seconds=10)
SEEN_EXACTNESS = timedelta(minutes=5)
#: How long a session that ended is kept: whoever uses it hears that it has ended.
KEPT = timedelta(days=30)
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
    user: User,
    community: Community,
    *,
    bot_id: int,
    is_proven: bool,
    platform: str = "",
    device: str = "",
) -> tuple[Session, str]:
    """Sign a device in, through the bot with this Telegram id; the second value is its token.

    `is_proven` is false when the bot's owner could have made up who signs in. Runs inside the scope
    of the community.
    """
    now, token = clock.now(), new_opaque_token("refresh")
    async with transaction():
        await _make_room(user, bot_id)
        session = await Session.create(
            user_id=user.id,
            community_id=community.id,
            public_id=secrets.token_urlsafe(16),
            refresh_hash=hash_opaque_token(token),
            rotated_at=now,
            platform=platform[:32],
            device=device[:128],
            bot_id=bot_id,
            is_proven=is_proven,
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


async def list_sessions(user: User, *, bot_id: int | None = None) -> list[Session]:
    """The person's devices in the current community, the last used first.

    Only those of one bot, if its Telegram id is given.
    """
    found = _standing(user, bot_id).filter(expires_at__gt=clock.now())
    return await found.order_by("-seen_at", "-id")


async def revoke_session(user: User, session_id: int, *, bot_id: int | None = None) -> None:
    """Sign one of the person's devices in the current community out; only of one bot, if given.

    Raises:
        NotFoundError: when the person has no such device here.
    """
    async with transaction():
        found = _standing(user, bot_id).filter(id=session_id)
        changed = await found.update(revoked_at=clock.now())
    if not changed:
        raise NotFoundError


async def revoke_all(user: User, *, but: int | None = None, bot_id: int | None = None) -> int:
    """Sign all devices in the current community out, but the one given; says how many.

    Only those of one bot, if its Telegram id is given.
    """
    async with transaction():
        found = _standing(user, bot_id).exclude(id=but or 0)
        return await found.update(revoked_at=clock.now())


async def forget_sessions() -> int:
    """Remove, in every community, the sessions that ended a month ago; says how many."""
    ended = clock.now() - KEPT
    with everywhere():
        async with transaction():
            found = Session.filter(Q(revoked_at__lt=ended) | Q(expires_at__lt=ended))
            return await found.delete()


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


def _standing(user: User, bot_id: int | None) -> QuerySet[Session]:
    found = Session.filter(user_id=user.id, revoked_at__isnull=True)
    return found if bot_id is None else found.filter(bot_id=bot_id)


async def _make_room(user: User, bot_id: int) -> None:
    """Make it among devices of the same bot, so that no bot's owner crowds out those of another."""
    standing = _standing(user, bot_id).order_by("-seen_at", "-id")
    crowded = (
        await standing.offset(MOST_DEVICES - 1).limit(MOST_DEVICES).values_list("id", flat=True)
    )
    if crowded:
        await Session.filter(id__in=list(crowded)).update(revoked_at=clock.now())
