"""What happens to messages: sent, edited, deleted; the people's screens and the bots are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.entities import CHANNEL, GROUP, PRIVATE, Bot, Chat, Json, Message
from sandbox.files import with_file_ids
from sandbox.polls import for_voter

if TYPE_CHECKING:
    from sandbox.call import Call
    from sandbox.delivery import Delivery
    from sandbox.world import World

SERVICE_FIELDS = frozenset(
    {
        "new_chat_members",
        "left_chat_member",
        "new_chat_title",
        "new_chat_photo",
        "delete_chat_photo",
        "group_chat_created",
        "supergroup_chat_created",
        "channel_chat_created",
        "migrate_to_chat_id",
        "migrate_from_chat_id",
        "pinned_message",
        "write_access_allowed",
        "web_app_data",
        "successful_payment",
        "refunded_payment",
    }
)


class Posting:
    """The one place where messages change."""

    def __init__(self, world: World, delivery: Delivery) -> None:
        self.world = world
        self.delivery = delivery

    def post(
        self,
        chat: Chat,
        sender: int,
        content: Json,
        *,
        reply_to: Message | None = None,
        markup: Json | None = None,
    ) -> Message:
        """Put a message into a chat; `content` holds the Bot API fields of its kind."""
        world = self.world
        number = world.next_message_id(chat)
        body: Json = {"message_id": number}
        if chat.type == CHANNEL:
            body["sender_chat"] = world.chat_card(chat)
        else:
            body["from"] = world.users[sender].card()
        body["chat"] = world.chat_card(chat)
        body["date"] = world.now()
        if reply_to is not None:
            body["reply_to_message"] = without_reply(reply_to.body)
        body.update(content)
        if markup:
            self._keep_markup(chat, body, markup)
        message = Message(chat=chat.key, id=number, sender=sender, body=body)
        world.messages[chat.key][number] = message
        world.save(message)
        self._count_unread(chat, sender)
        world.save(chat)
        self.tell_people(chat, "message", message)
        self._tell_bots(chat, message)
        return message

    def edit(self, chat: Chat, message: Message, body: Json, *, silently: bool = False) -> None:
        """Replace what a message says; people's own edits reach the bots as updates."""
        message.body = body
        if not silently:
            body["edit_date"] = self.world.now()
        self.world.save(message)
        self.tell_people(chat, "edited", message)
        if message.sender not in self.world.bots or chat.type == CHANNEL:
            self._tell_bots(chat, message, edited=True)

    def delete(self, chat: Chat, numbers: list[int]) -> None:
        """Remove messages from a chat."""
        messages = self.world.messages[chat.key]
        gone = [number for number in numbers if messages.pop(number, None) is not None]
        for number in gone:
            self.world.store.put("message", f"{chat.key}/{number:012d}", None)
            if number in chat.pinned:
                chat.pinned.remove(number)
                self.world.save(chat)
        if gone:
            self.tell_people(chat, "deleted", message_ids=gone)

    def react(self, chat: Chat, message: Message, user: int, emoji: list[str]) -> None:
        """Set a user's reactions to a message; administrators among the bots learn of people's."""
        old = message.reactions.pop(str(user), [])
        if emoji:
            message.reactions[str(user)] = emoji
        self.world.save(message)
        self.tell_people(chat, "edited", message)
        if user in self.world.bots or old == emoji:
            return
        update: Json = {
            "chat": self.world.chat_card(chat),
            "message_id": message.id,
            "user": self.world.users[user].card(),
            "date": self.world.now(),
            "old_reaction": [{"type": "emoji", "emoji": one} for one in old],
            "new_reaction": [{"type": "emoji", "emoji": one} for one in emoji],
        }
        for bot in self.world.bots_of(chat):
            is_allowed = chat.type == PRIVATE or (
                chat.members[str(bot.id)]["status"] == "administrator"
            )
            if is_allowed:
                self.delivery.add(bot, "message_reaction", update, lane=f"reactions {chat.id}")

    def tell_people(
        self, chat: Chat, kind: str, message: Message | None = None, **details: object
    ) -> None:
        """Tell the screens of everybody who sees the chat."""
        for person in self.world.people_of(chat):
            if not self.world.live.is_watching(person):
                continue
            event: Json = {"type": kind, "chat": screen_key(chat), **details}
            if message is not None:
                event["message"] = self.for_person(message, person)
            self.world.live.tell(person, event)

    def for_person(self, message: Message, person: int) -> Json:
        """Return the message as a person's screen takes it."""
        body = message.body
        if message.sender == person:
            body = {**body, "out": True}
        if "poll" in body:
            body = body | for_voter(self.world.polls[body["poll"]["id"]], person)
        if message.reactions:
            body = {**body, "reactions": message.reactions}
        return body

    def for_bot(self, message: Message, bot: Bot) -> Json:
        """Return the message as the Bot API tells it to one bot."""
        body: Json = with_file_ids(message.body, bot)
        return body

    def _keep_markup(self, chat: Chat, body: Json, markup: Json) -> None:
        if markup.get("inline_keyboard"):
            body["reply_markup"] = markup
            return
        if "inline_keyboard" in markup:
            return
        for person in self.world.people_of(chat):
            if "remove_keyboard" in markup:
                chat.reply_keyboards.pop(str(person), None)
            elif "keyboard" in markup:
                chat.reply_keyboards[str(person)] = markup

    def _count_unread(self, chat: Chat, sender: int) -> None:
        for person in self.world.people_of(chat):
            if person != sender:
                chat.unread[str(person)] = chat.unread.get(str(person), 0) + 1

    def _tell_bots(self, chat: Chat, message: Message, *, edited: bool = False) -> None:
        kind = "channel_post" if chat.type == CHANNEL else "message"
        kind = f"edited_{kind}" if edited else kind
        is_service = not SERVICE_FIELDS.isdisjoint(message.body)
        for bot in self.world.bots_of(chat):
            own = bot.id == message.sender
            if own and not is_service:
                continue
            if self._hears(bot, chat, message, is_service=is_service):
                body = self.for_bot(message, bot)
                self.delivery.add(bot, kind, body, lane=f"chat {chat.id}")

    def _hears(self, bot: Bot, chat: Chat, message: Message, *, is_service: bool) -> bool:
        """Say whether privacy mode lets the bot see the message."""
        if chat.type in {PRIVATE, CHANNEL} or is_service:
            return True
        if message.sender in self.world.bots:
            return False
        if not bot.privacy or chat.members[str(bot.id)]["status"] == "administrator":
            return True
        body = message.body
        replied = body.get("reply_to_message", {}).get("from", {}).get("id")
        if replied == bot.id or body.get("via_bot", {}).get("id") == bot.id:
            return True
        text = body.get("text") or body.get("caption") or ""
        name = self.world.users[bot.id].username.lower()
        if text.startswith("/"):
            _, at, whom = text.split(maxsplit=1)[0].partition("@")
            return not at or whom.lower() == name
        return f"@{name}" in text.lower()


def without_reply(body: Json) -> Json:
    """Return a message as it stands inside another one: without its own reply."""
    return {name: value for name, value in body.items() if name != "reply_to_message"}


def screen_key(chat: Chat) -> str:
    """Return the name of a chat in the paths of /sim."""
    return f"bot:{chat.bot}" if chat.type == PRIVATE else str(chat.id)


def posting_of(call: Call) -> Posting:
    """Return the posting for a call of a method."""
    return Posting(call.world, call.delivery)


def kind_name(chat: Chat) -> str:
    """Return the word for the chat in errors."""
    return "group" if chat.type == GROUP else chat.type
