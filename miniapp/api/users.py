"""Signing in and out, the person's own settings and devices."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal

from aiohttp import web
from pydantic import BaseModel, Field

from miniapp.api.communities import CommunityAnswer, describe_community
from miniapp.devices import describe_device, name_system
from miniapp.keys import TICKETS, TOKENS
from miniapp.openapi import Api, Body, Id
from miniapp.session import NotMemberError, SignedIn, limit, sign_in
from miniapp.tickets import LIFETIME_SECONDS
from miniapp.tokens import LIFETIME
from miniapp.visitor import Visitor, welcome
from services import communities, users
from services.errors import ConflictError

if TYPE_CHECKING:
    from models import Session


#: Sign-ins a minute. Behind one address there may be a whole school.
PER_ADDRESS = 600
PER_PERSON = 20


class NoSessionError(ConflictError):
    """Init data came with the request: there is no session to end, or to make a ticket of."""

    code = "no_session"
    text = "users-error-no-session"


class InitDataBody(Body):
    """What Telegram gave to the Mini App."""

    init_data: Annotated[str, Field(min_length=1, max_length=8192)]
    platform: Annotated[str, Field(max_length=32, pattern=r"^[a-z0-9_]*$")] = ""


class RefreshBody(Body):
    """The token that was given last."""

    refresh_token: Annotated[str, Field(min_length=1, max_length=256)]


class SettingsBody(Body):
    """What to change; what is left out stays."""

    language: Literal["ru", "en"] | None = None
    time_zone: Annotated[str, Field(max_length=64)] | None = None


class UserAnswer(BaseModel):
    """A person."""

    user_id: int = Field(description="Telegram user id")
    first_name: str
    last_name: str
    username: str | None
    language: str
    time_zone: str
    is_premium: bool


class MeAnswer(BaseModel):
    """The person in the current community."""

    user: UserAnswer
    community: CommunityAnswer
    role: str
    points: int
    level: int


class TokensAnswer(MeAnswer):
    """A session: its two tokens, and whose it is."""

    access_token: str
    refresh_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105  the name of a scheme
    expires_in: int = Field(description="Seconds for which the access token is good")


class TicketAnswer(BaseModel):
    """A ticket for one WebSocket."""

    ticket: str
    expires_in: int


class SessionAnswer(BaseModel):
    """A device that is signed in."""

    id: Id
    device: str
    is_current: bool
    seen_at: datetime
    signed_in_at: datetime


def endpoints(api: Api) -> None:
    """Register the operations of people."""
    auth = "/api/v1/auth"
    api.post(
        f"{auth}/telegram/validate",
        validate,
        rights="anyone",
        tags=["auth"],
        auth=(),
        errors=(401, 403, 404, 429),
    )
    api.post(
        f"{auth}/refresh", refresh, rights="anyone", tags=["auth"], auth=(), errors=(401, 403, 429)
    )
    api.post(f"{auth}/logout", logout, rights="member", tags=["auth"])
    api.post(f"{auth}/ticket", issue_ticket, rights="member", tags=["auth"], errors=(409,))
    api.get(f"{auth}/me", read_me, rights="member", tags=["auth"])
    api.get("/api/users/me", read_user, rights="member", tags=["users"])
    api.patch("/api/users/me", change_settings, rights="member", tags=["users"])
    api.get("/api/users/me/sessions", list_sessions, rights="member", tags=["users"])
    api.delete("/api/users/me/sessions", end_other_sessions, rights="member", tags=["users"])
    api.delete("/api/users/me/sessions/{id}", end_session, rights="member", tags=["users"])


async def validate(request: web.Request, body: InitDataBody) -> TokensAnswer:
    """Exchange init data for a session.

    ``X-Bot-ID`` names the bot whose Mini App was opened, else it is the platform's.
    """
    await limit(request, "validate", per_minute=PER_ADDRESS)
    known = await sign_in(request, body.init_data)
    await limit(
        request, f"open:{known.bot_id}", per_minute=PER_PERSON, user_id=known.user.telegram_id
    )
    async with welcome(request, known) as v:
        session, refresh_token = await users.open_session(
            v.user,
            v.community,
            bot_id=v.bot_id,
            is_proven=v.is_proven,
            platform=body.platform,
            device=name_system(request.headers.get("User-Agent", "")),
        )
        return _tokens(request, v, session, refresh_token)


async def refresh(request: web.Request, body: RefreshBody) -> TokensAnswer:
    """Exchange a refresh token for the next pair.

    A refresh token works once. An older one that comes back ends the session, except within ten
    seconds, because answers get lost.
    """
    await limit(request, "refresh", per_minute=PER_ADDRESS)
    session, refresh_token = await users.rotate_session(body.refresh_token)
    member = await communities.find_member(session.community, session.user)
    if member is None:
        raise NotMemberError
    known = SignedIn(
        session.user, session.community, member, session.bot_id, session.is_proven, session=session
    )
    async with welcome(request, known) as v:
        return _tokens(request, v, session, refresh_token)


async def logout(visitor: Visitor) -> None:
    """End the session of this device."""
    if visitor.session is None:
        raise NoSessionError
    await users.revoke_session(visitor.user, visitor.session.id)


async def issue_ticket(request: web.Request, visitor: Visitor) -> TicketAnswer:
    """Issue a ticket for one WebSocket, good for half a minute."""
    if visitor.session is None:
        raise NoSessionError
    ticket = request.app[TICKETS].issue(visitor.session.public_id)
    return TicketAnswer(ticket=ticket, expires_in=LIFETIME_SECONDS)


async def read_me(visitor: Visitor) -> MeAnswer:
    """The person who asks, in the current community."""
    return _describe_me(visitor)


async def read_user(visitor: Visitor) -> UserAnswer:
    """The person who asks."""
    return describe_user(visitor)


async def change_settings(visitor: Visitor, body: SettingsBody) -> UserAnswer:
    """Change language and time zone.

    They are the person's everywhere: what a community's own bot vouches for is ``not_proven``.
    """
    visitor.require_proof()
    if body.language is not None:
        await users.change_language(visitor.user, body.language)
    if body.time_zone is not None:
        await users.change_time_zone(visitor.user, body.time_zone)
    return describe_user(visitor)


async def list_sessions(visitor: Visitor) -> list[SessionAnswer]:
    """The person's devices in this community, the last used first."""
    sessions = await users.list_sessions(visitor.user, bot_id=visitor.reach)
    return [_describe_session(visitor, session) for session in sessions]


