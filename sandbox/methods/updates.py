"""How the bot takes its updates: polling or a webhook."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sandbox.call import Result
from sandbox.entities import Json, Webhook
from sandbox.errors import bad_request, too_many_requests
from sandbox.keyboards import LOOPBACK

if TYPE_CHECKING:
    from sandbox.call import Call

PORTS = frozenset({80, 88, 443, 8443})
SECRET = re.compile(r"[A-Za-z0-9_-]*")
LONGEST_SECRET = 256
KINDS = frozenset(
    {
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "business_connection",
        "business_message",
        "edited_business_message",
        "deleted_business_messages",
        "message_reaction",
        "message_reaction_count",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "shipping_query",
        "pre_checkout_query",
        "purchased_paid_media",
        "poll",
        "poll_answer",
        "my_chat_member",
        "chat_member",
        "chat_join_request",
        "chat_boost",
        "removed_chat_boost",
        "stopped_message_generation",
    }
)


async def get_updates(call: Call) -> list[Json]:
    """`getUpdates`: long polling."""
    _subscribe(call)
    limit = call.integer("limit", 100)
    limit = limit if 1 <= limit <= 100 else 100
    seconds = min(max(call.integer("timeout"), 0), 50)
    return await call.delivery.poll(call.bot, call.integer("offset"), limit, seconds)


async def set_webhook(call: Call) -> Result:
    """`setWebhook`; an empty address removes it."""
    url = call.text("url")
    if not url:
        return await delete_webhook(call)
    webhook = _read_webhook(call, url)
    queue = call.delivery.queues[call.bot.id]
    now = asyncio.get_running_loop().time()
    if now < queue.webhook_set + call.delivery.webhook_pause:
        raise too_many_requests(1)
    queue.webhook_set = now
    _subscribe(call)
    if call.flag("drop_pending_updates"):
        call.delivery.drop_pending(call.bot)
    current = call.bot.webhook
    if current is not None and _same(current, webhook):
        call.world.save(call.bot)
        return Result(value=True, description="Webhook is already set")
    call.delivery.stop_webhook(call.bot)
    call.bot.webhook = webhook
    call.world.save(call.bot)
    call.delivery.start_webhook(call.bot)
    return Result(value=True, description="Webhook was set")


async def delete_webhook(call: Call) -> Result:
    """`deleteWebhook`."""
    if call.flag("drop_pending_updates"):
        call.delivery.drop_pending(call.bot)
    if call.bot.webhook is None:
        return Result(value=True, description="Webhook is already deleted")
    call.delivery.stop_webhook(call.bot)
    call.bot.webhook = None
    call.world.save(call.bot)
    return Result(value=True, description="Webhook was deleted")


async def get_webhook_info(call: Call) -> Json:
    """`getWebhookInfo`."""
    webhook = call.bot.webhook
    info: Json = {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": len(call.delivery.queues[call.bot.id].pending),
    }
    if call.bot.allowed_updates is not None:
        info["allowed_updates"] = call.bot.allowed_updates
    if webhook is None:
        return info
    info |= {
        "url": webhook.url,
        "has_custom_certificate": webhook.has_custom_certificate,
        "max_connections": webhook.max_connections,
    }
    if webhook.ip_address:
        info["ip_address"] = webhook.ip_address
    if webhook.last_error_date:
        info["last_error_date"] = webhook.last_error_date
        info["last_error_message"] = webhook.last_error_message
    return info


def _read_webhook(call: Call, url: str) -> Webhook:
    secret = call.text("secret_token")
    if len(secret) > LONGEST_SECRET:
        raise bad_request("secret token is too long")
    if not SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    _check_url(url)
    host = urlsplit(url).hostname or ""
    connections = call.integer("max_connections", 40)
    return Webhook(
        url=url,
        secret_token=secret,
        max_connections=min(max(connections, 1), 100),
        has_custom_certificate=bool(call.uploads.get("certificate")),
        ip_address=call.text("ip_address") or ("127.0.0.1" if host in LOOPBACK else ""),
    )


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise bad_request("invalid webhook URL specified") from None
    if not parts.hostname:
        raise bad_request("invalid webhook URL specified")
    if parts.hostname in LOOPBACK and parts.scheme in {"http", "https"}:
        return
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if (port or 443) not in PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def _same(current: Webhook, new: Webhook) -> bool:
    return (current.url, current.secret_token, current.max_connections) == (
        new.url,
        new.secret_token,
        new.max_connections,
    )


def _subscribe(call: Call) -> None:
    """Note which kinds of updates the bot wants; unchanged unless the parameter is given."""
    if not call.has("allowed_updates"):
        return
    kinds = call.json("allowed_updates", "allowed updates")
    if not isinstance(kinds, list):
        return
    wanted = [kind for kind in kinds if kind in KINDS]
    new = wanted or None
    if new != call.bot.allowed_updates:
        call.bot.allowed_updates = new
        call.world.save(call.bot)


METHODS = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
