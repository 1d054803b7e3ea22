"""Which community is meant."""

from uuid import UUID

from models import Community, ConnectedChat, Membership, User
from models.base import everywhere
from models.choices import CommunityStatus, MembershipStatus
from services.errors import NotFoundError


async def read_home() -> Community:
    """The community of whoever names none."""
    return await Community.get(is_home=True)


async def find_community(name: str | int) -> Community | None:
    """A community by our id, its key or its uuid."""
    if isinstance(name, int):
        return await Community.get_or_none(id=name)
    try:
        return await Community.get_or_none(uuid=UUID(name))
    except ValueError:
        return await Community.get_or_none(key=name.lower()) if name.isascii() else None


async def find_open_community(key: str) -> Community | None:
    """A community that can be visited, by the key in a link."""
    return await Community.get_or_none(key=key.lower(), status=CommunityStatus.ACTIVE)


async def find_by_chat(telegram_id: int) -> Community | None:
    """The community to which a Telegram group or channel is connected."""
    with everywhere():
        chat = await ConnectedChat.get_or_none(telegram_id=telegram_id).select_related("community")
    return None if chat is None else chat.community


async def access_community(user: User, name: str | int) -> tuple[Community, Membership]:
    """An open community and the person's membership there.

    Raises:
        NotFoundError: when there is none, or none that this person belongs to.
    """
    community = await find_community(name)
    if community is not None and community.status is CommunityStatus.ACTIVE:
        with everywhere():
            member = await Membership.get_or_none(
                user_id=user.id, community_id=community.id, status=MembershipStatus.ACTIVE
            ).select_related("custom_role")
        if member is not None:
            return community, member
    raise NotFoundError


async def list_own(user: User) -> list[Community]:
    """The open communities in which the person is, oldest membership first."""
    with everywhere():
        members = (
            await Membership.filter(
                user_id=user.id,
                status=MembershipStatus.ACTIVE,
                community__status=CommunityStatus.ACTIVE,
            )
            .order_by("id")
            .select_related("community")
        )
    return [member.community for member in members]