async def end_other_sessions(visitor: Visitor) -> None:
    """Sign the person out everywhere in this community, but on the device that asks."""
    present_id = visitor.session.id if visitor.session else None
    await users.revoke_all(visitor.user, but=present_id, bot_id=visitor.reach)


async def end_session(visitor: Visitor, id: Id) -> None:
    """Sign one of the person's devices out; its next request is refused."""
    await users.revoke_session(visitor.user, id, bot_id=visitor.reach)


def describe_user(v: Visitor) -> UserAnswer:
    """The visitor as the API shows people: by Telegram's id, never by ours."""
    return UserAnswer(
        user_id=v.user.telegram_id,
        first_name=v.user.first_name,
        last_name=v.user.last_name,
        username=v.user.username,
        language=v.user.language or v.t.language,
        time_zone=v.user.time_zone or v.t.time_zone,
        is_premium=v.user.is_premium,
    )


def _describe_me(v: Visitor) -> MeAnswer:
    return MeAnswer(
        user=describe_user(v),
        community=describe_community(v.community),
        role=v.member.role.value,
        points=v.member.points,
        level=v.member.level,
    )


def _tokens(
    request: web.Request, v: Visitor, session: "Session", refresh_token: str
) -> TokensAnswer:
    return TokensAnswer(
        **dict(_describe_me(v)),
        access_token=request.app[TOKENS].issue(
            v.user.telegram_id, session.public_id, str(v.community.uuid)
        ),
        refresh_token=refresh_token,
        expires_in=int(LIFETIME.total_seconds()),
    )


def _describe_session(v: Visitor, session: "Session") -> SessionAnswer:
    device = describe_device(session)
    return SessionAnswer(
        id=device.id,
        device=device.name,
        is_current=v.session is not None and v.session.id == device.id,
        seen_at=device.seen_at,
        signed_in_at=device.signed_in_at,
    )
