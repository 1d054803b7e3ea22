"""People: who somebody is, their language, their devices."""

from services.users.arrivals import (
    Profile,
    arrive,
    find_or_expect,
    find_or_meet,
    find_visited_community,
    mark_blocked,
    meet,
    visit_community,
)
from services.users.sessions import (
    SessionEndedError,
    SessionExpiredError,
    access_session,
    forget_sessions,
    list_sessions,
    open_session,
    revoke_all,
    revoke_session,
    rotate_session,
)
from services.users.settings import LANGUAGES, change_language, change_time_zone

__all__ = [
    "LANGUAGES",
    "Profile",
    "SessionEndedError",
    "SessionExpiredError",
    "access_session",
    "arrive",
    "change_language",
    "change_time_zone",
    "find_or_expect",
    "find_or_meet",
    "find_visited_community",
    "forget_sessions",
    "list_sessions",
    "mark_blocked",
    "meet",
    "open_session",
    "revoke_all",
    "revoke_session",
    "rotate_session",
    "visit_community",
]
