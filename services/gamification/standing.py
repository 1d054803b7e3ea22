"""How far a member came."""

from dataclasses import dataclass

from models import Membership
from services.gamification.levels import LEVELS, next_threshold


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Points and level; `title` is a key of the locales, `missing` None at the highest level.

    `percent` is the way from this level's threshold to the next one's, 100 at the highest.
    """

    points: int
    level: int
    title: str
    missing: int | None
    percent: int


async def read_standing(member: Membership) -> Standing:
    """Where the member stands now; call it in the community's scope."""
    row = await Membership.get(id=member.id).only("id", "community_id", "points", "level")
    threshold = next_threshold(row.level)
    began = LEVELS[row.level - 1]
    return Standing(
        points=row.points,
        level=row.level,
        title=f"gamification-level-{row.level}",
        missing=None if threshold is None else threshold - row.points,
        percent=100
        if threshold is None
        else min(100, max(0, (row.points - began) * 100 // (threshold - began))),
    )
