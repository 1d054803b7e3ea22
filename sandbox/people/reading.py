"""What a person sees: the world, the chats, the messages, files, live events."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.entities import PRIVATE
from sandbox.errors import SimError
from sandbox.membership import may_write
from sandbox.methods.bots import commands_for, menu_button
from sandbox.people.requests import asked_chat, asked_person, reply
from sandbox.posting import screen_key

if TYPE_CHECKING:
    from sandbox.entities import Bot, Chat, Json, User
    from sandbox.posting import Posting
    from sandbox.world import World

CAPABILITIES = (
    "messages",
    "media",
    "polls",
    "groups",
    "channels",
    "mini_apps",
    "faults",
)
MOST_WAITING_EVENTS = 1000
INLINE_TYPES = ("image/", "video/", "audio/")


class Reading:
    """Routes that change nothing."""

    def __init__(self, world: World, posting: Posting) -> None:
        self.world = world
        self.posting = posting

    def add_routes(self, app: web.Application) -> None:
        """Add the addresses."""
        person = "/sim/people/{person}"
        app.router.add_get("/sim/world", self.read_world)
        app.router.add_get(f"{person}/chats", self.list_chats)
        app.router.add_get(f"{person}/chats/{{chat}}/messages", self.list_messages)
        app.router.add_get(f"{person}/live", self.watch)
        app.router.add_get("/sim/files/{unique}", self.download)

    async def read_world(self, request: web.Request) -> web.Response:
        """Give people, bots and what this sandbox can do."""
        return reply(
            {
                "people": [person_entry(person) for person in self.world.people()],
                "bots": [self._bot_entry(bot) for bot in self.world.bots.values()],
                "capabilities": CAPABILITIES,
            }
        )

    def _bot_entry(self, bot: Bot) -> Json:
        user = self.world.users[bot.id]
        return {
            "id": bot.id,
            "name": user.first_name,
            "username": user.username,
            "description": bot.descriptions.get("", ""),
        }

    async def list_chats(self, request: web.Request) -> web.Response:
        """Give the person's chats, the liveliest first; every bot can be found here."""
        person = asked_person(self.world, request)
        for bot in self.world.bots:
            self.world.private_chat(person.id, bot)
        chats = [self.world.chats[key] for key in self.world.chats_of[person.id]]
        entries = [self._chat_entry(chat, person) for chat in chats if not chat.upgraded_to]
        entries.sort(key=lambda entry: (-_date(entry), entry["title"]))
        return reply(entries)

    def _chat_entry(self, chat: Chat, person: User) -> Json:
        last = self.world.last_message(chat)
        entry: Json = {
            "chat": screen_key(chat),
            "type": chat.type,
            "title": chat.title,
            "username": chat.username,
            "bot_id": None,
            "started": True,
            "blocked": False,
            "last_message": self.posting.for_person(last, person.id) if last else None,
            "unread": chat.unread.get(str(person.id), 0),
            "menu_button": None,
            "commands": self._commands(chat, person),
            "reply_keyboard": chat.reply_keyboards.get(str(person.id)),
            "description": chat.description,
            "photo": chat.photo or None,
        }
        if chat.type == PRIVATE:
            entry |= self._bot_fields(self.world.bots[chat.bot], chat, person)
        else:
            entry["pinned"] = chat.pinned
            entry["can_write"] = may_write(chat, person.id)
            entry["member_count"] = sum(1 for _ in self.world.people_of(chat))
        return entry

    def _bot_fields(self, bot: Bot, chat: Chat, person: User) -> Json:
        user = self.world.users[bot.id]
        button = menu_button(bot, person.id)
        language = person.language_code
        return {
            "bot_id": bot.id,
            "title": bot.names.get(language) or user.first_name,
            "username": user.username,
            "description": bot.descriptions.get(language) or bot.descriptions.get("", ""),
            "started": chat.started,
            "blocked": chat.blocked,
            "menu_button": {
                "type": button["type"],
                "text": button.get("text", ""),
                "url": button.get("web_app", {}).get("url"),
            },
            "pinned": chat.pinned,
        }

    def _commands(self, chat: Chat, person: User) -> list[Json]:
        if chat.type == PRIVATE:
            return commands_for(self.world, self.world.bots[chat.bot], chat, person.id)
        commands: list[Json] = []
        for bot in self.world.bots_of(chat):
            name = self.world.users[bot.id].username
            commands.extend(
                {**command, "command": f"{command['command']}@{name}"}
                for command in commands_for(self.world, bot, chat, person.id)
            )
        return commands

    async def list_messages(self, request: web.Request) -> web.Response:
        """Give a page of messages, the oldest first."""
        person, chat = asked_chat(self.world, request)
        try:
            before = int(request.query["before"]) if request.query.get("before") else None
            limit = min(max(int(request.query.get("limit", 50)), 1), 200)
        except ValueError:
            raise SimError("before and limit are numbers") from None
        found = self.world.messages_before(chat, before, limit + 1)
        page = [self.posting.for_person(message, person.id) for message in found[:limit]]
        return reply({"messages": page[::-1], "has_more": len(found) > limit})

    async def download(self, request: web.Request) -> web.Response:
        """Give the bytes of a file to the screen."""
        file = self.world.files.get(request.match_info["unique"])
        if file is None:
            raise SimError("no such file", 404)
        headers = {"X-Content-Type-Options": "nosniff"}
        kind = file.mime if file.mime.startswith(INLINE_TYPES) else "application/octet-stream"
        if kind == "image/svg+xml":
            kind = "application/octet-stream"
        content = self.world.store.read_bytes(file.unique_id)
        return web.Response(body=content, content_type=kind, headers=headers)

    async def watch(self, request: web.Request) -> web.WebSocketResponse:
        """Send live events until the screen goes away."""
        person = asked_person(self.world, request)
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        queue: asyncio.Queue[str | None] = asyncio.Queue(MOST_WAITING_EVENTS)
        self.world.live.watch(person.id, queue)
        sending = asyncio.create_task(_send(socket, queue))
        try:
            async for _ in socket:
                continue
        finally:
            self.world.live.leave(person.id, queue)
            sending.cancel()
        return socket


async def _send(socket: web.WebSocketResponse, queue: asyncio.Queue[str | None]) -> None:
    while (text := await queue.get()) is not None:
        await socket.send_str(text)
    await socket.close()


def person_entry(person: User) -> Json:
    """Return a person as the screen's list shows them."""
    return {
        "id": person.id,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "username": person.username,
        "language_code": person.language_code,
        "peer": person.id % 7 + 1,
    }


def _date(entry: Json) -> int:
    last = entry["last_message"]
    return int(last["date"]) if last else 0
