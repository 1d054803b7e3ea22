"""Who is asking: by our own access token, or by init data that comes with the request."""

import ipaddress
import re
from dataclasses import dataclass

from aiohttp import web

from bot.deep_links import LinkKind, read_deep_link
from bot.init_data import (
    InitData,
    InitDataError,
    InitDataUser,
    check_init_data,
    check_signed_init_data,
)
from miniapp.keys import MINI_APP, TOKENS
from miniapp.tokens import TokenError
from models import Community, Membership, Session, User
from models.choices import CommunityStatus
from services import communities, users
from services.communities import ConnectedBot
from services.errors import (
    ForbiddenError,
    NotFoundError,
    RateLimitedError,
    UnauthorizedError,
)

BOT_HEADER = "X-Bot-ID"
COMMUNITY_HEADER = "X-Community-ID"
INIT_DATA_HEADER = "X-Telegram-Init-Data"
_BOT_ID = re.compile(r"[1-9][0-9]{0,15}")


class NotMemberError(ForbiddenError):
    """The person is known and does not belong to the community."""

    code = "not_member"
    text = "communities-error-not-member"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A member of a community. ``session`` is missing when init data came with the request.

    ``is_proven`` is false when the owner of the bot could have made up who asks.
    """

    user: User
    community: Community
    member: Membership
    bot_id: int
    is_proven: bool
    start_param: str | None = None
    session: Session | None = None


async def authenticate(request: web.Request) -> SignedIn:
    """Find out who asks, in which community.

    Raises:
        UnauthorizedError: when nobody proves to be anybody.
        NotMemberError: when the person does not belong to the community.
    """
    given = request.headers.getall("Authorization", [])
    if len(given) > 1:
        raise UnauthorizedError
    scheme, _, credentials = (given[0] if given else "").partition(" ")
    if scheme.lower() == "bearer":
        return await _by_token(request, credentials.strip())
    if scheme.lower() == "tma":
        return await sign_in(request, credentials.strip())
    if not given and INIT_DATA_HEADER in request.headers:
        return await sign_in(request, request.headers[INIT_DATA_HEADER])
    raise UnauthorizedError


async def sign_in(request: web.Request, raw: str) -> SignedIn:
    """Let in whom the init data names, by the token of the bot that the request names.

    The owner of a community's bot knows its token too: unless Telegram's own signature says the
    same, that makes nobody's account follow what the init data tells.

    Raises:
        InitDataError: when they are not that bot's, too old, or not whole.
        NotFoundError, NotMemberError: when the community is not open to them.
    """
    connected = await _find_bot(request)
    init_data = check_init_data(raw, connected.token)
    is_proven = connected.community_id is None or _is_signed(request, raw, connected)
    meet = users.meet if is_proven else users.find_or_meet
    user = await meet(_profile(init_data.user))
    community = await _find_community(request, connected, init_data, user)
    member = await communities.enter(community, user)
    if member is None:
        raise NotMemberError
    return SignedIn(
        user, community, member, connected.telegram_id, is_proven, init_data.start_param
    )


async def limit(
    request: web.Request, deed: str, *, per_minute: int, user_id: int | None = None
) -> None:
    """Count one deed of a person, or, while nobody is known, of an address.

    Raises:
        RateLimitedError: when it was done too often.
    """
    house = request.app[MINI_APP]
    who = user_id or _network(read_address(request, house.trusted_proxies))
    wait = await house.limiter.hit(f"{deed}:{who}", rate=per_minute, per=60, burst=per_minute)
    if wait:
        raise RateLimitedError(wait)


def read_address(request: web.Request, trusted_proxies: int) -> str:
    """The address of whoever asks, as the outermost of the trusted proxies saw it."""
    hops = ",".join(request.headers.getall("X-Forwarded-For", [])).split(",")
    seen = [hop.strip() for hop in hops if hop.strip()]
    if trusted_proxies and len(seen) >= trusted_proxies:
        return seen[-trusted_proxies]
    return request.remote or ""


def _network(address: str) -> str:
    """One household: an IPv4 address, or the first 64 bits of an IPv6 address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network((parsed, 64), strict=False))


async def _by_token(request: web.Request, token: str) -> SignedIn:
    access = request.app[TOKENS].read(token)
    session = await users.access_session(access.session_id)
    community = session.community
    if access.audience != str(community.uuid) or access.user_id != session.user.telegram_id:
        raise TokenError
    if community.status is CommunityStatus.CLOSED:
        raise NotFoundError
    member = await communities.find_member(community, session.user)
    if member is None:
        raise NotMemberError
    return SignedIn(
        session.user, community, member, session.bot_id, session.is_proven, session=session
    )


async def _find_bot(request: web.Request) -> ConnectedBot:
    """The bot that is named, else the platform's; a strange one is like a wrong signature."""
    registry, name = request.app[MINI_APP].registry, request.headers.get(BOT_HEADER)
    if name is None:
        connected = await registry.find_platform()
    else:
        connected = await registry.find(int(name)) if _BOT_ID.fullmatch(name) else None
    if connected is None:
        raise InitDataError
    return connected


async def _find_community(
    request: web.Request, connected: ConnectedBot, init_data: InitData, user: User
) -> Community:
    """The bot's own, else the one that is named, else where the chat with the bot is, else home."""
    name = request.headers.get(COMMUNITY_HEADER)
    if connected.community_id is not None:
        community = await communities.find_community(connected.community_id)
        is_other = name is not None and community != await communities.find_community(name)
        community = None if is_other else community
    elif name is not None:
        community = await communities.find_community(name)
    else:
        link = read_deep_link(init_data.start_param)
        if link is not None and link.kind is LinkKind.COMMUNITY:
            community = await communities.find_community(link.key)
        else:
            community = await _find_visited(connected, user) or await communities.read_home()
    if community is None or community.status is CommunityStatus.CLOSED:
        raise NotFoundError
    return community


async def _find_visited(connected: ConnectedBot, user: User) -> Community | None:
    """The community that the person visits in the chat, as long as they belong there."""
    community = await users.find_visited_community(user, connected.row_id)
    if community is None or community.status is CommunityStatus.CLOSED:
        return None
    return community if await communities.find_member(community, user) else None


def _is_signed(request: web.Request, raw: str, connected: ConnectedBot) -> bool:
    """Whether Telegram itself signed this, so that the bot's owner cannot have made it."""
    public_key = request.app[MINI_APP].public_key
    try:
        check_signed_init_data(raw, connected.telegram_id, public_key=public_key)
    except InitDataError:
        return False
    return True


def _profile(person: InitDataUser) -> users.Profile:
    return users.Profile(
        telegram_id=person.id,
        first_name=person.first_name[:128],
        last_name=(person.last_name or "")[:128],
        username=person.username[:64] if person.username else None,
        language_code=person.language_code[:16] if person.language_code else None,
        is_premium=person.is_premium,
    )
