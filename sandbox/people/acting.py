"""What a person does in a chat: write, press, start, block, read, share."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from sandbox.entities import CHANNEL, PRIVATE
from sandbox.errors import SimError
from sandbox.files import keep_file, photo_sizes
from sandbox.formatting import format_plain
from sandbox.membership import Membership
from sandbox.methods.inline import result_content
from sandbox.people.requests import asked_chat, find_button, find_message, read_body, reply
from sandbox.polls import VoteRefusedError, vote
from sandbox.posting import screen_key
from sandbox.world import Query

if TYPE_CHECKING:
    from aiohttp import web

    from sandbox.entities import Bot, Chat, File, Json, Message, User
    from sandbox.posting import Posting
    from sandbox.world import World

ANSWER_WITHIN = 10.0
LONGEST_TEXT = 4096


class Acting:
    """Routes by which people act."""

    def __init__(self, world: World, posting: Posting) -> None:
        self.world = world
        self.posting = posting
        self.delivery = posting.delivery

    def add_routes(self, app: web.Application) -> None:
        """Add the addresses."""
        chat = "/sim/people/{person}/chats/{chat}"
        app.router.add_post(f"{chat}/messages", self.send)
        app.router.add_post(f"{chat}/start", self.start)
        app.router.add_post(f"{chat}/click", self.click)
        app.router.add_post(f"{chat}/block", self.block)
        app.router.add_post(f"{chat}/unblock", self.unblock)
        app.router.add_post(f"{chat}/read", self.read)
        app.router.add_post(f"{chat}/contact", self.share_contact)
        app.router.add_post(f"{chat}/vote", self.vote)
        app.router.add_post(f"{chat}/react", self.react)
        app.router.add_post(f"{chat}/edit", self.edit)
        app.router.add_post(f"{chat}/leave", self.leave)
        app.router.add_post(f"{chat}/inline", self.ask_inline)
        app.router.add_post(f"{chat}/inline-result", self.send_inline)

    # Messages --------------------------------------------------------------------------------

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
            self.set_blocked(chat, blocked=False)
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
        else:
            self._check_may_write(person, chat)
        keyboard = chat.reply_keyboards.get(str(person.id))
        if keyboard is not None and keyboard.get("one_time_keyboard"):
            del chat.reply_keyboards[str(person.id)]
        chat.unread.pop(str(person.id), None)
        message = self.posting.post(chat, person.id, content, reply_to=reply_to)
        return self.posting.for_person(message, person.id)

    def _check_may_write(self, person: User, chat: Chat) -> None:
        member = chat.members[str(person.id)]
        status = member["status"]
        allowed = status in {"creator", "administrator"}
        if chat.type == CHANNEL:
            allowed = status == "creator" or bool(member.get("can_post_messages"))
        elif status == "restricted":
            allowed = bool(member.get("can_send_messages"))
        elif status == "member":
            allowed = bool(chat.permissions.get("can_send_messages", True))
        if not allowed:
            raise SimError("the person may not write here", 403)

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

    # Buttons ---------------------------------------------------------------------------------

    async def click(self, request: web.Request) -> web.Response:
        """Press a callback button, or send forged data, and wait for the bot's answer."""
        person, chat = asked_chat(self.world, request)
        body = await read_body(request)
        message = find_message(self.world, chat, body.get("message_id"))
        data = body.get("data")
        if data is None:
            data = find_button(message, body).get("callback_data")
        if not isinstance(data, str):
            raise SimError("this button does not call the bot")
        if chat.type == PRIVATE and chat.blocked:
            raise SimError("the bot is blocked", 403)
        query_id, answered = self._ask(person, chat, message, data)
        return reply({"callback_query_id": query_id, "answer": await self._wait(answered)})

    async def _wait(self, answered: asyncio.Future[Json]) -> Json | None:
        self.world.store.flush()
        try:
            return await asyncio.wait_for(answered, ANSWER_WITHIN)
        except TimeoutError:
            return None

    def _ask(
        self, person: User, chat: Chat, message: Message, data: str
    ) -> tuple[str, asyncio.Future[Json]]:
        bot = self.world.bots.get(message.sender)
        if bot is None:
            raise SimError("this is not a message of a bot")
        query_id, answered = self._open_query(bot, person, chat)
        query: Json = {
            "id": query_id,
            "from": person.card(),
            "message": self.posting.for_bot(message, bot),
            "chat_instance": str(chat_instance(chat)),
            "data": data,
        }
        self.delivery.add(bot, "callback_query", query, lane=f"user {person.id}")
        return query_id, answered

    def _open_query(self, bot: Bot, person: User, chat: Chat) -> tuple[str, asyncio.Future[Json]]:
        answered: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        query_id = f"{self.world.count('query', 10**15)}{self.world.random.randrange(100, 999)}"

        def answer(told: Json) -> None:
            if not answered.done():
                answered.set_result(told)
            event = {"type": "callback_answer", "chat": screen_key(chat), "answer": told}
            self.world.live.tell(person.id, event)

        self.world.add_query(query_id, Query(bot.id, person.id, self.world.clock(), answer))
        return query_id, answered

    # The chat --------------------------------------------------------------------------------

    async def block(self, request: web.Request) -> web.Response:
        """Stop the bot."""
        _, chat = asked_chat(self.world, request)
        self.set_blocked(chat, blocked=True)
        return reply({})

    async def unblock(self, request: web.Request) -> web.Response:
        """Let the bot write again."""
        _, chat = asked_chat(self.world, request)
        self.set_blocked(chat, blocked=False)
        return reply({})

    def set_blocked(self, chat: Chat, *, blocked: bool) -> None:
        """Block or unblock a bot; the bot learns of the change."""
        if chat.type != PRIVATE:
            raise SimError("only a bot can be blocked")
        if chat.blocked == blocked:
            return
        chat.blocked = blocked
        self.world.save(chat)
        user = self.world.users[chat.bot].card()
        member: Json = {"status": "member", "user": user}
        kicked: Json = {"status": "kicked", "user": user, "until_date": 0}
        old, new = (member, kicked) if blocked else (kicked, member)
        update = {
            "chat": self.world.chat_card(chat),
            "from": self.world.users[chat.person].card(),
            "date": self.world.now(),
            "old_chat_member": old,
            "new_chat_member": new,
        }
        bot = self.world.bots[chat.bot]
        self.delivery.add(bot, "my_chat_member", update, lane=f"membership {chat.id}")
        self.posting.tell_people(chat, "chat")

    async def read(self, request: web.Request) -> web.Response:
        """Mark everything as read."""
        person, chat = asked_chat(self.world, request)
        if chat.unread.pop(str(person.id), None):
            self.world.save(chat)
        return reply({})

    async def vote(self, request: web.Request) -> web.Response:
        """Vote in a poll; no options take the vote back."""
        person, chat = asked_chat(self.world, request)
        body = await read_body(request)
        message = find_message(self.world, chat, body.get("message_id"))
        options = body.get("options")
        if "poll" not in message.body or not isinstance(options, list):
            raise SimError("a poll and options are needed")
        try:
            vote(self.posting, person, message, [int(option) for option in options])
        except VoteRefusedError as error:
            raise SimError(str(error), 403) from None
        return reply(self.posting.for_person(message, person.id))

    async def react(self, request: web.Request) -> web.Response:
        """Leave a reaction, or take it back with an empty `emoji`."""
        person, chat = asked_chat(self.world, request)
        body = await read_body(request)
        message = find_message(self.world, chat, body.get("message_id"))
        emoji = str(body.get("emoji") or "")
        self.posting.react(chat, message, person.id, [emoji] if emoji else [])
        return reply(self.posting.for_person(message, person.id))

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

    async def ask_inline(self, request: web.Request) -> web.Response:
        """Type `@bot query` in this chat and wait for the results."""
        person, chat = asked_chat(self.world, request)
        body = await read_body(request)
        bot = self.world.bots.get(body.get("bot_id") or 0)
        if bot is None:
            raise SimError("no such bot", 404)
        query_id, answered = self._open_query(bot, person, chat)
        query: Json = {
            "id": query_id,
            "from": person.card(),
            "query": str(body.get("query") or ""),
            "offset": "",
            "chat_type": "sender" if chat.type == PRIVATE else chat.type,
        }
        self.delivery.add(bot, "inline_query", query, lane=f"user {person.id}")
        return reply({"inline_query_id": query_id, "answer": await self._wait(answered)})

    async def send_inline(self, request: web.Request) -> web.Response:
        """Send a chosen inline result, given as the bot has answered it."""
        person, chat = asked_chat(self.world, request)
        body = await read_body(request)
        bot, result = self.world.bots.get(body.get("bot_id") or 0), body.get("result")
        if bot is None or not isinstance(result, dict):
            raise SimError("bot_id and result are needed")
        content = result_content(result)
        content["via_bot"] = self.world.users[bot.id].card()
        chosen = {
            "result_id": str(result.get("id")),
            "from": person.card(),
            "query": str(body.get("query") or ""),
        }
        self.delivery.add(bot, "chosen_inline_result", chosen, lane=f"user {person.id}")
        return reply(self.write(person, chat, content, None))

    async def leave(self, request: web.Request) -> web.Response:
        """Leave a group or channel."""
        person, chat = asked_chat(self.world, request)
        if chat.type == PRIVATE:
            raise SimError("a private chat cannot be left")
        Membership(self.posting).change(chat, person.id, person.id, {"status": "left"})
        return reply({})

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


def chat_instance(chat: Chat) -> int:
    """Return the number that stands for a chat in callback queries and launch data."""
    return (chat.id * 2654435761 + chat.bot) % 2**63


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
