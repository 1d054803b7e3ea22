"""The engine room's tables: updates in, calls out, work for later, open dialogs.

They serve every community at once and are written by `bot/` (jobs and calls also by services, in
their own transaction), so they name the community without belonging to it.
"""

from typing import Any

from tortoise import fields
from tortoise.indexes import Index

from models.base import Row
from models.choices import DeliveryPolicy, DeliveryState, JobState, Lane, UpdateState


class InboxUpdate(Row):
    """An update from Telegram, kept until handled; the pair (bot, update_id) for a week after.

    `body` is sealed and emptied when it is done. `order_key` serialises one person's steps.
    """

    bot_id = fields.BigIntField()
    update_id = fields.BigIntField()
    lane = fields.CharEnumField(Lane, max_length=16)
    kind = fields.CharField(max_length=32)
    order_key = fields.CharField(max_length=80)
    body = fields.TextField(null=True)
    state = fields.CharEnumField(UpdateState, default=UpdateState.NEW, max_length=8)
    attempts = fields.IntField(default=0)
    run_at = fields.DatetimeField()
    lease = fields.CharField(max_length=32, null=True)
    lease_until = fields.DatetimeField(null=True)
    error = fields.TextField(null=True)
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "inbox_updates"
        unique_together = (("bot_id", "update_id"),)
        indexes = (
            Index(fields=("state", "lane", "run_at", "id"), name="ix_inbox_waiting"),
            Index(fields=("order_key", "state", "id"), name="ix_inbox_order"),
        )


class HandledStep(Row):
    """A mark that a step of handling an update has had its effect."""

    bot_id = fields.BigIntField()
    update_id = fields.BigIntField()
    step = fields.CharField(max_length=64)

    class Meta:
        table = "handled_steps"
        unique_together = (("bot_id", "update_id", "step"),)


class OutboxMessage(Row):
    """A call to the Bot API that nobody waits for. `payload` are the method's arguments."""

    bot_id = fields.BigIntField()
    chat_id = fields.BigIntField()
    community_id = fields.BigIntField(null=True)
    method = fields.CharField(max_length=48)
    payload: Any = fields.JSONField()
    key = fields.CharField(max_length=128, unique=True)
    policy = fields.CharEnumField(
        DeliveryPolicy, default=DeliveryPolicy.AT_LEAST_ONCE, max_length=16
    )
    state = fields.CharEnumField(DeliveryState, default=DeliveryState.READY, max_length=16)
    attempts = fields.IntField(default=0)
    run_at = fields.DatetimeField()
    lease = fields.CharField(max_length=32, null=True)
    lease_until = fields.DatetimeField(null=True)
    telegram_message_id = fields.BigIntField(null=True)
    error = fields.TextField(null=True)
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "outbox_messages"
        indexes = (Index(fields=("state", "run_at", "id"), name="ix_outbox_waiting"),)


class BotPause(Row):
    """Until when Telegram asked a bot (or one of its chats; 0 means all) to be silent."""

    bot_id = fields.BigIntField()
    chat_id = fields.BigIntField(default=0)
    until = fields.DatetimeField()

    class Meta:
        table = "bot_pauses"
        unique_together = (("bot_id", "chat_id"),)


class Job(Row):
    """Something to do later: a domain event to react to, or a due task.

    `key`, where given, makes the same job once.
    """

    kind = fields.CharField(max_length=64)
    key = fields.CharField(max_length=160, null=True, unique=True)
    community_id = fields.BigIntField(null=True)
    payload: Any = fields.JSONField(default=dict)
    state = fields.CharEnumField(JobState, default=JobState.READY, max_length=8)
    attempts = fields.IntField(default=0)
    run_at = fields.DatetimeField()
    lease = fields.CharField(max_length=32, null=True)
    lease_until = fields.DatetimeField(null=True)
    error = fields.TextField(null=True)
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "jobs"
        indexes = (Index(fields=("state", "run_at", "id"), name="ix_jobs_waiting"),)


class DialogState(Row):
    """The open dialogs of a person in a chat: stack, contexts and what their windows showed."""

    bot_id = fields.BigIntField()
    chat_id = fields.BigIntField()
    telegram_user_id = fields.BigIntField()
    thread_id = fields.BigIntField(default=0)
    business_connection_id = fields.CharField(max_length=64, default="")
    document: Any = fields.JSONField(default=dict)
    updated_at = fields.DatetimeField(auto_now=True)

    class Meta:
        table = "dialog_states"
        unique_together = (
            ("bot_id", "chat_id", "telegram_user_id", "thread_id", "business_connection_id"),
        )


class BotMedia(Row):
    """A file that Telegram already holds: its `file_id` belongs to the bot that sent it."""

    bot_id = fields.BigIntField()
    source = fields.CharField(max_length=255)
    file_id = fields.CharField(max_length=255)

    class Meta:
        table = "bot_media"
        unique_together = (("bot_id", "source"),)
