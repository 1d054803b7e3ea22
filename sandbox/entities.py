"""What the world consists of: users, bots, chats, messages, files. Plain data, kept as JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

PRIVATE, GROUP, SUPERGROUP, CHANNEL = "private", "group", "supergroup", "channel"


@dataclass(slots=True)
class User:
    """A demo person or the account of a bot."""

    id: int
    is_bot: bool
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = ""
    phone: str = ""
    photos: list[str] = field(default_factory=list)

    def card(self) -> Json:
        """Return the Bot API `User`."""
        card: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.last_name:
            card["last_name"] = self.last_name
        if self.username:
            card["username"] = self.username
        if self.language_code:
            card["language_code"] = self.language_code
        return card


@dataclass(slots=True)
class Webhook:
    """Where a bot takes its updates, and how that has gone lately."""

    url: str
    secret_token: str = ""
    max_connections: int = 40
    has_custom_certificate: bool = False
    ip_address: str = ""
    last_error_date: int = 0
    last_error_message: str = ""
    gone_since: float = 0.0


@dataclass(slots=True)
class Bot:
    """A bot's own settings; its `User` has the same id. Texts are by language, "" is for all."""

    id: int
    token: str
    owner: int = 0
    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[str, list[Json]] = field(default_factory=dict)
    menu_buttons: dict[str, Json] = field(default_factory=dict)
    default_rights: dict[str, Json] = field(default_factory=dict)
    allowed_updates: list[str] | None = None
    webhook: Webhook | None = None
    next_update_id: int = 0
    last_message_id: int = 0
    web_app_url: str = ""
    inline: bool = True
    privacy: bool = True


@dataclass(slots=True)
class Chat:
    """A private chat between a person and a bot, a group, a supergroup or a channel.

    `members` holds the Bot API status and rights of everybody who is or was in a group, by user id
    (text, as JSON keys are). For a private chat `person`, `bot`, `started`, `blocked`
    and `met` (the bot has heard of the person) count.
    """

    key: str
    type: str
    id: int
    title: str = ""
    username: str = ""
    description: str = ""
    person: int = 0
    bot: int = 0
    started: bool = False
    blocked: bool = False
    met: bool = False
    contact_until: float = 0.0
    last_message_id: int = 0
    members: dict[str, Json] = field(default_factory=dict)
    reply_keyboards: dict[str, Json] = field(default_factory=dict)
    read: dict[str, int] = field(default_factory=dict)
    unread: dict[str, int] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    permissions: Json = field(default_factory=dict)
    invite_links: dict[str, Json] = field(default_factory=dict)
    join_requests: dict[str, Json] = field(default_factory=dict)
    photo: str = ""
    upgraded_to: int = 0

    def card(self, person: User | None = None) -> Json:
        """Return the Bot API `Chat`; a private one needs the person it is with."""
        card: Json = {"id": self.id, "type": self.type}
        if person is not None:
            card["first_name"] = person.first_name
            if person.last_name:
                card["last_name"] = person.last_name
            if person.username:
                card["username"] = person.username
            return card
        card["title"] = self.title
        if self.username:
            card["username"] = self.username
        return card


@dataclass(slots=True)
class Message:
    """A message as the Bot API tells it (`body`), but media in it have no `file_id` yet.

    `reactions` are emoji by the id of the user who has left them.
    """

    chat: str
    id: int
    sender: int
    body: Json
    reactions: dict[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class File:
    """A stored file; its bytes lie in the media folder or in memory."""

    unique_id: str
    size: int
    mime: str
    name: str
    width: int = 0
    height: int = 0


@dataclass(slots=True)
class Pending:
    """An update that waits in a bot's queue. Updates with one `lane` are delivered in order."""

    bot: int
    update_id: int
    lane: str
    body: Json
    expires: float
