"""Chats as bots see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.entities import CHANNEL, PRIVATE, Json
from sandbox.errors import bad_request
from sandbox.files import file_id, photo_sizes, with_file_ids
from sandbox.invitations import primary_link
from sandbox.membership import PERMISSIONS, is_administrator
from sandbox.methods.common import check_membership, find_chat, find_message, find_open_chat
from sandbox.methods.media import take_file
from sandbox.methods.members import find_group, spread
from sandbox.posting import posting_of, without_reply

if TYPE_CHECKING:
    from sandbox.call import Call
    from sandbox.entities import Chat

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
    if is_administrator(chat, call.bot.id, "can_invite_users"):
        link = primary_link(call.world, chat, call.bot.id)
        info["invite_link"] = link["invite_link"]
    if chat.photo:
        name = file_id(call.bot, chat.photo)
        info["photo"] = {
            "small_file_id": name,
            "small_file_unique_id": chat.photo,
            "big_file_id": name,
            "big_file_unique_id": chat.photo,
        }
    pinned = call.world.message(chat, chat.pinned[-1]) if chat.pinned else None
    if pinned is not None:
        info["pinned_message"] = with_file_ids(pinned.body, call.bot)
    return info


def permissions_of(chat: Chat) -> Json:
    """Return what everybody may do in a group."""
    return {name: bool(chat.permissions.get(name, True)) for name in PERMISSIONS}


async def set_chat_title(call: Call) -> bool:
    """`setChatTitle`."""
    chat = _managed(call)
    title = call.text("title").strip()
    if not title:
        raise bad_request("title must be non-empty")
    if len(title) > 128:
        raise bad_request("CHAT_TITLE_TOO_LONG")
    if title == chat.title:
        raise bad_request("chat title is not modified")
    chat.title = title
    posting_of(call).post(chat, call.bot.id, {"new_chat_title": title})
    return _changed(call, chat)


async def set_chat_description(call: Call) -> bool:
    """`setChatDescription`."""
    chat = _managed(call)
    description = call.text("description").strip()
    if len(description) > 255:
        raise bad_request("CHAT_ABOUT_TOO_LONG")
    if description == chat.description:
        raise bad_request("chat description is not modified")
    chat.description = description
    return _changed(call, chat)


async def set_chat_photo(call: Call) -> bool:
    """`setChatPhoto`: the picture must be uploaded."""
    chat = _managed(call)
    file = await take_file(call, "photo", "attach://photo")
    if not file.width:
        raise bad_request("IMAGE_PROCESS_FAILED")
    chat.photo = file.unique_id
    posting_of(call).post(chat, call.bot.id, {"new_chat_photo": photo_sizes(file)})
    return _changed(call, chat)


async def delete_chat_photo(call: Call) -> bool:
    """`deleteChatPhoto`."""
    chat = _managed(call)
    if not chat.photo:
        raise bad_request("CHAT_NOT_MODIFIED")
    chat.photo = ""
    posting_of(call).post(chat, call.bot.id, {"delete_chat_photo": True})
    return _changed(call, chat)


async def set_chat_permissions(call: Call) -> bool:
    """`setChatPermissions`: what everybody may do."""
    chat = find_group(call)
    check_membership(call, chat)
    if not is_administrator(chat, call.bot.id, "can_restrict_members"):
        raise bad_request("not enough rights to change chat permissions")
    given = spread(call.object("permissions"))
    chat.permissions = {name: bool(given.get(name)) for name in PERMISSIONS}
    return _changed(call, chat)


async def pin_chat_message(call: Call) -> bool:
    """`pinChatMessage`."""
    chat = _pinning(call)
    message = find_message(call, chat, "pin")
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
    chat.pinned.append(message.id)
    posting_of(call).post(chat, call.bot.id, {"pinned_message": without_reply(message.body)})
    return _changed(call, chat)


async def unpin_chat_message(call: Call) -> bool:
    """`unpinChatMessage`: the given one, else the last pinned."""
    chat = _pinning(call)
    number = call.integer("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if number not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(number)
    return _changed(call, chat)


async def unpin_all_chat_messages(call: Call) -> bool:
    """`unpinAllChatMessages`."""
    chat = _pinning(call)
    chat.pinned.clear()
    return _changed(call, chat)


def _managed(call: Call) -> Chat:
    chat = find_chat(call)
    if chat.type == PRIVATE:
        raise bad_request("can't change private chat title")
    check_membership(call, chat)
    if not is_administrator(chat, call.bot.id, "can_change_info"):
        raise bad_request("not enough rights to change chat title")
    return chat


def _pinning(call: Call) -> Chat:
    chat = find_open_chat(call)
    right = "can_edit_messages" if chat.type == CHANNEL else "can_pin_messages"
    if chat.type != PRIVATE and not is_administrator(chat, call.bot.id, right):
        raise bad_request("not enough rights to manage pinned messages in the chat")
    return chat


def _changed(call: Call, chat: Chat) -> bool:
    call.world.save(chat)
    posting_of(call).tell_people(chat, "chat")
    return True


METHODS = {
    "getChat": get_chat,
    "setChatTitle": set_chat_title,
    "setChatDescription": set_chat_description,
    "setChatPhoto": set_chat_photo,
    "deleteChatPhoto": delete_chat_photo,
    "setChatPermissions": set_chat_permissions,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "unpinAllChatMessages": unpin_all_chat_messages,
}
