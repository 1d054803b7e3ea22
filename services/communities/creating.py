"""Making communities, and their key: the name in links, for ever."""

import re

from tortoise.exceptions import IntegrityError

from models import Community, Membership, User
from models.base import everywhere, within
from models.choices import JoinPolicy, MembershipStatus, Role
from models.transactions import transaction
from services import clock
from services.communities.audit import record
from services.domain_events import MemberJoined, emit
from services.errors import ConflictError, FieldError, ForbiddenError, InvalidError

KEY = re.compile(r"[a-z](?:-?[a-z0-9]){2,31}")
KEY_LENGTH = 32
TITLE_LENGTH = 128
MOST_OWNED = 10
#: Words that addresses and commands already use.
RESERVED = frozenset(
    {"about", "admin", "api", "app", "assets", "bot", "chat", "community", "docs", "health"}
    | {"help", "home", "login", "mini-app", "new", "redoc", "settings", "static", "support"}
    | {"telegram", "webhook"}
)
LATIN = str.maketrans(
    {
        **dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziyklmnoprstufye", strict=True)),
        "ё": "e",
        "ж": "zh",
        "х": "kh",
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "sch",
        "ъ": "",
        "ь": "",
        "ю": "yu",
        "я": "ya",
    }
)


class KeyTakenError(ConflictError):
    """Another community has this key."""

    code = "key_taken"
    text = "communities-error-key-taken"


class BadKeyError(InvalidError):
    """A key is three to 32 of a-z, 0-9 and single hyphens, begins with a letter, is no address."""

    code = "bad_key"
    text = "communities-error-key"


class BadTitleError(InvalidError):
    """A title is one line of at most 128 signs."""

    code = "bad_title"
    text = "communities-error-title"


class TooManyCommunitiesError(ConflictError):
    """One person owns as many communities as one may."""

    code = "too_many_communities"
    text = "communities-error-too-many"


def can_create(user: User, who_may: str) -> bool:
    """Whether this person may make communities; `who_may` is `open` or `admins` (settings)."""
    return user.is_platform_admin or who_may == "open"


async def create_community(
    user: User, *, key: str, title: str, join_policy: JoinPolicy, who_may: str
) -> Community:
    """Make a community whose owner is this person; done twice by its owner, it is the same one.

    Raises:
        ForbiddenError: when this person may not.
        InvalidError: for a key or title that cannot be.
        KeyTakenError, TooManyCommunitiesError: when it is one too many.
    """
    if not can_create(user, who_may):
        raise ForbiddenError
    return await _create(user, key, title, join_policy)


async def create_community_as_operator(
    owner: User, *, key: str, title: str, join_policy: JoinPolicy
) -> Community:
    """The same from the terminal, for whoever is to own it."""
    return await _create(owner, key, title, join_policy)


async def _create(user: User, key: str, title: str, join_policy: JoinPolicy) -> Community:
    key, title = _clean_key(key), clean_title(title)
    known = await Community.get_or_none(key=key)
    if known is not None:
        if known.title == title and await _owns(user, known):
            return known
        raise KeyTakenError
    if not user.is_platform_admin and await _count_owned(user) >= MOST_OWNED:
        raise TooManyCommunitiesError
    try:
        async with transaction():
            return await _insert(user, key, title, join_policy)
    except IntegrityError:
        raise KeyTakenError from None


async def _insert(user: User, key: str, title: str, join_policy: JoinPolicy) -> Community:
    community = await Community.create(key=key, title=title, join_policy=join_policy)
    with within(community.id):
        owner = await Membership.create(user_id=user.id, role=Role.OWNER, joined_at=clock.now())
        await emit(MemberJoined(member_id=owner.id))
        await record("community.created", user, target_kind="community", target_id=community.id)
    return community


async def suggest_key(title: str) -> str:
    """A free key that resembles a title; Cyrillic is spelt in Latin."""
    latin = title.lower().translate(LATIN)
    words = re.sub(r"[^a-z0-9]+", "-", latin).strip("-")[: KEY_LENGTH - 4].strip("-")
    base = words if KEY.fullmatch(words) and words not in RESERVED else f"c-{words}".strip("-")
    if not KEY.fullmatch(base):
        base = "club"
    number, key = 1, base
    while key in RESERVED or await Community.filter(key=key).exists():
        number += 1
        key = f"{base}-{number}"
    return key


def clean_title(title: str) -> str:
    """The title as it is kept.

    Raises:
        InvalidError: when it cannot be one.
    """
    title = " ".join(title.split())
    if not title or len(title) > TITLE_LENGTH or "\0" in title:
        raise BadTitleError([FieldError("title", "length", BadTitleError.text)])
    return title


async def check_key(key: str) -> str:
    """The key as it is kept; whether it is free is seen for good when the community is made.

    Raises:
        InvalidError, KeyTakenError: when it cannot be one.
    """
    key = _clean_key(key)
    if await Community.filter(key=key).exists():
        raise KeyTakenError
    return key


def _clean_key(key: str) -> str:
    key = key.strip().lower()
    if not KEY.fullmatch(key) or len(key) > KEY_LENGTH or key in RESERVED:
        raise BadKeyError([FieldError("key", "format", BadKeyError.text)])
    return key


async def _owns(user: User, community: Community) -> bool:
    with within(community.id):
        return await Membership.filter(user_id=user.id, role=Role.OWNER).exists()


async def _count_owned(user: User) -> int:
    with everywhere():
        return await Membership.filter(
            user_id=user.id, role=Role.OWNER, status=MembershipStatus.ACTIVE
        ).count()
