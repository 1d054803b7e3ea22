"""The ledger of points: append-only, each deed once, the sum kept with the membership.

Plain SQL, so that a deed costs one insert and one update; every statement names the community.
"""

from models import sql
from models.base import UnscopedError, current_community
from models.transactions import transaction
from services import clock
from services.domain_events import LevelReached, emit
from services.errors import NotFoundError
from services.gamification.levels import level_of


async def award(member_id: int, event: str, points: int, key: str) -> bool:
    """Give (or, negative, take) points for a deed; False when the key was counted before.

    `key` is unique in the community. A higher level is told by `LevelReached`, in the same
    transaction. Raises `NotFoundError` when the community has no such member.
    """
    community_id = current_community()
    if community_id is None:
        raise UnscopedError("points are awarded outside of a community")
    async with transaction():
        counted = await sql.query(
            "INSERT INTO points_entries (community_id, member_id, event, points, key, created_at) "
            "SELECT community_id, id, $1, $2, $3, $4 FROM memberships "
            "WHERE id = $5 AND community_id = $6 "
            "ON CONFLICT (community_id, key) DO NOTHING RETURNING id",
            event,
            points,
            key,
            clock.now(),
            member_id,
            community_id,
        )
        if not counted:
            await _check_member(member_id, community_id)
            return False
        await _add(member_id, community_id, points)
    return True


async def _add(member_id: int, community_id: int, points: int) -> None:
    """Move the sum; the row stays locked until the end, so the level fits it."""
    rows = await sql.query(
        "UPDATE memberships SET points = points + $1 WHERE id = $2 AND community_id = $3 "
        "RETURNING points, level",
        points,
        member_id,
        community_id,
    )
    level, before = level_of(rows[0]["points"]), rows[0]["level"]
    if level == before:
        return
    await sql.query(
        "UPDATE memberships SET level = $1 WHERE id = $2 AND community_id = $3",
        level,
        member_id,
        community_id,
    )
    if level > before:
        await emit(LevelReached(member_id=member_id, level=level))


async def _check_member(member_id: int, community_id: int) -> None:
    found = await sql.query(
        "SELECT id FROM memberships WHERE id = $1 AND community_id = $2", member_id, community_id
    )
    if not found:
        raise NotFoundError
