"""Calls to Telegram that nobody waits for: kept, paced, sent, marked, told apart when cut off."""

from bot.outbox.moving import move_chat
from bot.outbox.rows import OutboxRows
from bot.outbox.sender import Outbox

__all__ = ["Outbox", "OutboxRows", "move_chat"]
