"""People: who somebody is, their language, their devices."""

from services.users.arrivals import Profile, mark_blocked, meet, meet_at, visit_community
from services.users.settings import LANGUAGES, change_language, change_time_zone

__all__ = [
    "LANGUAGES",
    "Profile",
    "change_language",
    "change_time_zone",
    "mark_blocked",
    "meet",
    "meet_at",
    "visit_community",
]
