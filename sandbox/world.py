"""The world: everybody and everything in the local Telegram, with its counters.

Ids of messages, updates and files never go back: the counters are kept with the rest.
"""

from __future__ import annotations

import random
import string
from collections import defaultdict, deque
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from sandbox.entities import PRIVATE, Bot, Chat, File, Json, Message, Pending, User, Webhook
from sandbox.live import Live

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sandbox.store import Store

FIRST_PERSON_ID = 9 * 10**15
FIRST_BOT_ID = 8 * 10**15
MOST_QUERIES = 10_000
TOKEN_LETTERS = string.ascii_letters + string.digits + "_-"


@dataclass(slots=True)
class Query:
    """A pressed button that waits for its answer; `answer` is called with it once."""

    bot: int
    person: int
    created: float
    answer: Callable[[Json], None]


@dataclass(slots=True)
class Calls:
    """What bots have asked for lately, and the methods nobody knows here."""

    entries: deque[Json] = field(default_factory=lambda: deque(maxlen=20_000))
    count: int = 0
    unknown: list[str] = field(default_factory=list)


class World:
    """The state; what people and bots do to it is told by other modules."""

    def __init__(self, store: Store, *, clock: Callable[[], float], seed: int | None) -> None:
        self.store = store
        self.clock = clock
        self.random = random.SystemRandom() if seed is None else random.Random(seed)  # noqa: S311 - repeatable on purpose
        self.live = Live()
        self.calls = Calls()
        self.users: dict[int, User] = {}
        self.bots: dict[int, Bot] = {}
        self.chats: dict[str, Chat] = {}
        self.messages: dict[str, dict[int, Message]] = defaultdict(dict)
        self.files: dict[str, File] = {}
        self.polls: dict[str, Json] = {}
        self.invoices: dict[str, Json] = {}
        self.payments: dict[str, Json] = {}
        self.storage: dict[str, dict[str, str]] = {}
        self.pending: dict[int, list[Pending]] = defaultdict(list)
        self.counters: dict[str, int] = {}
        self.secrets: dict[str, str] = {}
        self.queries: dict[str, Query] = {}
        self.bots_by_token: dict[str, int] = {}
        self.names: dict[str, int | str] = {}
        self.chats_of: dict[int, set[str]] = defaultdict(set)
        self._load()

    # Keeping ---------------------------------------------------------------------------------

    def save(self, thing: User | Bot | Chat | Message | File) -> None:
        """Remember a changed thing; it is written at the next flush."""
        match thing:
            case Message():
                self.store.put("message", f"{thing.chat}/{thing.id:012d}", thing)
            case Chat():
                self.store.put("chat", thing.key, thing)
            case File():
                self.store.put("file", thing.unique_id, thing)
            case User():
                self.store.put("user", str(thing.id), thing)
            case Bot():
                self.store.put("bot", str(thing.id), thing)

    def count(self, counter: str, first: int = 1) -> int:
        """Return the next number of a counter."""
        number = self.counters.get(counter, first - 1) + 1
        self.counters[counter] = number
        self.store.put("counter", counter, number)
        return number

    def secret(self, name: str, make: Callable[[], str]) -> str:
        """Return a kept secret, making it at the first use."""
        if name not in self.secrets:
            self.secrets[name] = make()
            self.store.put("secret", name, self.secrets[name])
        return self.secrets[name]

    def now(self) -> int:
        """Return the time in whole seconds, as dates of Telegram are."""
        return int(self.clock())

    def word(self, length: int) -> str:
        """Return random letters and digits."""
        return "".join(self.random.choices(string.ascii_letters + string.digits, k=length))

    # Making ----------------------------------------------------------------------------------

    def add_person(self, **details: Any) -> User:
        """Add a demo person; its id is one that Telegram cannot give."""
        person = User(id=self.count("person", FIRST_PERSON_ID + 1), is_bot=False, **details)
        if not person.phone:
            person.phone = f"+888{person.id - FIRST_PERSON_ID:08d}"
        self._index_user(person)
        self.save(person)
        return person

    def add_bot(self, *, name: str, username: str, owner: int = 0, description: str = "") -> Bot:
        """Add a bot with a new token, as BotFather does."""
        number = self.count("bot", FIRST_BOT_ID + 1)
        token = f"{number}:" + "".join(self.random.choices(TOKEN_LETTERS, k=35))
        bot = Bot(
            id=number,
            token=token,
            owner=owner,
            next_update_id=self.random.randrange(10**8, 9 * 10**8),
        )
        bot.names[""] = name
        bot.descriptions[""] = description
        user = User(id=number, is_bot=True, first_name=name, username=username)
        self._index_user(user)
        self._index_bot(bot)
        self.save(user)
        self.save(bot)
        return bot

    def add_query(self, number: str, query: Query) -> None:
        """Remember a query that waits for an answer; those of long ago are forgotten."""
        self.queries[number] = query
        while len(self.queries) > MOST_QUERIES:
            del self.queries[next(iter(self.queries))]

    def rename(self, user: User, name: str) -> None:
        """Give a user another first name."""
        user.first_name = name
        self.save(user)

    def private_chat(self, person: int, bot: int) -> Chat:
        """Return the chat of a person with a bot, making an empty one at the first use."""
        key = private_key(person, bot)
        chat = self.chats.get(key)
        if chat is None:
            chat = Chat(key=key, type=PRIVATE, id=person, person=person, bot=bot)
            self.add_chat(chat)
        return chat

    def add_chat(self, chat: Chat) -> None:
        """Put a chat into the world."""
        self._index_chat(chat)
        self.save(chat)

    def set_member(self, chat: Chat, user: int, member: Json) -> None:
        """Set the status and rights of somebody in a group."""
        chat.members[str(user)] = member
        if member["status"] in {"left", "kicked"}:
            self.chats_of[user].discard(chat.key)
        else:
            self.chats_of[user].add(chat.key)
        self.save(chat)

    def next_message_id(self, chat: Chat) -> int:
        """Return the next id: one counter per bot for private chats, one per group."""
        if chat.type == PRIVATE:
            bot = self.bots[chat.bot]
            bot.last_message_id += 1
            self.save(bot)
            return bot.last_message_id
        chat.last_message_id += 1
        return chat.last_message_id

    # Asking ----------------------------------------------------------------------------------

    def person(self, number: int) -> User | None:
        """Return a demo person, not a bot."""
        user = self.users.get(number)
        return None if user is None or user.is_bot else user

    def people(self) -> list[User]:
        """Return everybody who is not a bot, the oldest first."""
        return [user for user in self.users.values() if not user.is_bot]

    def chat_card(self, chat: Chat) -> Json:
        """Return the Bot API `Chat`."""
        return chat.card(self.users[chat.person] if chat.type == PRIVATE else None)

    def message(self, chat: Chat, number: int) -> Message | None:
        """Return a message of the chat."""
        return self.messages[chat.key].get(number)

    def last_message(self, chat: Chat) -> Message | None:
        """Return the newest message of the chat."""
        return next(reversed(self.messages[chat.key].values()), None)

    def messages_before(self, chat: Chat, before: int | None, limit: int) -> list[Message]:
        """Return up to `limit` messages with ids below `before`, the newest first."""
        newest_first = reversed(self.messages[chat.key].values())
        fitting = (message for message in newest_first if before is None or message.id < before)
        return list(islice(fitting, limit))

    def people_of(self, chat: Chat) -> Iterator[int]:
        """Return ids of the people who see the chat."""
        if chat.type == PRIVATE:
            yield chat.person
            return
        for number, member in chat.members.items():
            if is_present(member) and int(number) not in self.bots:
                yield int(number)

    def bots_of(self, chat: Chat) -> Iterator[Bot]:
        """Return the bots that are in the chat."""
        if chat.type == PRIVATE:
            yield self.bots[chat.bot]
            return
        for number, member in chat.members.items():
            if is_present(member) and int(number) in self.bots:
                yield self.bots[int(number)]

    # Loading ---------------------------------------------------------------------------------

    def _load(self) -> None:
        store = self.store
        self.counters.update(store.read_all("counter"))
        self.secrets.update(store.read_all("secret"))
        self.storage.update(store.read_all("storage"))
        self.polls.update(store.read_all("poll"))
        self.invoices.update(store.read_all("invoice"))
        self.payments.update(store.read_all("payment"))
        self.files.update((key, File(**body)) for key, body in store.read_all("file"))
        for _, body in store.read_all("user"):
            self._index_user(User(**body))
        for _, body in store.read_all("bot"):
            if body["webhook"] is not None:
                body["webhook"] = Webhook(**body["webhook"])
            self._index_bot(Bot(**body))
        for _, body in store.read_all("chat"):
            self._index_chat(Chat(**body))
        for _, body in store.read_all("message"):
            message = Message(**body)
            self.messages[message.chat][message.id] = message
        for _, body in store.read_all("update"):
            update = Pending(**body)
            self.pending[update.bot].append(update)

    def _index_user(self, user: User) -> None:
        self.users[user.id] = user
        if user.username:
            self.names[user.username.lower()] = user.id

    def _index_bot(self, bot: Bot) -> None:
        self.bots[bot.id] = bot
        self.bots_by_token[bot.token] = bot.id

    def _index_chat(self, chat: Chat) -> None:
        self.chats[chat.key] = chat
        if chat.type == PRIVATE:
            self.chats_of[chat.person].add(chat.key)
            self.chats_of[chat.bot].add(chat.key)
            return
        if chat.username:
            self.names[chat.username.lower()] = chat.key
        for number, member in chat.members.items():
            if is_present(member):
                self.chats_of[int(number)].add(chat.key)


def private_key(person: int, bot: int) -> str:
    """Return the key of the chat between a person and a bot."""
    return f"p{person}:{bot}"


def is_present(member: Json) -> bool:
    """Say whether a Bot API `ChatMember` is in the chat now."""
    status = member["status"]
    if status == "restricted":
        return bool(member.get("is_member"))
    return status in {"creator", "administrator", "member"}
