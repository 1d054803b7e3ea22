"""Invite links and requests to join."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.entities import Chat, Json
from sandbox.errors import bad_request
from sandbox.invitations import link_card, make_link, primary_link
from sandbox.membership import LEFT, Membership, is_administrator
from sandbox.methods.common import check_membership
from sandbox.methods.members import find_group
from sandbox.posting import posting_of
from sandbox.world import is_present

if TYPE_CHECKING:
    from sandbox.call import Call


async def create_invite_link(call: Call) -> Json:
    """`createChatInviteLink`."""
    chat = _inviting(call)
    _check_settings(call)
    link = make_link(call.world, chat, call.bot.id, _settings(call))
    return link_card(call.world, chat, link)


async def edit_invite_link(call: Call) -> Json:
    """`editChatInviteLink`."""
    chat = _inviting(call)
    link = _own_link(call, chat)
    _check_settings(call)
    kept = {name: link[name] for name in ("invite_link", "creator", "is_primary", "is_revoked")}
    chat.invite_links[link["invite_link"]] = {**kept, "uses": link["uses"], **_settings(call)}
    call.world.save(chat)
    return link_card(call.world, chat, chat.invite_links[link["invite_link"]])


async def revoke_invite_link(call: Call) -> Json:
    """`revokeChatInviteLink`."""
    chat = _inviting(call)
    link = _own_link(call, chat)
    link["is_revoked"] = True
    call.world.save(chat)
    return link_card(call.world, chat, link)


async def export_invite_link(call: Call) -> str:
    """`exportChatInviteLink`: a new primary link; the old one no longer works."""
    chat = _inviting(call)
    return str(primary_link(call.world, chat, call.bot.id, anew=True)["invite_link"])


async def approve_join_request(call: Call) -> bool:
    """`approveChatJoinRequest`."""
    chat, request = _requested(call)
    link = chat.invite_links.get(request["link"])
    card = link_card(call.world, chat, link) if link else None
    if link:
        link["uses"] += 1
    new = {"status": "member"}
    Membership(posting_of(call)).change(
        chat, call.bot.id, call.integer("user_id"), new, link=card, via_request=True
    )
    return True


async def decline_join_request(call: Call) -> bool:
    """`declineChatJoinRequest`."""
    _requested(call)
    return True


def _requested(call: Call) -> tuple[Chat, Json]:
    """Return the chat and the request, which is taken off the list."""
    chat = _inviting(call)
    user = str(call.integer("user_id"))
    if is_present(chat.members.get(user, LEFT)):
        raise bad_request("USER_ALREADY_PARTICIPANT")
    request = chat.join_requests.pop(user, None)
    if request is None:
        raise bad_request("HIDE_REQUESTER_MISSING")
    call.world.save(chat)
    return chat, request


def _inviting(call: Call) -> Chat:
    chat = find_group(call)
    check_membership(call, chat)
    if not is_administrator(chat, call.bot.id, "can_invite_users"):
        raise bad_request("not enough rights to manage chat invite link")
    return chat


def _own_link(call: Call, chat: Chat) -> Json:
    link = chat.invite_links.get(call.text("invite_link"))
    if link is None or link["creator"] != call.bot.id:
        raise bad_request("INVITE_HASH_EXPIRED")
    return link


def _settings(call: Call) -> Json:
    settings: Json = {"creates_join_request": call.flag("creates_join_request")}
    if call.text("name"):
        settings["name"] = call.text("name")
    for name in ("expire_date", "member_limit"):
        if call.integer(name):
            settings[name] = call.integer(name)
    return settings


def _check_settings(call: Call) -> None:
    if len(call.text("name")) > 32:
        raise bad_request("invite link name is too long")
    if call.flag("creates_join_request") and call.integer("member_limit"):
        raise bad_request(
            "member limit can't be specified for links requiring administrator approval"
        )
    if not 0 <= call.integer("member_limit") <= 99_999:
        raise bad_request("USAGE_LIMIT_INVALID")


METHODS = {
    "createChatInviteLink": create_invite_link,
    "editChatInviteLink": edit_invite_link,
    "revokeChatInviteLink": revoke_invite_link,
    "exportChatInviteLink": export_invite_link,
    "approveChatJoinRequest": approve_join_request,
    "declineChatJoinRequest": decline_join_request,
}
