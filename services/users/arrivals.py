"""Somebody comes: the account is known or made, its profile kept up to date."""

from dataclasses import dataclass
from datetime import timedelta

from models import Community, Contact, User
from models.prepared import PreparedQuery
from models.transactions import transaction
from services import clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What Telegram tells of a person with every update."""

    telegram_id: int
    first_name: str
    last_name: str = ""
    username: str | None = None
    language_code: str | None = None
    is_premium: bool = False


SPOKE_EXACTNESS = timedelta(minutes=5)
PROFILE_FIELDS = ("first_name", "last_name", "username", "language_code", "is_premium")


CONTACT = PreparedQuery(
    lambda telegram_id, bot_id: Contact.filter(
        user__telegram_id=telegram_id, bot_id=bot_id
    ).select_related("user", "current_community"),
    values=2,
)


async def meet(profile: Profile) -> User:
    """The person behind a Telegram account, made at first sight; writes only what changed."""
    user = await find_or_meet(profile)
    await _keep_profile(user, profile)
    return user


async def find_or_meet(profile: Profile) -> User:
    """The same for a profile that nobody vouches for: it makes somebody unknown, changes nobody."""
    values = {name: getattr(profile, name) for name in PROFILE_FIELDS}
    user, _ = await User.get_or_create(telegram_id=profile.telegram_id, defaults=values)
    return user


async def _keep_profile(user: User, profile: Profile) -> None:
    changed = [name for name in PROFILE_FIELDS if getattr(user, name) != getattr(profile, name)]
    if changed:
        for name in changed:
            setattr(user, name, getattr(profile, name))
        await user.save(update_fields=[*changed, "updated_at"])


async def find_or_expect(telegram_id: int) -> User:
    """Somebody who may not have come yet: their name is known when they do."""
    user, _ = await User.get_or_create(
        telegram_id=telegram_id, defaults={"first_name": str(telegram_id)}
    )
    return user


async def arrive(profile: Profile, bot_id: int) -> Contact:
    """The person's conversation with a bot (our row id), with its `user` and `current_community`.

    They just spoke, so it is not blocked. `spoke_at` is exact to five minutes, so that not every
    tap is a write; one statement finds everything of somebody known.
    """
    contact = await CONTACT.find(profile.telegram_id, bot_id)
    if contact is None:
        user = await meet(profile)
        contact, _ = await Contact.get_or_create(
            user_id=user.id, bot_id=bot_id, defaults={"spoke_at": clock.now()}
        )
        contact.user = user
        return contact
    await _keep_profile(contact.user, profile)
    if contact.blocked_at is not None or contact.spoke_at < clock.now() - SPOKE_EXACTNESS:
        contact.blocked_at, contact.spoke_at = None, clock.now()
        await contact.save(update_fields=["blocked_at", "spoke_at"])
    return contact


async def mark_blocked(bot_id: int, telegram_id: int) -> None:
    """The person blocked the bot, or their account is gone: nothing more is sent there."""
    await Contact.filter(
        bot_id=bot_id, user__telegram_id=telegram_id, blocked_at__isnull=True
    ).update(blocked_at=clock.now())


async def find_visited_community(user: User, bot_id: int) -> Community | None:
    """The community that the person's conversation with a bot (our row id) is about."""
    contact = await Contact.get_or_none(user_id=user.id, bot_id=bot_id).select_related(
        "current_community"
    )
    visited: Community | None = None if contact is None else contact.current_community
    return visited


async def visit_community(contact: Contact, community_id: int) -> None:
    """From now on this conversation is about another community."""
    async with transaction():
        await Contact.filter(id=contact.id).update(current_community_id=community_id)
    contact.current_community_id = community_id
