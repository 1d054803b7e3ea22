"""Somebody comes by a link or a code: let them in, say so, show the community."""

from aiogram.fsm.state import State
from aiogram.types import Message
from aiogram_dialog import DialogManager

from bot.visiting import visit
from services import communities
from services.errors import NotFoundError


async def come_by_invite(message: Message, manager: DialogManager, code: str, menu: State) -> None:
    """Use an invite. A community's own bot knows the invites of that community only."""
    data = manager.middleware_data
    arrival = await communities.use_invite(
        data["user"],
        code,
        limiter=data["limiter"],
        only_in=data["connected_bot"].community_id,
    )
    if arrival.is_new:
        await message.answer(data["t"].html("communities-welcome", title=arrival.community.title))
    await visit(manager, arrival.community, arrival.member, menu)


async def come_by_key(manager: DialogManager, key: str, menu: State) -> None:
    """Visit a community by its link.

    Raises:
        NotFoundError: when there is none, or this bot belongs to another.
        BannedError: when the person was banned there.
    """
    data = manager.middleware_data
    community = await communities.find_open_community(key)
    if community is None or data["connected_bot"].community_id not in {None, community.id}:
        raise NotFoundError
    member = await communities.enter(community, data["user"])
    await visit(manager, community, member, menu)
