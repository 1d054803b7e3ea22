"""Forwarding and copying of messages, and reactions to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.entities import CHANNEL, PRIVATE, Chat, Json, Message
from sandbox.errors import bad_request
from sandbox.keyboards import read_markup
from sandbox.methods.common import (
    answer,
    caption_fields,
    check_membership,
    find_chat,
    find_message,
    find_open_chat,
    find_reply,
    sent_fields,
)
from sandbox.methods.messages import has_media
from sandbox.posting import SERVICE_FIELDS, posting_of
from sandbox.values import to_objects

if TYPE_CHECKING:
    from sandbox.call import Call

CONTENT = (
    "text",
    "entities",
    "link_preview_options",
    "photo",
    "video",
    "animation",
    "audio",
    "document",
    "voice",
    "video_note",
    "sticker",
    "caption",
    "caption_entities",
    "show_caption_above_media",
    "has_media_spoiler",
    "contact",
    "location",
    "venue",
    "dice",
    "poll",
)
REACTIONS = frozenset(
    "👍👎❤🔥🥰👏😁🤔🤯😱🤬😢🎉🤩🤮💩🙏👌🕊🤡🥱🥴😍🐳💯🤣⚡🍌🏆💔🤨😐🍓🍾💋🖕😈😴😭🤓👻👀🎃🙈😇😨🤝✍🤗🫡🎅🎄☃💅🤪🗿🆒💘🙉🦄😘💊🙊😎👾😡"
)


async def forward_message(call: Call) -> Json:
    """`forwardMessage`."""
    chat, source = find_open_chat(call), _source(call)
    message = find_message(call, source, "forward")
    return answer(call, _forward(call, chat, source, message))


async def forward_messages(call: Call) -> list[Json]:
    """`forwardMessages`: those that cannot be forwarded are skipped."""
    chat, source = find_open_chat(call), _source(call)
    messages = _several(call, source, "forward")
    return [{"message_id": _forward(call, chat, source, m).id} for m in messages]


async def copy_message(call: Call) -> Json:
    """`copyMessage`."""
    chat, source = find_open_chat(call), _source(call)
    message = find_message(call, source, "copy")
    _check_free(message, "copied")
    content = _content(message)
    if call.has("caption") and has_media(message.body):
        content.pop("caption", None)
        content.pop("caption_entities", None)
        content |= caption_fields(call)
    content |= sent_fields(call)
    markup, reply_to = read_markup(call, chat.type), find_reply(call, chat)
    copied = posting_of(call).post(chat, call.bot.id, content, reply_to=reply_to, markup=markup)
    return {"message_id": copied.id}


async def copy_messages(call: Call) -> list[Json]:
    """`copyMessages`: those that cannot be copied are skipped."""
    chat, source = find_open_chat(call), _source(call)
    copied = []
    for message in _several(call, source, "copy"):
        content = _content(message) | sent_fields(call)
        if call.flag("remove_caption"):
            content.pop("caption", None)
            content.pop("caption_entities", None)
        new = posting_of(call).post(chat, call.bot.id, content)
        copied.append({"message_id": new.id})
    return copied


async def set_message_reaction(call: Call) -> bool:
    """`setMessageReaction`: a bot has at most one reaction on a message."""
    chat = find_chat(call)
    if chat.type != PRIVATE:
        check_membership(call, chat)
    message = find_message(call, chat, "react")
    asked = to_objects(call.json("reaction", "reaction types") or [], "reaction types")
    if len(asked) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    emoji = [str(reaction.get("emoji", "")) for reaction in asked]
    if any(one.rstrip("\ufe0f") not in REACTIONS for one in emoji):
        raise bad_request("REACTION_INVALID")
    posting_of(call).react(chat, message, call.bot.id, emoji)
    return True


def _source(call: Call) -> Chat:
    chat = find_chat(call, "from_chat_id")
    if chat.type != PRIVATE and not chat.username:
        check_membership(call, chat)
    return chat


def _several(call: Call, source: Chat, verb: str) -> list[Message]:
    found = [call.world.message(source, number) for number in call.identifiers("message_ids")]
    free = [message for message in found if message is not None and _is_free(message)]
    if not free:
        raise bad_request(f"message to {verb} not found")
    return free


def _is_free(message: Message) -> bool:
    is_service = not SERVICE_FIELDS.isdisjoint(message.body)
    return not is_service and not message.body.get("has_protected_content")


def _check_free(message: Message, verb: str) -> None:
    if not _is_free(message):
        raise bad_request(f"message can't be {verb}")


def _content(message: Message) -> Json:
    return {name: message.body[name] for name in CONTENT if name in message.body}


def _forward(call: Call, chat: Chat, source: Chat, message: Message) -> Message:
    _check_free(message, "forwarded")
    content = _content(message) | sent_fields(call)
    content["forward_origin"] = message.body.get("forward_origin") or _origin(source, message)
    return posting_of(call).post(chat, call.bot.id, content)


def _origin(source: Chat, message: Message) -> Json:
    body = message.body
    if source.type == CHANNEL:
        return {
            "type": "channel",
            "date": body["date"],
            "chat": body["chat"],
            "message_id": message.id,
        }
    return {"type": "user", "date": body["date"], "sender_user": body["from"]}


METHODS = {
    "forwardMessage": forward_message,
    "forwardMessages": forward_messages,
    "copyMessage": copy_message,
    "copyMessages": copy_messages,
    "setMessageReaction": set_message_reaction,
}
