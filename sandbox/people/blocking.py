"""What a person does with a whole chat: block, read, leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.entities import PRIVATE
from sandbox.errors import SimError
from sandbox.membership import Membership
from sandbox.people.requests import asked_chat, reply

if TYPE_CHECKING:
    from aiohttp import web

    from sandbox.entities import Chat, Json
    from sandbox.posting import Posting
    from sandbox.world import World


class Blocking:
    """Routes that concern a whole chat."""

    def __init__(self, world: World, posting: Posting) -> None:
        self.world = world
        self.posting = posting

    def add_routes(self, app: web.Application) -> None:
        """Add the addresses."""
        chat = "/sim/people/{person}/chats/{chat}"
        app.router.add_post(f"{chat}/block", self.block)
        app.router.add_post(f"{chat}/unblock", self.unblock)
        app.router.add_post(f"{chat}/read", self.read)
        app.router.add_post(f"{chat}/leave", self.leave)

    async def block(self, request: web.Request) -> web.Response:
        """Stop the bot."""
        _, chat = asked_chat(self.world, request)
        set_blocked(self.posting, chat, blocked=True)
        return reply({})

    async def unblock(self, request: web.Request) -> web.Response:
        """Let the bot write again."""
        _, chat = asked_chat(self.world, request)
        set_blocked(self.posting, chat, blocked=False)
        return reply({})

    async def read(self, request: web.Request) -> web.Response:
        """Mark everything as read."""
        person, chat = asked_chat(self.world, request)
        if chat.unread.pop(str(person.id), None):
            self.world.save(chat)
        return reply({})

    async def leave(self, request: web.Request) -> web.Response:
        """Leave a group or channel."""
        person, chat = asked_chat(self.world, request)
        if chat.type == PRIVATE:
            raise SimError("a private chat cannot be left")
        Membership(self.posting).change(chat, person.id, person.id, {"status": "left"})
        return reply({})


def set_blocked(posting: Posting, chat: Chat, *, blocked: bool) -> None:
    """Block or unblock a bot; the bot learns of the change."""
    world = posting.world
    if chat.type != PRIVATE:
        raise SimError("only a bot can be blocked")
    if chat.blocked == blocked:
        return
    chat.blocked = blocked
    world.save(chat)
    user = world.users[chat.bot].card()
    member: Json = {"status": "member", "user": user}
    kicked: Json = {"status": "kicked", "user": user, "until_date": 0}
    old, new = (member, kicked) if blocked else (kicked, member)
    update = {
        "chat": world.chat_card(chat),
        "from": world.users[chat.person].card(),
        "date": world.now(),
        "old_chat_member": old,
        "new_chat_member": new,
    }
    bot = world.bots[chat.bot]
    posting.delivery.add(bot, "my_chat_member", update, lane=f"membership {chat.id}")
    posting.tell_people(chat, "chat")
