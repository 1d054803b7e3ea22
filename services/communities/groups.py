"""Connecting a Telegram group or channel to a community."""

from dataclasses import dataclass

from tortoise.exceptions import IntegrityError

from models import Community, ConnectedChat, Membership, User
from models.base import everywhere, within
from models.choices import CommunityStatus, ConnectedChatKind, MembershipStatus
from models.transactions import transaction
from services.communities.audit import record
from services.communities.permissions import Permission, can, require
from services.errors import ConflictError, ForbiddenError
from services.ports import TelegramBots

TITLE_LENGTH = 256


class ChatTakenError(ConflictError):
    """The group or channel is connected to another community."""

    code = "chat_taken"
    text = "communities-error-chat-taken"


class NotChatAdminError(ForbiddenError):
    """The person, or the bot, does not administer that group or channel."""

    code = "not_chat_admin"
    text = "communities-error-not-chat-admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramChat:
    """A group or channel as Telegram tells of it."""

    telegram_id: int
    kind: ConnectedChatKind
    title: str


async def list_connectable(user: User) -> list[Community]:
    """The communities to which this person may connect groups."""
    with everywhere():
        members = (
            await Membership.filter(
                user_id=user.id,
                status=MembershipStatus.ACTIVE,
                community__status=CommunityStatus.ACTIVE,
            )
            .order_by("id")
            .select_related("community", "custom_role")
        )
    return [member.community for member in members if can(member, Permission.MANAGE_GROUPS)]


async def connect_chat(
    member: Membership, chat: TelegramChat, *, bot_token: str, telegram: TelegramBots
) -> ConnectedChat:
    """Let a group or channel belong to the member's community; twice is once.

    Raises:
        ForbiddenError: without the right; `NotChatAdminError` unless the person and the bot both
            administer it now.
        ChatTakenError: when it belongs to another community.
        UnavailableError: when Telegram does not answer.
    """
    require(member, Permission.MANAGE_GROUPS)
    await member.fetch_related("user")
    people = [member.user.telegram_id, int(bot_token.partition(":")[0])]
    if not await telegram.administers(bot_token, chat.telegram_id, people):
        raise NotChatAdminError
    with within(member.community_id):
        try:
            async with transaction():
                return await _connect(member, chat)
        except IntegrityError:
            raise ChatTakenError from None


async def _connect(member: Membership, chat: TelegramChat) -> ConnectedChat:
    connected, is_new = await ConnectedChat.get_or_create(
        telegram_id=chat.telegram_id,
        defaults={"kind": chat.kind, "title": chat.title[:TITLE_LENGTH]},
    )
    if is_new:
        await record("chat.connected", member.user_id, target_kind="chat", target_id=connected.id)
    return connected
