"""Levels: from how many points on each begins. Their titles are words (`gamification-level-1`)."""

from bisect import bisect_right

#: The points at which level 1, 2, ... begins.
LEVELS = (0, 5, 20, 65, 155, 515, 2015, 8015, 33015)


def level_of(points: int) -> int:
    """The level that these points make, from 1 on; a debt is still the first."""
    return max(1, bisect_right(LEVELS, points))


def next_threshold(level: int) -> int | None:
    """The points at which the level after this one begins, or None after the last."""
    return LEVELS[level] if level < len(LEVELS) else None
