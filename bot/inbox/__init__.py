"""An update arrives: stored, deduplicated, its lane chosen, handled, marked, retried, buried."""

from bot.inbox.envelope import NoUpdateError
from bot.inbox.pool import Inbox
from bot.inbox.rows import InboxRows

__all__ = ["Inbox", "InboxRows", "NoUpdateError"]
