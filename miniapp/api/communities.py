"""The community of whoever asks."""

from typing import TYPE_CHECKING
from uuid import UUID

from pydantic import BaseModel, Field

from miniapp.openapi import Api
from miniapp.visitor import Visitor
from services import communities

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


def endpoints(api: Api) -> None:
    """Register the operations of communities."""
    api.get("/api/v1/communities/current", read_current, rights="member", tags=["communities"])


async def read_current(visitor: Visitor) -> CurrentCommunityAnswer:
    """The community that this request is about."""
    return CurrentCommunityAnswer(
        **dict(describe_community(visitor.community)),
        members=await communities.count_members(visitor.community),
        role=visitor.member.role.value,
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
