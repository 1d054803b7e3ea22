"""Invite links: making them, telling of them, using them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.membership import Membership, is_administrator
from sandbox.world import is_present

if TYPE_CHECKING:
    from sandbox.entities import Chat, Json, User
    from sandbox.world import World

CONTACT_FOR = 300


class JoinRefusedError(Exception):
    """A person cannot join by this link; the text says why."""


def make_link(
    world: World, chat: Chat, creator: int, settings: Json, *, is_primary: bool = False
) -> Json:
    """Add an invite link to the chat."""
    link: Json = {
        "invite_link": f"https://t.me/+{world.word(16)}",
        "creator": creator,
        "creates_join_request": False,
        "is_primary": is_primary,
        "is_revoked": False,
        "uses": 0,
        **settings,
    }
    chat.invite_links[link["invite_link"]] = link
    world.save(chat)
    return link


def primary_link(world: World, chat: Chat, creator: int, *, anew: bool = False) -> Json:
    """Return the creator's primary link, made when there is none or `anew` is asked for."""
    for link in chat.invite_links.values():
        if link["creator"] == creator and link["is_primary"] and not link["is_revoked"]:
            if not anew:
                return link
            link["is_revoked"] = True
    return make_link(world, chat, creator, {}, is_primary=True)


def link_card(world: World, chat: Chat, link: Json) -> Json:
    """Return the Bot API `ChatInviteLink`."""
    card = {name: value for name, value in link.items() if name != "uses"}
    card["creator"] = world.users[link["creator"]].card()
    address = link["invite_link"]
    waiting = sum(request["link"] == address for request in chat.join_requests.values())
    if link["creates_join_request"]:
        card["pending_join_request_count"] = waiting
    return card


def join_by_link(membership: Membership, person: User, address: str) -> tuple[Chat, bool]:
    """Let a person use a link; return the chat and whether they only wait for approval."""
    world = membership.world
    chat, link = _find_link(world, address)
    member = membership.member(chat, person.id)
    if is_present(member):
        return chat, False
    if member["status"] == "kicked":
        raise JoinRefusedError("the person is banned there")
    _check_usable(world, link)
    if link["creates_join_request"]:
        _ask_to_join(membership, chat, link, person)
        return chat, True
    link["uses"] += 1
    card = link_card(world, chat, link)
    new = {**member, "is_member": True} if member["status"] == "restricted" else None
    membership.change(chat, person.id, person.id, new or {"status": "member"}, link=card)
    return chat, False


def _find_link(world: World, address: str) -> tuple[Chat, Json]:
    for chat in world.chats.values():
        if address in chat.invite_links:
            return chat, chat.invite_links[address]
    raise JoinRefusedError("no such link")


def _check_usable(world: World, link: Json) -> None:
    is_over = link.get("expire_date") and link["expire_date"] <= world.now()
    is_used_up = link.get("member_limit") and link["uses"] >= link["member_limit"]
    if link["is_revoked"] or is_over or is_used_up:
        raise JoinRefusedError("this link has expired")


def _ask_to_join(membership: Membership, chat: Chat, link: Json, person: User) -> None:
    world, delivery = membership.world, membership.posting.delivery
    if str(person.id) in chat.join_requests:
        return
    chat.join_requests[str(person.id)] = {"link": link["invite_link"], "date": world.now()}
    world.save(chat)
    request: Json = {
        "chat": world.chat_card(chat),
        "from": person.card(),
        "user_chat_id": person.id,
        "date": world.now(),
        "invite_link": link_card(world, chat, link),
    }
    for bot in world.bots_of(chat):
        if not is_administrator(chat, bot.id, "can_invite_users"):
            continue
        private = world.private_chat(person.id, bot.id)
        private.met, private.contact_until = True, world.clock() + CONTACT_FOR
        world.save(private)
        delivery.add(bot, "chat_join_request", request, lane=f"members {chat.id}")
