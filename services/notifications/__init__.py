"""Notifications: reaching a person by the bot that they speak with."""

from services.notifications.messages import queue_message
from services.notifications.recipients import Recipient, find_recipient, find_way

__all__ = ["Recipient", "find_recipient", "find_way", "queue_message"]
