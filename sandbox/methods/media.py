"""Media: taking files from a call and sending them."""

from __future__ import annotations

from urllib.parse import urlsplit

from aiohttp import ClientError, ClientTimeout

from sandbox.call import Call, Upload
from sandbox.entities import File, Json
from sandbox.errors import bad_request
from sandbox.files import file_path, find_file, keep_file, photo_sizes, with_file_ids
from sandbox.formatting import format_text, utf16_length
from sandbox.keyboards import read_markup
from sandbox.methods.common import (
    LONGEST_CAPTION,
    answer,
    caption_fields,
    find_open_chat,
    find_reply,
    sent_fields,
    with_people,
)
from sandbox.methods.messages import find_editable, has_media, replace, without
from sandbox.posting import posting_of
from sandbox.values import to_integer

LARGEST_DOWNLOAD = 20 * 2**20
LARGEST_PHOTO = 10 * 2**20
WRONG_FILE = "wrong file identifier/HTTP URL specified"
MEDIA_FIELDS = (
    "photo",
    "video",
    "animation",
    "audio",
    "document",
    "voice",
    "video_note",
    "sticker",
)
NAMED = frozenset({"document", "audio", "video", "animation"})
LASTING = frozenset({"audio", "video", "animation", "voice", "video_note"})
CAPTION_FIELDS = ("caption", "caption_entities", "show_caption_above_media", "has_media_spoiler")


async def take_file(call: Call, name: str, value: str) -> File:
    """Return the file a call means: uploaded beside it, by address, or by `file_id`."""
    if value.startswith("attach://"):
        value, name = "", value.removeprefix("attach://")
    upload = call.uploads.get(name) if not value else None
    if upload is not None:
        if not upload.content:
            raise bad_request("file must be non-empty")
        return keep_file(call.world, upload.content, name=upload.name, mime=upload.mime)
    if not value:
        raise bad_request(f"there is no {name} in the request")
    if value.startswith(("http://", "https://")):
        loaded = await _download(call, value)
        return keep_file(call.world, loaded.content, name=loaded.name, mime=loaded.mime)
    file = find_file(call.world, call.bot, value)
    if file is None:
        raise bad_request(WRONG_FILE)
    return file


async def _download(call: Call, url: str) -> Upload:
    try:
        async with call.session.get(url, timeout=ClientTimeout(total=20)) as response:
            content = await response.content.read(LARGEST_DOWNLOAD + 1)
            if response.status != 200 or not content or len(content) > LARGEST_DOWNLOAD:
                raise bad_request("failed to get HTTP URL content")
            name = urlsplit(url).path.rpartition("/")[2] or "file"
            return Upload(name=name, mime=response.content_type, content=content)
    except (ClientError, TimeoutError, ValueError):
        raise bad_request("failed to get HTTP URL content") from None


async def media_fields(call: Call, kind: str, value: str, options: Json) -> Json:
    """Return the fields of a message with a medium of the kind."""
    file = await take_file(call, kind, value)
    if kind == "photo":
        return {"photo": _photo(file)}
    medium: Json = {"file_unique_id": file.unique_id, "file_size": file.size}
    medium["mime_type"] = file.mime
    if kind in NAMED and file.name:
        medium["file_name"] = file.name
    if kind in LASTING:
        medium["duration"] = to_integer(options.get("duration"))
    medium |= _shape(kind, file, options)
    if kind == "audio":
        medium |= {name: str(options[name]) for name in ("performer", "title") if options.get(name)}
    if kind == "animation":
        return {"animation": medium, "document": medium}
    return {kind: medium}


def _photo(file: File) -> list[Json]:
    if not file.width:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if file.size > LARGEST_PHOTO or file.width + file.height > 10_000:
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return photo_sizes(file)


def _shape(kind: str, file: File, options: Json) -> Json:
    if kind in {"video", "animation"}:
        width, height = options.get("width") or file.width, options.get("height") or file.height
        return {"width": to_integer(width) or 320, "height": to_integer(height) or 240}
    if kind == "video_note":
        return {"length": to_integer(options.get("length")) or 240}
    if kind == "sticker":
        size = {"width": file.width or 512, "height": file.height or 512}
        return {**size, "type": "regular", "is_animated": False, "is_video": False}
    return {}


async def send_medium(call: Call, kind: str) -> Json:
    """Send one medium with its caption."""
    caption = caption_fields(call)
    chat = find_open_chat(call)
    markup, reply_to = read_markup(call, chat.type), find_reply(call, chat)
    content = await media_fields(call, kind, call.text(kind), call.parameters)
    content |= caption | sent_fields(call)
    message = posting_of(call).post(chat, call.bot.id, content, reply_to=reply_to, markup=markup)
    return answer(call, message)


async def send_photo(call: Call) -> Json:
    """`sendPhoto`."""
    return await send_medium(call, "photo")


async def edit_message_media(call: Call) -> Json:
    """`editMessageMedia`: another medium with its own caption."""
    media = call.json("media", "InputMedia")
    if not isinstance(media, dict):
        raise bad_request("can't parse InputMedia JSON object")
    chat, message = find_editable(call)
    if not has_media(message.body) and "text" not in message.body:
        raise bad_request("there is no media in the message to edit")
    content = await input_media_fields(call, media)
    body = without(message.body, "text", "entities", "reply_markup", *MEDIA_FIELDS, *CAPTION_FIELDS)
    return replace(call, chat, message, body | content)


async def input_media_fields(call: Call, media: Json) -> Json:
    """Return the fields of a message from an `InputMedia`."""
    kind = str(media.get("type", ""))
    if kind not in {"photo", "video", "animation", "audio", "document"}:
        raise bad_request(f'can\'t parse InputMedia: type "{kind}" is not supported')
    content = await media_fields(call, kind, str(media.get("media", "")), media)
    text, mode = str(media.get("caption") or ""), str(media.get("parse_mode") or "")
    caption = with_people(call, format_text(text, mode, media.get("caption_entities")))
    if utf16_length(caption.text) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    return content | caption.fields("caption", "caption_entities")


async def get_file(call: Call) -> Json:
    """`getFile`."""
    file = find_file(call.world, call.bot, call.text("file_id"))
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if file.size > LARGEST_DOWNLOAD:
        raise bad_request("file is too big")
    told = {
        "file_unique_id": file.unique_id,
        "file_size": file.size,
        "file_path": file_path(file),
    }
    answer_: Json = with_file_ids(told, call.bot)
    return answer_


METHODS = {
    "sendPhoto": send_photo,
    "editMessageMedia": edit_message_media,
    "getFile": get_file,
}
