"""What a person writes: texts, files, contacts, starting a bot, edits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.entities import PRIVATE
from sandbox.errors import SimError
from sandbox.files import keep_file, photo_sizes
from sandbox.formatting import format_plain
from sandbox.membership import may_write
from sandbox.people.blocking import set_blocked
from sandbox.people.requests import asked_chat, find_message, read_body, reply

if TYPE_CHECKING:
    from aiohttp import web

    from sandbox.entities import Chat, File, Json, Message, User
    from sandbox.posting import Posting
    from sandbox.world import World

LONGEST_TEXT = 4096


class Acting:
    """Routes by which people write."""

    def __init__(self, world: World, posting: Posting) -> None:
        self.world = world
        self.posting = posting

    def add_routes(self, app: web.Application) -> None:
        """Add the addresses."""
        chat = "/sim/people/{person}/chats/{chat}"
        app.router.add_post(f"{chat}/messages", self.send)
        app.router.add_post(f"{chat}/start", self.start)
        app.router.add_post(f"{chat}/edit", self.edit)
        app.router.add_post(f"{chat}/contact", self.share_contact)

    async def send(self, request: web.Request) -> web.Response:
        """Write a text, or send a file when the request is multipart."""
        person, chat = asked_chat(self.world, request)
        if request.content_type.startswith("multipart/"):
            content, reply_to = await self._read_form(request, chat)
        else:
            body = await read_body(request)
            content = _text_fields(str(body.get("text") or ""))
            reply_to = self._reply(chat, body.get("reply_to_message_id"))
        return reply(self.write(person, chat, content, reply_to))

    async def start(self, request: web.Request) -> web.Response:
        """Press Start, perhaps with the payload of a deep link; this also unblocks."""
        person, chat = asked_chat(self.world, request)
        body = await read_body(request)
        if chat.type != PRIVATE:
            raise SimError("only a bot can be started")
        if chat.blocked:
            set_blocked(self.posting, chat, blocked=False)
        payload = str(body.get("payload") or "")
        chat.started = True
        content = _text_fields(f"/start {payload}" if payload else "/start")
        return reply(self.write(person, chat, content, None))

    def write(self, person: User, chat: Chat, content: Json, reply_to: Message | None) -> Json:
        """Put the person's message into the chat and return it."""
        if chat.type == PRIVATE:
            if chat.blocked:
                raise SimError("the bot is blocked", 403)
            chat.started = True
        elif not may_write(chat, person.id):
            raise SimError("the person may not write here", 403)
        keyboard = chat.reply_keyboards.get(str(person.id))
        if keyboard is not None and keyboard.get("one_time_keyboard"):
            del chat.reply_keyboards[str(person.id)]
        chat.unread.pop(str(person.id), None)
        message = self.posting.post(chat, person.id, content, reply_to=reply_to)
        return self.posting.for_person(message, person.id)

    async def edit(self, request: web.Request) -> web.Response:
        """Edit one's own text."""
        person, chat = asked_chat(self.world, request)
        body = await read_body(request)
        message = find_message(self.world, chat, body.get("message_id"))
        if message.sender != person.id or "text" not in message.body:
            raise SimError("only one's own texts can be edited", 403)
        kept = {k: v for k, v in message.body.items() if k not in {"text", "entities"}}
        self.posting.edit(chat, message, kept | _text_fields(str(body.get("text") or "")))
        return reply(self.posting.for_person(message, person.id))

    async def share_contact(self, request: web.Request) -> web.Response:
        """Send one's own contact, as the button of a reply keyboard does."""
        person, chat = asked_chat(self.world, request)
        contact: Json = {
            "phone_number": person.phone,
            "first_name": person.first_name,
            "user_id": person.id,
        }
        if person.last_name:
            contact["last_name"] = person.last_name
        return reply(self.write(person, chat, {"contact": contact}, None))

    async def _read_form(self, request: web.Request, chat: Chat) -> tuple[Json, Message | None]:
        form = await request.post()
        upload = form.get("file")
        text = str(form.get("caption") or form.get("text") or "")
        number = str(form.get("reply_to_message_id") or "")
        reply_to = self._reply(chat, int(number) if number.isdigit() else None)
        if upload is None or isinstance(upload, (str, bytes, bytearray)):
            return _text_fields(text), reply_to
        file = keep_file(
            self.world, upload.file.read(), name=upload.filename, mime=upload.content_type
        )
        caption = format_plain(text).fields("caption", "caption_entities")
        return _medium(file, str(form.get("kind") or "document")) | caption, reply_to

    def _reply(self, chat: Chat, number: Any) -> Message | None:
        return find_message(self.world, chat, number) if number else None


def _text_fields(text: str) -> Json:
    formatted = format_plain(text)
    if not formatted.text:
        raise SimError("the text is empty")
    if len(formatted.text) > LONGEST_TEXT:
        raise SimError("the text is too long")
    return formatted.fields()


def _medium(file: File, kind: str) -> Json:
    common: Json = {
        "file_unique_id": file.unique_id,
        "file_size": file.size,
        "mime_type": file.mime,
    }
    match kind:
        case "photo":
            if not file.width:
                raise SimError("this is not a picture")
            return {"photo": photo_sizes(file)}
        case "video":
            size = {"width": file.width or 320, "height": file.height or 240}
            return {"video": {**common, **size, "duration": 0, "file_name": file.name}}
        case "voice":
            return {"voice": {**common, "duration": 0}}
        case "audio":
            return {"audio": {**common, "duration": 0, "file_name": file.name}}
        case "document":
            return {"document": {**common, "file_name": file.name}}
    raise SimError("unknown kind of file")
