"""Groups as people run them: making, adding, promoting, joining by link, upgrading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.entities import CHANNEL, GROUP, SUPERGROUP, Chat, Json
from sandbox.errors import SimError
from sandbox.invitations import JoinRefusedError, join_by_link, primary_link
from sandbox.membership import (
    Membership,
    all_rights,
    is_administrator,
    make_administrator,
    make_restricted,
    next_chat_id,
)
from sandbox.people.requests import asked_person, find_person, read_body, reply
from sandbox.posting import screen_key
from sandbox.world import is_present

if TYPE_CHECKING:
    from aiohttp import web

    from sandbox.posting import Posting
    from sandbox.world import World

CREATED = {
    GROUP: "group_chat_created",
    SUPERGROUP: "supergroup_chat_created",
    CHANNEL: "channel_chat_created",
}


class Groups:
    """Routes of groups and channels."""

    def __init__(self, world: World, posting: Posting) -> None:
        self.world = world
        self.posting = posting
        self.membership = Membership(posting)

    def add_routes(self, app: web.Application) -> None:
        """Add the addresses."""
        app.router.add_post("/sim/groups", self.create)
        app.router.add_get("/sim/groups/{chat}/members", self.list_members)
        app.router.add_post("/sim/groups/{chat}/members", self.set_member)
        app.router.add_post("/sim/groups/{chat}/upgrade", self.upgrade)
        app.router.add_post("/sim/groups/{chat}/invite-link", self.read_link)
        app.router.add_post("/sim/people/{person}/join", self.join)

    async def create(self, request: web.Request) -> web.Response:
        """Make a group, supergroup or channel with its first members."""
        body = await read_body(request)
        kind, title = str(body.get("type") or SUPERGROUP), str(body.get("title") or "").strip()
        if kind not in CREATED or not title:
            raise SimError("a title and a type (group, supergroup, channel) are needed")
        owner = find_person(self.world, body.get("owner") or next(iter(body.get("members", [])), 0))
        username = str(body.get("username") or "")
        if username and (kind == GROUP or username.lower() in self.world.names):
            raise SimError("this username cannot be had", 409)
        number = next_chat_id(self.world, kind)
        chat = Chat(key=str(number), type=kind, id=number, title=title, username=username)
        chat.members[str(owner.id)] = {"status": "creator", "is_anonymous": False}
        self.world.add_chat(chat)
        self.posting.post(chat, owner.id, {CREATED[kind]: True})
        for user in body.get("members", []):
            if user != owner.id:
                self._set(chat, owner.id, self._user(user), "member", None)
        self.posting.tell_people(chat, "chat")
        return reply({"chat": screen_key(chat)})

    async def list_members(self, request: web.Request) -> web.Response:
        """Give the memberships of everybody who is or was in the chat."""
        chat = self._chat(request)
        return reply([self.membership.card(chat, int(user)) for user in list(chat.members)])

    async def set_member(self, request: web.Request) -> web.Response:
        """Add, promote, restrict, remove somebody in the name of `actor`."""
        chat = self._chat(request)
        body = await read_body(request)
        user = self._user(body.get("user"))
        actor = find_person(self.world, body["actor"]).id if body.get("actor") else user
        status = str(body.get("status") or "")
        if actor == user and status not in {"member", "left"}:
            raise SimError("nobody can do this to oneself", 403)
        if actor != user and not self._may_manage(chat, actor, status):
            raise SimError("the actor may not do this", 403)
        self._set(chat, actor, user, status, body.get("rights"))
        return reply(self.membership.card(chat, user))

    def _may_manage(self, chat: Chat, actor: int, status: str) -> bool:
        if is_administrator(chat, actor):
            return True
        return status == "member" and is_present(chat.members.get(str(actor), {"status": "left"}))

    def _set(self, chat: Chat, actor: int, user: int, status: str, rights: Json | None) -> None:
        if chat.members.get(str(user), {}).get("status") == "creator":
            raise SimError("the owner stays", 403)
        is_bot_in_channel = chat.type == CHANNEL and user in self.world.bots
        if is_bot_in_channel and status == "member":
            status = "administrator"
        match status:
            case "member" | "left":
                new: Json = {"status": status}
            case "kicked":
                new = (
                    {"status": "kicked", "until_date": 0}
                    if chat.type != GROUP
                    else {"status": "left"}
                )
            case "administrator":
                new = make_administrator(chat, all_rights(chat) if rights is None else rights)
            case "restricted" if chat.type == SUPERGROUP:
                new = make_restricted(rights or {}, 0, is_present=True)
            case _:
                raise SimError("unknown status")
        self.membership.change(chat, actor, user, new)

    async def upgrade(self, request: web.Request) -> web.Response:
        """Turn a basic group into a supergroup."""
        chat = self._chat(request)
        if chat.type != GROUP:
            raise SimError("only a basic group can be upgraded")
        owner = next(
            int(user) for user, member in chat.members.items() if member["status"] == "creator"
        )
        new = self.membership.upgrade(chat, owner)
        return reply({"chat": screen_key(new)})

    async def read_link(self, request: web.Request) -> web.Response:
        """Give the owner's invite link."""
        chat = self._chat(request)
        owner = next(
            int(user) for user, member in chat.members.items() if member["status"] == "creator"
        )
        return reply({"invite_link": primary_link(self.world, chat, owner)["invite_link"]})

    async def join(self, request: web.Request) -> web.Response:
        """Join by an invite link or the public name of a chat."""
        person = asked_person(self.world, request)
        body = await read_body(request)
        if body.get("link"):
            try:
                chat, waits = join_by_link(self.membership, person, str(body["link"]))
            except JoinRefusedError as error:
                raise SimError(str(error), 403) from None
            return reply({"chat": screen_key(chat), "requested": waits})
        place = self.world.names.get(str(body.get("username") or "").lstrip("@").lower())
        chat_or_none = self.world.chats.get(place) if isinstance(place, str) else None
        if chat_or_none is None:
            raise SimError("no such chat", 404)
        member = self.membership.member(chat_or_none, person.id)
        if member["status"] == "kicked":
            raise SimError("the person is banned there", 403)
        if not is_present(member):
            new = {"status": "member"}
            self.membership.change(chat_or_none, person.id, person.id, new)
        return reply({"chat": screen_key(chat_or_none), "requested": False})

    def _chat(self, request: web.Request) -> Chat:
        chat = self.world.chats.get(request.match_info["chat"])
        if chat is None or chat.type not in CREATED or chat.upgraded_to:
            raise SimError("no such group", 404)
        return chat

    def _user(self, number: object) -> int:
        if not isinstance(number, int) or number not in self.world.users:
            raise SimError("no such user", 404)
        return number
