"""Chats as bots see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.entities import CHANNEL, PRIVATE, Json
from sandbox.methods.common import check_membership, find_chat

if TYPE_CHECKING:
    from sandbox.call import Call
    from sandbox.entities import Chat

PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)
GIFTS = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)


async def get_chat(call: Call) -> Json:
    """`getChat`: a `ChatFullInfo` with everything it must have."""
    chat = find_chat(call)
    if chat.type != PRIVATE and not chat.username:
        check_membership(call, chat)
    return full_info(call, chat)


def full_info(call: Call, chat: Chat) -> Json:
    """Return the Bot API `ChatFullInfo`."""
    info: Json = {
        **call.world.chat_card(chat),
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(GIFTS, True),
    }
    if chat.username:
        info["active_usernames"] = [chat.username]
    if chat.description:
        info["description"] = chat.description
    if chat.type not in {PRIVATE, CHANNEL}:
        info["permissions"] = permissions_of(chat)
    pinned = call.world.message(chat, chat.pinned[-1]) if chat.pinned else None
    if pinned is not None:
        info["pinned_message"] = pinned.body
    return info


def permissions_of(chat: Chat) -> Json:
    """Return what everybody may do in a group."""
    return {name: bool(chat.permissions.get(name, True)) for name in PERMISSIONS}


METHODS = {"getChat": get_chat}
