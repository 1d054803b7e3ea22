"""By which bot a member is reached."""

from dataclasses import dataclass

from models import Community, Contact, Membership, User
from models.choices import BotStatus, MembershipStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """A member whom a message can reach. `bot_id` and `chat_id` are Telegram's."""

    user: User
    community: Community
    bot_id: int
    chat_id: int


async def find_recipient(member_id: int) -> Recipient | None:
    """An active member and the bot in which they last spoke here, else the platform's.

    None for who left, and for who never began a chat with such a bot or blocked it. Call it in the
    community's scope.
    """
    member = await Membership.get_or_none(
        id=member_id, status=MembershipStatus.ACTIVE
    ).select_related("user", "community")
    return None if member is None else await find_way(member.user, member.community)


async def find_way(user: User, community: Community) -> Recipient | None:
    """The same for somebody who need not be a member: who asks to become one."""
    contacts = await Contact.filter(
        user_id=user.id, blocked_at__isnull=True, bot__status=BotStatus.ACTIVE
    ).select_related("bot")
    reaching = [contact for contact in contacts if contact.bot.community_id in {None, community.id}]
    if not reaching:
        return None
    best = max(reaching, key=lambda contact: (_is_here(contact, community), contact.spoke_at))
    return Recipient(
        user=user,
        community=community,
        bot_id=best.bot.telegram_id,
        chat_id=user.telegram_id,
    )


def _is_here(contact: Contact, community: Community) -> bool:
    """Whether this conversation is about the community."""
    return community.id in {contact.bot.community_id, contact.current_community_id}
