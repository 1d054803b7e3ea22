"""The community of whoever asks, and the platform bot's webhook."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from aiohttp import web
from pydantic import BaseModel, Field

from bot import webhook_admin
from bot.registry import BotRegistry
from miniapp.keys import MINI_APP
from miniapp.openapi import Api
from miniapp.visitor import Visitor
from services import communities
from services.errors import ForbiddenError, UnauthorizedError

if TYPE_CHECKING:
    from models import Community


class CommunityAnswer(BaseModel):
    """A community."""

    key: str
    uuid: UUID
    title: str
    description: str
    language: str
    time_zone: str


class CurrentCommunityAnswer(CommunityAnswer):
    """The community that a request is about."""

    members: int = Field(description="How many people belong to it")
    role: str = Field(description="What the person who asks is in it")


class WebhookAnswer(BaseModel):
    """The platform bot's webhook as Telegram has it; an empty address means that there is none."""

    url: str
    pending_updates: int
    last_error: str | None
    last_error_at: datetime | None


def endpoints(api: Api) -> None:
    """Register the operations of communities."""
    api.get("/api/v1/communities/current", read_current, rights="member", tags=["communities"])
    platform: dict[str, Any] = {"rights": "platform admin", "tags": ["communities"]}
    api.get("/telegram/webhook-info", read_webhook, **platform)
    api.get("/telegram/set-webhook", set_webhook_by_link, **platform)
    api.post("/telegram/set-webhook", set_webhook, **platform)
    api.get("/telegram/delete-webhook", delete_webhook_by_link, **platform)
    api.post("/telegram/delete-webhook", delete_webhook, **platform)


async def read_current(visitor: Visitor) -> CurrentCommunityAnswer:
    """The community that this request is about."""
    return CurrentCommunityAnswer(
        **dict(describe_community(visitor.community)),
        members=await communities.count_members(visitor.community),
        role=visitor.member.role.value,
    )


async def read_webhook(visitor: Visitor, request: web.Request) -> WebhookAnswer:
    """What Telegram knows of the platform bot's webhook."""
    registry = await _administrated(visitor, request)
    return _describe_webhook(await webhook_admin.describe_webhook(registry))


async def set_webhook(visitor: Visitor, request: web.Request) -> WebhookAnswer:
    """Set the platform bot's webhook as the settings say."""
    registry = await _administrated(visitor, request)
    url = request.app[MINI_APP].public_url()
    return _describe_webhook(await webhook_admin.renew_webhook(registry, url))


async def set_webhook_by_link(visitor: Visitor, request: web.Request) -> WebhookAnswer:
    """Set the webhook by GET, as older descriptions have it."""
    return await set_webhook(visitor, request)


async def delete_webhook(visitor: Visitor, request: web.Request) -> WebhookAnswer:
    """Take the platform bot's webhook away; what waits at Telegram is kept."""
    registry = await _administrated(visitor, request)
    return _describe_webhook(await webhook_admin.delete_webhook(registry))


async def delete_webhook_by_link(visitor: Visitor, request: web.Request) -> WebhookAnswer:
    """Take the webhook away by GET, as older descriptions have it."""
    return await delete_webhook(visitor, request)


async def _administrated(visitor: Visitor, request: web.Request) -> BotRegistry:
    """The registry, for a platform admin whom the platform's own bot vouches for.

    The owner of a community's bot knows its token and could sign as anybody.
    """
    registry = request.app[MINI_APP].registry
    platform = await registry.find_platform()
    if platform is None or visitor.bot_id != platform.telegram_id:
        raise UnauthorizedError
    if not visitor.user.is_platform_admin:
        raise ForbiddenError
    return registry


def _describe_webhook(state: webhook_admin.WebhookState) -> WebhookAnswer:
    return WebhookAnswer(
        url=state.url,
        pending_updates=state.pending_updates,
        last_error=state.last_error,
        last_error_at=state.last_error_at,
    )


def describe_community(community: "Community") -> CommunityAnswer:
    """A community as the API shows it."""
    return CommunityAnswer(
        key=community.key,
        uuid=community.uuid,
        title=community.title,
        description=community.description,
        language=community.language,
        time_zone=community.time_zone,
    )
