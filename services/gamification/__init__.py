"""Gamification: points for deeds, levels from points."""

from services.gamification.ledger import award
from services.gamification.levels import LEVELS, level_of
from services.gamification.rules import reward_deed
from services.gamification.standing import Standing, read_standing

__all__ = ["LEVELS", "Standing", "award", "level_of", "read_standing", "reward_deed"]
