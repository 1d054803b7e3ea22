"""Messages to people that nobody waits for."""

from typing import Any

from models import OutboxMessage
from models.choices import DeliveryPolicy
from models.transactions import transaction
from services import clock
from services.notifications.recipients import Recipient
from services.wakeups import Work, wake_after_commit


async def queue_message(
    recipient: Recipient,
    html: str,
    *,
    key: str,
    reply_markup: dict[str, Any] | None = None,
    policy: DeliveryPolicy = DeliveryPolicy.AT_LEAST_ONCE,
) -> None:
    """Queue a message in the caller's transaction; a key that was queued before sends nothing.

    `html` is Telegram's; `key` is unique in the community; `reply_markup` a keyboard as the Bot API
    has it.
    """
    payload: dict[str, Any] = {"text": html}
    if reply_markup is not None:
        payload["reply_markup"] = reply_markup
    async with transaction():
        await OutboxMessage.bulk_create(
            [
                OutboxMessage(
                    bot_id=recipient.bot_id,
                    chat_id=recipient.chat_id,
                    community_id=recipient.community.id,
                    method="sendMessage",
                    payload=payload,
                    key=f"{recipient.community.id}:{key}",
                    policy=policy,
                    run_at=clock.now(),
                )
            ],
            ignore_conflicts=True,
        )
        wake_after_commit(Work.OUTBOX)
