"""Who is in a group and with which rights; everybody concerned is told of changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.entities import CHANNEL, GROUP, Chat, Json
from sandbox.posting import screen_key
from sandbox.world import is_present

if TYPE_CHECKING:
    from sandbox.posting import Posting
    from sandbox.world import World

PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)
RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
)
CHANNEL_RIGHTS = ("can_post_messages", "can_edit_messages")
GROUP_RIGHTS = ("can_pin_messages", "can_manage_topics")
LEFT: Json = {"status": "left"}
SHORTEST_LIMIT = 30
LONGEST_LIMIT = 366 * 86_400


def may_write(chat: Chat, user: int) -> bool:
    """Say whether somebody who is in the group may send messages there."""
    member = chat.members[str(user)]
    match member["status"]:
        case "creator":
            return True
        case "administrator":
            return chat.type != CHANNEL or bool(member.get("can_post_messages"))
        case "restricted":
            return bool(member.get("can_send_messages"))
        case status:
            usual = chat.permissions.get("can_send_messages", True)
            return status == "member" and chat.type != CHANNEL and bool(usual)


def make_administrator(chat: Chat, rights: Json) -> Json:
    """Return an administrator's membership with these rights; managing comes with any of them."""
    own = CHANNEL_RIGHTS if chat.type == CHANNEL else GROUP_RIGHTS
    given = {name: bool(rights.get(name)) for name in (*RIGHTS, *own)}
    if any(given.values()):
        given["can_manage_chat"] = True
    return {
        "status": "administrator",
        "can_be_edited": False,
        "is_anonymous": bool(rights.get("is_anonymous")),
        **given,
    }


def all_rights(chat: Chat) -> Json:
    """Return every right an administrator of the chat can have."""
    own = CHANNEL_RIGHTS if chat.type == CHANNEL else GROUP_RIGHTS
    return dict.fromkeys((*RIGHTS, *own), True)


def make_restricted(permissions: Json, until: int, *, is_present: bool) -> Json:
    """Return a restricted membership."""
    given = {name: bool(permissions.get(name)) for name in PERMISSIONS}
    return {"status": "restricted", "is_member": is_present, "until_date": until, **given}


def limit_date(until: int, now: int) -> int:
    """Return the date until which something holds; 0 is for ever, as for too short and too long."""
    return until if SHORTEST_LIMIT <= until - now <= LONGEST_LIMIT else 0


def is_administrator(chat: Chat, user: int, right: str = "") -> bool:
    """Say whether the user runs the chat, and has this right."""
    member = chat.members.get(str(user), LEFT)
    if member["status"] == "creator":
        return True
    return member["status"] == "administrator" and (not right or bool(member.get(right)))


class Membership:
    """The one place where members of groups change."""

    def __init__(self, posting: Posting) -> None:
        self.posting = posting
        self.world: World = posting.world

    def member(self, chat: Chat, user: int) -> Json:
        """Return the membership as it is now: limits that are over no longer hold."""
        member: Json = chat.members.get(str(user), LEFT)
        until = member.get("until_date", 0)
        if not until or until > self.world.now():
            return member
        over = LEFT if member["status"] == "kicked" or not is_present(member) else None
        self.world.set_member(chat, user, over or {"status": "member"})
        return chat.members[str(user)]

    def card(self, chat: Chat, user: int) -> Json:
        """Return the Bot API `ChatMember`."""
        return self._with_user(user, self.member(chat, user))

    def change(
        self,
        chat: Chat,
        actor: int,
        user: int,
        new: Json,
        *,
        link: Json | None = None,
        via_request: bool = False,
        silently: bool = False,
    ) -> None:
        """Give somebody another membership and tell bots and people of it."""
        old = self.member(chat, user)
        self.world.set_member(chat, user, new)
        update: Json = {
            "chat": self.world.chat_card(chat),
            "from": self.world.users[actor].card(),
            "date": self.world.now(),
            "old_chat_member": self._with_user(user, old),
            "new_chat_member": self._with_user(user, new),
        }
        if link is not None:
            update["invite_link"] = link
        if via_request:
            update["via_join_request"] = True
        self._tell_bots(chat, user, update)
        if not silently:
            self._post_service(chat, actor, user, old, new)
        if user not in self.world.bots:
            self.world.live.tell(user, {"type": "chat", "chat": screen_key(chat)})
        self.posting.tell_people(chat, "chat")

    def _tell_bots(self, chat: Chat, user: int, update: Json) -> None:
        delivery, world = self.posting.delivery, self.world
        if user in world.bots:
            lane = f"membership {chat.id}"
            delivery.add(world.bots[user], "my_chat_member", update, lane=lane)
        for bot in world.bots_of(chat):
            if bot.id != user and is_administrator(chat, bot.id):
                delivery.add(bot, "chat_member", update, lane=f"members {chat.id}")

    def _post_service(self, chat: Chat, actor: int, user: int, old: Json, new: Json) -> None:
        if chat.type == CHANNEL or is_present(old) == is_present(new):
            return
        card = self.world.users[user].card()
        if is_present(new):
            content = {"new_chat_members": [card], "new_chat_member": card}
            self.posting.post(chat, actor, content)
        else:
            self.posting.post(chat, actor, {"left_chat_member": card})

    def _with_user(self, user: int, member: Json) -> Json:
        card = {**member, "user": self.world.users[user].card()}
        if member["status"] == "kicked":
            card.setdefault("until_date", 0)
        if member["status"] == "creator":
            card.setdefault("is_anonymous", False)
        return card

    def upgrade(self, chat: Chat, actor: int) -> Chat:
        """Turn a basic group into a supergroup with another id."""
        number = next_chat_id(self.world, "supergroup")
        new = Chat(
            key=str(number),
            type="supergroup",
            id=number,
            title=chat.title,
            members={user: dict(member) for user, member in chat.members.items()},
            permissions=dict(chat.permissions),
        )
        self.world.add_chat(new)
        self.posting.post(chat, actor, {"migrate_to_chat_id": number})
        self.posting.post(new, actor, {"migrate_from_chat_id": chat.id})
        chat.upgraded_to = number
        self.world.save(chat)
        self.posting.tell_people(new, "chat")
        return new


def next_chat_id(world: World, kind: str) -> int:
    """Return the id for a new group, supergroup or channel."""
    if kind == GROUP:
        return -5_000_000_000 - world.count("group")
    return -1_009_000_000_000 - world.count("supergroup")
