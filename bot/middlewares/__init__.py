"""What every update passes on its way to a handler."""

from bot.middlewares.scope import ScopeMiddleware
from bot.middlewares.text_guard import TextGuardMiddleware
from bot.middlewares.throttle import ThrottleMiddleware
from bot.middlewares.user import UserMiddleware, profile_of, translator_for

__all__ = [
    "ScopeMiddleware",
    "TextGuardMiddleware",
    "ThrottleMiddleware",
    "UserMiddleware",
    "profile_of",
    "translator_for",
]
