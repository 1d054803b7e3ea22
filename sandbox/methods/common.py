"""What many methods need: finding the chat and the message, reading texts and replies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.entities import CHANNEL, PRIVATE, SUPERGROUP, Chat, Json, Message
from sandbox.errors import ApiError, bad_request, forbidden
from sandbox.formatting import Formatted, format_text, utf16_length
from sandbox.posting import kind_name, posting_of
from sandbox.values import to_integer, to_object
from sandbox.world import private_key

if TYPE_CHECKING:
    from sandbox.call import Call

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024


def find_chat(call: Call, name: str = "chat_id") -> Chat:
    """Return the chat that the call names by id or @username; it must be known to the bot."""
    text = call.text(name)
    if not text:
        raise bad_request(f"{name} is empty")
    chat = _named_chat(call, text[1:]) if text.startswith("@") else _numbered_chat(call, text)
    if chat is None:
        raise bad_request("chat not found")
    if chat.upgraded_to:
        raise ApiError(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            migrate_to_chat_id=chat.upgraded_to,
        )
    return chat


def find_open_chat(call: Call) -> Chat:
    """Return the chat of a call that sends something; the bot must be able to write there."""
    chat = find_chat(call)
    if chat.type == PRIVATE:
        if not chat.blocked and not chat.started and call.world.clock() > chat.contact_until:
            raise forbidden("bot can't initiate conversation with a user")
        check_reachable(call, chat)
    else:
        check_reachable(call, chat)
        _check_group_rights(call, chat)
    if call.integer("message_thread_id"):
        raise bad_request("message thread not found")
    return chat


def check_reachable(call: Call, chat: Chat) -> None:
    """Refuse when the person has blocked the bot, or the group is closed to it."""
    if chat.type != PRIVATE:
        check_membership(call, chat)
    elif chat.blocked:
        raise forbidden("bot was blocked by the user")


def check_membership(call: Call, chat: Chat) -> Json:
    """Return the bot's own membership; refuse when it is not in the chat."""
    member: Json = chat.members.get(str(call.bot.id), {"status": "left"})
    if member["status"] == "kicked":
        raise forbidden(f"bot was kicked from the {kind_name(chat)} chat")
    if member["status"] == "left":
        raise forbidden(f"bot is not a member of the {kind_name(chat)} chat")
    return member


def find_message(call: Call, chat: Chat, verb: str, name: str = "message_id") -> Message:
    """Return the message that the call names; `verb` stands in the refusal."""
    message = call.world.message(chat, call.integer(name))
    if message is None:
        raise bad_request(f"message to {verb} not found")
    return message


def find_reply(call: Call, chat: Chat) -> Message | None:
    """Return the message that the new one answers, if any."""
    parameters = call.object("reply_parameters")
    number = to_integer(parameters.get("message_id")) or call.integer("reply_to_message_id")
    if not number:
        return None
    message = call.world.message(chat, number)
    lenient = parameters.get("allow_sending_without_reply") or call.flag(
        "allow_sending_without_reply"
    )
    if message is None and not lenient:
        raise bad_request("message to be replied not found")
    return message


def read_text(call: Call, name: str = "text") -> Formatted:
    """Return the text of a message."""
    formatted = _read_formatted(call, name, "entities")
    if not formatted.text:
        raise bad_request("message text is empty")
    if utf16_length(formatted.text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    return formatted


def read_caption(call: Call) -> Formatted:
    """Return the caption of a medium, which may be empty."""
    formatted = _read_formatted(call, "caption", "caption_entities")
    if utf16_length(formatted.text) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    return formatted


def caption_fields(call: Call) -> Json:
    """Return the caption as fields of a message."""
    return read_caption(call).fields("caption", "caption_entities")


def with_people(call: Call, formatted: Formatted) -> Formatted:
    """Put users into mentions by id; mentions of strangers are left out, as in Telegram."""
    kept = []
    for entity in formatted.entities:
        if entity["type"] != "text_mention":
            kept.append(entity)
            continue
        number = entity.get("user_id") or to_object(entity.get("user")).get("id")
        user = call.world.users.get(to_integer(number))
        if user is not None:
            place = {"offset": entity["offset"], "length": entity["length"]}
            kept.append({"type": "text_mention", **place, "user": user.card()})
    formatted.entities = kept
    return formatted


def sent_fields(call: Call) -> Json:
    """Return fields of a message that simply repeat what the bot asked for."""
    fields: Json = {}
    if call.flag("protect_content"):
        fields["has_protected_content"] = True
    if call.flag("show_caption_above_media"):
        fields["show_caption_above_media"] = True
    if call.flag("has_spoiler"):
        fields["has_media_spoiler"] = True
    return fields


def answer(call: Call, message: Message) -> Json:
    """Return the message as the calling bot gets it."""
    return posting_of(call).for_bot(message, call.bot)


def _read_formatted(call: Call, name: str, entities: str) -> Formatted:
    formatted = format_text(
        call.text(name), call.text("parse_mode"), call.json(entities, "entities")
    )
    return with_people(call, formatted)


def _named_chat(call: Call, username: str) -> Chat | None:
    place = call.world.names.get(username.lower())
    return call.world.chats.get(place) if isinstance(place, str) else None


def _numbered_chat(call: Call, text: str) -> Chat | None:
    world = call.world
    try:
        number = int(text)
    except ValueError:
        return None
    if number < 0:
        return world.chats.get(str(number))
    chat = world.chats.get(private_key(number, call.bot.id))
    if chat is not None and (chat.started or chat.met):
        return chat
    if number in world.bots:
        raise forbidden("bot can't send messages to bots")
    if world.person(number) is None or not _have_met(call, number):
        return None
    return world.private_chat(number, call.bot.id)


def _have_met(call: Call, person: int) -> bool:
    chats = call.world.chats_of
    shared = chats[person] & chats[call.bot.id]
    return any(call.world.chats[key].type != PRIVATE for key in shared)


def _check_group_rights(call: Call, chat: Chat) -> None:
    member = chat.members[str(call.bot.id)]
    if chat.type == CHANNEL:
        if not member.get("can_post_messages"):
            raise bad_request("need administrator rights in the channel chat")
        return
    is_silent = member["status"] == "restricted" and not member.get("can_send_messages")
    if member["status"] == "member" and chat.permissions:
        is_silent = not chat.permissions.get("can_send_messages", True)
    if is_silent and chat.type == SUPERGROUP:
        raise bad_request("not enough rights to send text messages to the chat")
    if is_silent:
        raise bad_request("have no rights to send a message")
