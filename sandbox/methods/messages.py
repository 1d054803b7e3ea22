"""Texts: sending, editing, deleting, answering to buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.entities import CHANNEL, PRIVATE, Chat, Json, Message
from sandbox.errors import bad_request
from sandbox.keyboards import read_inline_markup, read_markup
from sandbox.methods.common import (
    answer,
    check_reachable,
    find_chat,
    find_message,
    find_open_chat,
    find_reply,
    read_caption,
    read_text,
    sent_fields,
)
from sandbox.posting import posting_of, screen_key

if TYPE_CHECKING:
    from sandbox.call import Call

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the"
    " same as a current content and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
LONGEST_ANSWER = 200
DELETABLE_FOR = 48 * 3600
ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


async def send_message(call: Call) -> Json:
    """`sendMessage`."""
    text = read_text(call)
    chat = find_open_chat(call)
    content = text.fields() | sent_fields(call)
    if call.has("link_preview_options"):
        content["link_preview_options"] = call.object("link_preview_options")
    reply_to, markup = find_reply(call, chat), read_markup(call, chat.type)
    message = posting_of(call).post(chat, call.bot.id, content, reply_to=reply_to, markup=markup)
    return answer(call, message)


async def edit_message_text(call: Call) -> Json:
    """`editMessageText`."""
    text = read_text(call)
    chat, message = find_editable(call)
    if "text" not in message.body:
        raise bad_request("there is no text in the message to edit")
    body = without(message.body, "text", "entities", "reply_markup") | text.fields()
    if call.has("link_preview_options"):
        body["link_preview_options"] = call.object("link_preview_options")
    return replace(call, chat, message, body)


async def edit_message_caption(call: Call) -> Json:
    """`editMessageCaption`."""
    caption = read_caption(call)
    chat, message = find_editable(call)
    if not has_media(message.body):
        raise bad_request("there is no caption in the message to edit")
    body = without(message.body, "caption", "caption_entities", "reply_markup")
    body |= caption.fields("caption", "caption_entities")
    return replace(call, chat, message, body)


async def edit_message_reply_markup(call: Call) -> Json:
    """`editMessageReplyMarkup`."""
    chat, message = find_editable(call)
    return replace(call, chat, message, without(message.body, "reply_markup"))


def find_editable(call: Call) -> tuple[Chat, Message]:
    """Return the bot's own message that the call wants to edit."""
    if call.has("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    if not call.has("message_id"):
        raise bad_request("message identifier is not specified")
    chat = find_chat(call)
    check_reachable(call, chat)
    message = find_message(call, chat, "edit")
    is_own = message.sender == call.bot.id
    may_edit_posts = chat.members.get(str(call.bot.id), {}).get("can_edit_messages")
    if not is_own and not (chat.type == CHANNEL and may_edit_posts):
        raise bad_request("message can't be edited")
    return chat, message


def replace(call: Call, chat: Chat, message: Message, body: Json) -> Json:
    """Edit a message unless nothing would change; the keyboard goes unless given again."""
    markup = read_inline_markup(call, chat.type)
    if markup:
        body["reply_markup"] = markup
    if without(body, "edit_date") == without(message.body, "edit_date"):
        raise bad_request(NOT_MODIFIED)
    posting_of(call).edit(chat, message, body)
    return answer(call, message)


async def delete_message(call: Call) -> bool:
    """`deleteMessage`."""
    chat = find_chat(call)
    message = find_message(call, chat, "delete")
    if not _is_deletable(call, chat, message):
        raise bad_request("message can't be deleted")
    posting_of(call).delete(chat, [message.id])
    return True


async def delete_messages(call: Call) -> bool:
    """`deleteMessages`: those that cannot be found are skipped."""
    chat = find_chat(call)
    found = [call.world.message(chat, number) for number in call.identifiers("message_ids")]
    messages = [message for message in found if message is not None]
    if any(not _is_deletable(call, chat, message) for message in messages):
        raise bad_request("message can't be deleted")
    posting_of(call).delete(chat, [message.id for message in messages])
    return True


async def answer_callback_query(call: Call) -> bool:
    """`answerCallbackQuery`: once per press, and not too late."""
    query = call.world.queries.pop(call.text("callback_query_id"), None)
    if query is None or query.bot != call.bot.id or query.created + 60 < call.world.clock():
        raise bad_request(TOO_OLD)
    text = call.text("text")
    if len(text) > LONGEST_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    query.answer(
        {
            "text": text or None,
            "show_alert": call.flag("show_alert"),
            "url": call.text("url") or None,
        }
    )
    return True


async def send_chat_action(call: Call) -> bool:
    """`sendChatAction`: seen only by open screens."""
    if call.text("action").lower() not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = find_open_chat(call)
    for person in call.world.people_of(chat):
        event = {
            "type": "chat_action",
            "chat": screen_key(chat),
            "action": call.text("action").lower(),
            "bot_id": call.bot.id,
        }
        call.world.live.tell(person, event)
    return True


def has_media(body: Json) -> bool:
    """Say whether the message may have a caption."""
    return any(
        kind in body for kind in ("photo", "video", "animation", "audio", "document", "voice")
    )


def without(body: Json, *names: str) -> Json:
    """Return a copy without some fields."""
    return {name: value for name, value in body.items() if name not in names}


def _is_deletable(call: Call, chat: Chat, message: Message) -> bool:
    young = bool(call.world.now() - message.body["date"] < DELETABLE_FOR)
    if chat.type == PRIVATE:
        return young
    if chat.members.get(str(call.bot.id), {}).get("can_delete_messages"):
        return True
    return bool(young and message.sender == call.bot.id)


METHODS = {
    "sendMessage": send_message,
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "answerCallbackQuery": answer_callback_query,
    "sendChatAction": send_chat_action,
}
