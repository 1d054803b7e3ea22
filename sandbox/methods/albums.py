"""Media other than pictures, albums, and small kinds: places, contacts, dice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.entities import Json
from sandbox.errors import bad_request
from sandbox.keyboards import read_markup
from sandbox.methods.common import answer, find_open_chat, find_reply, sent_fields
from sandbox.methods.media import input_media_fields, send_medium
from sandbox.posting import posting_of
from sandbox.values import to_objects

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sandbox.call import Call

DICE = {"🎲": 6, "🎯": 6, "🏀": 5, "⚽": 5, "⚽️": 5, "🎳": 6, "🎰": 64}


def _sender(kind: str) -> Callable[[Call], Awaitable[Json]]:
    async def send(call: Call) -> Json:
        return await send_medium(call, kind)

    return send


async def send_media_group(call: Call) -> list[Json]:
    """`sendMediaGroup`: from two to ten media with one `media_group_id`."""
    media = to_objects(call.json("media", "media"), "media")
    if not 2 <= len(media) <= 10:
        raise bad_request("group of media must contain 2-10 items")
    kinds = {str(item.get("type")) for item in media}
    if len(kinds & {"audio", "document"}) and len(kinds) > 1:
        raise bad_request("documents and audio files can't be mixed with other media types")
    chat = find_open_chat(call)
    reply_to, posting = find_reply(call, chat), posting_of(call)
    contents = [await input_media_fields(call, item) for item in media]
    group = {"media_group_id": str(call.world.count("album", 13_000_000_000_000_000))}
    common = group | sent_fields(call)
    return [
        answer(call, posting.post(chat, call.bot.id, common | content, reply_to=reply_to))
        for content in contents
    ]


async def send_location(call: Call) -> Json:
    """`sendLocation`."""
    return _send_content(call, {"location": _location(call)})


async def send_venue(call: Call) -> Json:
    """`sendVenue`."""
    location = _location(call)
    venue = {"location": location, "title": call.text("title"), "address": call.text("address")}
    return _send_content(call, {"venue": venue, "location": location})


async def send_contact(call: Call) -> Json:
    """`sendContact`."""
    if not call.text("phone_number"):
        raise bad_request("phone number must be non-empty")
    names = ("phone_number", "first_name", "last_name", "vcard")
    contact = {name: call.text(name) for name in names if call.text(name)}
    return _send_content(call, {"contact": contact})


async def send_dice(call: Call) -> Json:
    """`sendDice`."""
    emoji = call.text("emoji") or "🎲"
    if emoji not in DICE:
        raise bad_request("DICE_EMOJI_INVALID")
    value = call.world.random.randint(1, DICE[emoji])
    return _send_content(call, {"dice": {"emoji": emoji, "value": value}})


def _send_content(call: Call, content: Json) -> Json:
    chat = find_open_chat(call)
    markup, reply_to = read_markup(call, chat.type), find_reply(call, chat)
    content = content | sent_fields(call)
    message = posting_of(call).post(chat, call.bot.id, content, reply_to=reply_to, markup=markup)
    return answer(call, message)


def _location(call: Call) -> Json:
    try:
        place = {name: float(call.text(name)) for name in ("latitude", "longitude")}
    except ValueError:
        raise bad_request("latitude is empty") from None
    if abs(place["latitude"]) > 90 or abs(place["longitude"]) > 180:
        raise bad_request("invalid location specified")
    return place


METHODS = {
    "sendVideo": _sender("video"),
    "sendAnimation": _sender("animation"),
    "sendAudio": _sender("audio"),
    "sendVoice": _sender("voice"),
    "sendVideoNote": _sender("video_note"),
    "sendDocument": _sender("document"),
    "sendSticker": _sender("sticker"),
    "sendMediaGroup": send_media_group,
    "sendLocation": send_location,
    "sendVenue": send_venue,
    "sendContact": send_contact,
    "sendDice": send_dice,
}
