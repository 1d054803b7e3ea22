"""Media: keeping bytes, ids of files for each bot, what is in a picture.

A `file_id` differs from bot to bot and another bot cannot use it; `file_unique_id` is one for all.
"""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import struct
from typing import TYPE_CHECKING, Any

from sandbox.entities import File, Json

if TYPE_CHECKING:
    from sandbox.entities import Bot
    from sandbox.world import World

UNIQUE_LENGTH = 16
EXTENSIONS = {"image/jpeg": ".jpg", "audio/ogg": ".oga", "video/mp4": ".mp4", "audio/mpeg": ".mp3"}
FOLDERS = {"image": "photos", "video": "videos", "audio": "music"}


def keep_file(world: World, content: bytes, *, name: str, mime: str) -> File:
    """Store bytes as a new file."""
    unique = f"{world.count('file'):06d}{world.word(UNIQUE_LENGTH - 6)}"
    by_name = mimetypes.guess_type(name)[0]
    guessed = sniff(content) or by_name or mime or "application/octet-stream"
    width, height = picture_size(content)
    file = File(
        unique_id=unique, size=len(content), mime=guessed, name=name, width=width, height=height
    )
    world.store.write_bytes(unique, content)
    world.files[unique] = file
    world.save(file)
    return file


def file_id(bot: Bot, unique: str) -> str:
    """Return the id under which this bot knows the file."""
    return f"Sand{unique}{_mark(bot, unique)}"


def find_file(world: World, bot: Bot, identifier: str) -> File | None:
    """Return the file with this id; `None` when it is unknown or another bot's id."""
    unique = identifier[4 : 4 + UNIQUE_LENGTH]
    file = world.files.get(unique)
    return file if file is not None and identifier == file_id(bot, unique) else None


def file_path(file: File) -> str:
    """Return the path for downloading."""
    extension = EXTENSIONS.get(file.mime) or mimetypes.guess_extension(file.mime) or ""
    folder = FOLDERS.get(file.mime.partition("/")[0], "documents")
    return f"{folder}/file_{file.unique_id}{extension}"


def unique_from_path(path: str) -> str:
    """Return the unique id of the file that a download path names."""
    return path.rpartition("/file_")[2].partition(".")[0]


def with_file_ids(value: Any, bot: Bot) -> Any:
    """Return a copy of Bot API JSON in which every medium has the bot's `file_id`."""
    if isinstance(value, dict):
        copied = {name: with_file_ids(inner, bot) for name, inner in value.items()}
        if "file_unique_id" in copied:
            copied["file_id"] = file_id(bot, copied["file_unique_id"])
        return copied
    if isinstance(value, list):
        return [with_file_ids(inner, bot) for inner in value]
    return value


def photo_sizes(file: File) -> list[Json]:
    """Return the `PhotoSize` list of a picture."""
    return [
        {
            "file_unique_id": file.unique_id,
            "width": file.width,
            "height": file.height,
            "file_size": file.size,
        }
    ]


def sniff(content: bytes) -> str:
    """Return the type of well-known pictures, else nothing."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    return ""


def picture_size(content: bytes) -> tuple[int, int]:
    """Return width and height of a PNG, JPEG, GIF or WebP; zeros when it is none of them."""
    try:
        match sniff(content):
            case "image/png":
                return struct.unpack(">II", content[16:24])
            case "image/gif":
                return struct.unpack("<HH", content[6:10])
            case "image/jpeg":
                return _jpeg_size(content)
            case "image/webp":
                return _webp_size(content)
    except (struct.error, IndexError):
        return 0, 0
    return 0, 0


def _jpeg_size(content: bytes) -> tuple[int, int]:
    position = 2
    while position < len(content):
        marker, length = content[position + 1], struct.unpack_from(">H", content, position + 2)[0]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack_from(">HH", content, position + 5)
            return width, height
        position += 2 + length
    return 0, 0


def _webp_size(content: bytes) -> tuple[int, int]:
    kind = content[12:16]
    if kind == b"VP8X":
        width = int.from_bytes(content[24:27], "little") + 1
        return width, int.from_bytes(content[27:30], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1
    width, height = struct.unpack_from("<HH", content, 26)
    return width & 0x3FFF, height & 0x3FFF


def _mark(bot: Bot, unique: str) -> str:
    digest = hashlib.blake2b(f"{bot.id}:{unique}".encode(), digest_size=15).digest()
    return base64.urlsafe_b64encode(digest).decode()
