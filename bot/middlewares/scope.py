"""Finds the community of an update and handles it in that community's scope."""

import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import Chat, TelegramObject, Update

from models import Community
from models.base import within
from models.choices import CommunityStatus
from services import communities

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
        if connected.community_id is not None:
            return await communities.find_community(connected.community_id)
        if chat is not None and chat.type != "private":
            found = await communities.find_by_chat(chat.id)
            if found is not None or not (isinstance(event, Update) and event.my_chat_member):
                return found
        contact = data.get("contact")
        if contact is not None and contact.current_community_id is not None:
            found = await communities.find_community(contact.current_community_id)
            if found is not None and found.status is CommunityStatus.ACTIVE:
                return found
        return await communities.read_home()
