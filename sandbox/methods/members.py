"""Members of groups and channels: reading, banning, restricting, promoting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.entities import CHANNEL, GROUP, PRIVATE, SUPERGROUP, Chat, Json
from sandbox.errors import bad_request
from sandbox.membership import (
    CHANNEL_RIGHTS,
    GROUP_RIGHTS,
    LEFT,
    PERMISSIONS,
    RIGHTS,
    Membership,
    is_administrator,
    limit_date,
    make_administrator,
    make_restricted,
)
from sandbox.methods.common import check_membership, find_chat
from sandbox.posting import posting_of
from sandbox.world import is_present

if TYPE_CHECKING:
    from sandbox.call import Call

NO_RESTRICTING = "not enough rights to restrict/unrestrict chat member"


async def get_chat_member(call: Call) -> Json:
    """`getChatMember`."""
    chat = find_chat(call)
    user = _user(call)
    if chat.type == PRIVATE:
        return {"status": "member", "user": call.world.users[user].card()}
    check_membership(call, chat)
    return _membership(call).card(chat, user)


async def get_chat_administrators(call: Call) -> list[Json]:
    """`getChatAdministrators`: people only, other bots are left out."""
    chat = find_group(call)
    check_membership(call, chat)
    numbers = [int(user) for user in chat.members]
    return [
        _membership(call).card(chat, user)
        for user in numbers
        if is_administrator(chat, user) and (user not in call.world.bots or user == call.bot.id)
    ]


async def get_chat_member_count(call: Call) -> int:
    """`getChatMemberCount`."""
    chat = find_chat(call)
    if chat.type == PRIVATE:
        return 2
    check_membership(call, chat)
    return sum(is_present(member) for member in chat.members.values())


async def ban_chat_member(call: Call) -> bool:
    """`banChatMember`."""
    chat, user = _restrictable(call)
    until = limit_date(call.integer("until_date"), call.world.now())
    new = {"status": "kicked", "until_date": until} if chat.type != GROUP else LEFT
    _membership(call).change(chat, call.bot.id, user, dict(new))
    return True


async def unban_chat_member(call: Call) -> bool:
    """`unbanChatMember`: also removes somebody who is in the chat, unless asked not to."""
    chat, user = _restrictable(call)
    if chat.type == GROUP:
        raise bad_request("method is available for supergroup and channel chats only")
    status = _membership(call).member(chat, user)["status"]
    if status == "kicked" or (
        is_present(chat.members.get(str(user), LEFT)) and not call.flag("only_if_banned")
    ):
        _membership(call).change(chat, call.bot.id, user, dict(LEFT))
    return True


async def restrict_chat_member(call: Call) -> bool:
    """`restrictChatMember`."""
    if find_group(call).type != SUPERGROUP:
        raise bad_request("method is available only for supergroups")
    chat, user = _restrictable(call)
    permissions = call.object("permissions")
    until = limit_date(call.integer("until_date"), call.world.now())
    inside = is_present(_membership(call).member(chat, user))
    new: Json = make_restricted(spread(permissions), until, is_present=inside)
    if all(new[name] for name in PERMISSIONS if name.startswith("can_send")):
        new = {"status": "member"} if inside else dict(LEFT)
    _membership(call).change(chat, call.bot.id, user, new)
    return True


async def promote_chat_member(call: Call) -> bool:
    """`promoteChatMember`: without any right the user becomes an ordinary member."""
    chat, user = find_group(call), _user(call)
    check_membership(call, chat)
    if not is_administrator(chat, call.bot.id, "can_promote_members"):
        raise bad_request("not enough rights")
    member = _membership(call).member(chat, user)
    if member["status"] == "creator":
        raise bad_request("can't demote chat creator")
    if not is_present(member) and chat.type != CHANNEL:
        raise bad_request("USER_NOT_PARTICIPANT")
    names = (*RIGHTS, *CHANNEL_RIGHTS, *GROUP_RIGHTS)
    rights = {name: call.flag(name) for name in names}
    rights["is_anonymous"] = call.flag("is_anonymous")
    new: Json = {"status": "member"}
    if any(rights.values()):
        new = make_administrator(chat, rights)
    if new["status"] == "administrator":
        new["can_be_edited"] = True
    _membership(call).change(chat, call.bot.id, user, new)
    return True


async def set_custom_title(call: Call) -> bool:
    """`setChatAdministratorCustomTitle`."""
    chat, user = find_group(call), _user(call)
    member = chat.members.get(str(user), LEFT)
    if member["status"] != "administrator":
        raise bad_request("user is not an administrator")
    if len(call.text("custom_title")) > 16:
        raise bad_request("ADMIN_RANK_INVALID")
    call.world.set_member(chat, user, {**member, "custom_title": call.text("custom_title")})
    return True


async def leave_chat(call: Call) -> bool:
    """`leaveChat`."""
    chat = find_group(call)
    check_membership(call, chat)
    _membership(call).change(chat, call.bot.id, call.bot.id, dict(LEFT))
    return True


def find_group(call: Call) -> Chat:
    """Return the group or channel of the call."""
    chat = find_chat(call)
    if chat.type == PRIVATE:
        raise bad_request("there are no administrators in the private chat")
    return chat


def spread(permissions: Json) -> Json:
    """Return permissions in which the wider ones have given the narrower ones, as by default."""
    media = ("audios", "documents", "photos", "videos", "video_notes", "voice_notes")
    given = dict(permissions)
    wide = given.get("can_send_other_messages") or given.get("can_add_web_page_previews")
    if wide and "can_send_photos" not in given:
        given |= {f"can_send_{kind}": True for kind in media}
    if wide or given.get("can_send_polls"):
        given["can_send_messages"] = True
    return given


def _restrictable(call: Call) -> tuple[Chat, int]:
    """Return the chat and the user whom the bot may restrict."""
    chat, user = find_group(call), _user(call)
    check_membership(call, chat)
    if not is_administrator(chat, call.bot.id, "can_restrict_members"):
        raise bad_request(NO_RESTRICTING)
    status = _membership(call).member(chat, user)["status"]
    if status == "creator":
        raise bad_request("can't remove chat owner")
    if status == "administrator":
        raise bad_request("user is an administrator of the chat")
    return chat, user


def _user(call: Call) -> int:
    number = call.integer("user_id")
    if number not in call.world.users:
        raise bad_request("PARTICIPANT_ID_INVALID" if number > 0 else "invalid user_id specified")
    return number


def _membership(call: Call) -> Membership:
    return Membership(posting_of(call))


METHODS = {
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "banChatMember": ban_chat_member,
    "unbanChatMember": unban_chat_member,
    "restrictChatMember": restrict_chat_member,
    "promoteChatMember": promote_chat_member,
    "setChatAdministratorCustomTitle": set_custom_title,
    "leaveChat": leave_chat,
}
