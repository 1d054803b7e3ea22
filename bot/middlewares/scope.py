"""Finds the community of an update and handles it in that community's scope."""

import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import Chat, TelegramObject, Update

from models import Community, Contact
from models.base import within
from models.choices import CommunityStatus
from services import communities, users

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class ScopeMiddleware(BaseMiddleware):
    """Adds `community` and `member` (None for who is not one, or is banned).

    The community is that of the bot when the bot is a community's own; in a group that of the
    connected group; else the one that the person last visited in the platform's bot, at first home.
    What happens to the bot itself in an unknown group is the matter of the person who did it.
    """

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Open the scope, then go on; a group that is connected to nothing is left alone."""
        community = await self._find(event, data)
        if community is None or community.status is CommunityStatus.CLOSED:
            return None
        data["community"] = community
        with within(community.id):
            user = data.get("user")
            data["member"] = None
            if user is not None:
                with contextlib.suppress(communities.BannedError):
                    data["member"] = await communities.enter(community, user)
            return await handler(event, data)

    async def _find(self, event: TelegramObject, data: dict[str, Any]) -> Community | None:
        connected: communities.ConnectedBot = data["connected_bot"]
        chat: Chat | None = data.get("event_chat")
        is_own = connected.community_id is not None
        if not is_own and chat is not None and chat.type != "private":
            found = await communities.find_by_chat(chat.id)
            if found is not None or not (isinstance(event, Update) and event.my_chat_member):
                return found
        contact: Contact | None = data.get("contact")
        if contact is not None and contact.current_community_id is not None:
            current: Community | None = contact.current_community
            if current is not None and _is_right(current, connected):
                return current
        found = await _default(connected)
        if contact is not None and found is not None and contact.current_community_id is None:
            await users.visit_community(contact, found.id)
        return found


def _is_right(current: Community, connected: communities.ConnectedBot) -> bool:
    """Whether the community last visited can be visited in this bot still."""
    if connected.community_id is not None:
        return bool(current.id == connected.community_id)
    return current.status is CommunityStatus.ACTIVE


async def _default(connected: communities.ConnectedBot) -> Community | None:
    """Where a conversation with this bot begins."""
    if connected.community_id is None:
        return await communities.read_home()
    return await communities.find_community(connected.community_id)
