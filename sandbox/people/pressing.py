"""What a person presses: buttons under messages, votes, reactions, inline results."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sandbox.entities import PRIVATE
from sandbox.errors import SimError
from sandbox.methods.inline import result_content
from sandbox.people.requests import asked_chat, find_button, find_message, read_body, reply
from sandbox.polls import VoteRefusedError, vote
from sandbox.posting import screen_key
from sandbox.values import to_integer
from sandbox.world import Query

if TYPE_CHECKING:
    from aiohttp import web

    from sandbox.entities import Bot, Chat, Json, Message, User
    from sandbox.people.acting import Acting

ANSWER_WITHIN = 10.0


class Pressing:
    """Routes of buttons, polls, reactions and inline mode."""

    def __init__(self, acting: Acting) -> None:
        self.acting = acting
        self.world = acting.world
        self.posting = acting.posting
        self.delivery = acting.posting.delivery

    def add_routes(self, app: web.Application) -> None:
        """Add the addresses."""
        chat = "/sim/people/{person}/chats/{chat}"
        app.router.add_post(f"{chat}/click", self.click)
        app.router.add_post(f"{chat}/vote", self.vote)
        app.router.add_post(f"{chat}/react", self.react)
        app.router.add_post(f"{chat}/inline", self.ask_inline)
        app.router.add_post(f"{chat}/inline-result", self.send_inline)

    async def click(self, request: web.Request) -> web.Response:
        """Press a callback button, or send forged data, and wait for the bot's answer."""
        person, chat = asked_chat(self.world, request)
        body = await read_body(request)
        message = find_message(self.world, chat, body.get("message_id"))
        data = body.get("data")
        if data is None:
            data = find_button(message, body).get("callback_data")
        if not isinstance(data, str):
            raise SimError("this button does not call the bot")
        if chat.type == PRIVATE and chat.blocked:
            raise SimError("the bot is blocked", 403)
        query_id, answered = self._ask(person, chat, message, data)
        return reply({"callback_query_id": query_id, "answer": await self._wait(answered)})

    async def vote(self, request: web.Request) -> web.Response:
        """Vote in a poll; no options take the vote back."""
        person, chat = asked_chat(self.world, request)
        body = await read_body(request)
        message = find_message(self.world, chat, body.get("message_id"))
        options = body.get("options")
        if "poll" not in message.body or not isinstance(options, list):
            raise SimError("a poll and options are needed")
        try:
            vote(self.posting, person, message, [to_integer(option, -1) for option in options])
        except VoteRefusedError as error:
            raise SimError(str(error), 403) from None
        return reply(self.posting.for_person(message, person.id))

    async def react(self, request: web.Request) -> web.Response:
        """Leave a reaction, or take it back with an empty `emoji`."""
        person, chat = asked_chat(self.world, request)
        body = await read_body(request)
        message = find_message(self.world, chat, body.get("message_id"))
        emoji = str(body.get("emoji") or "")
        self.posting.react(chat, message, person.id, [emoji] if emoji else [])
        return reply(self.posting.for_person(message, person.id))

    async def ask_inline(self, request: web.Request) -> web.Response:
        """Type `@bot query` in this chat and wait for the results."""
        person, chat = asked_chat(self.world, request)
        body = await read_body(request)
        bot = self.world.bots.get(to_integer(body.get("bot_id")))
        if bot is None:
            raise SimError("no such bot", 404)
        query_id, answered = self._open_query(bot, person, chat)
        query: Json = {
            "id": query_id,
            "from": person.card(),
            "query": str(body.get("query") or ""),
            "offset": "",
            "chat_type": "sender" if chat.type == PRIVATE else chat.type,
        }
        self.delivery.add(bot, "inline_query", query, lane=f"user {person.id}")
        return reply({"inline_query_id": query_id, "answer": await self._wait(answered)})

    async def send_inline(self, request: web.Request) -> web.Response:
        """Send a chosen inline result, given as the bot has answered it."""
        person, chat = asked_chat(self.world, request)
        body = await read_body(request)
        bot, result = self.world.bots.get(to_integer(body.get("bot_id"))), body.get("result")
        if bot is None or not isinstance(result, dict):
            raise SimError("bot_id and result are needed")
        content = result_content(result)
        content["via_bot"] = self.world.users[bot.id].card()
        chosen = {
            "result_id": str(result.get("id")),
            "from": person.card(),
            "query": str(body.get("query") or ""),
        }
        self.delivery.add(bot, "chosen_inline_result", chosen, lane=f"user {person.id}")
        return reply(self.acting.write(person, chat, content, None))

    async def _wait(self, answered: asyncio.Future[Json]) -> Json | None:
        self.world.store.flush()
        try:
            return await asyncio.wait_for(answered, ANSWER_WITHIN)
        except TimeoutError:
            return None

    def _ask(
        self, person: User, chat: Chat, message: Message, data: str
    ) -> tuple[str, asyncio.Future[Json]]:
        bot = self.world.bots.get(message.sender)
        if bot is None:
            raise SimError("this is not a message of a bot")
        query_id, answered = self._open_query(bot, person, chat)
        query: Json = {
            "id": query_id,
            "from": person.card(),
            "message": self.posting.for_bot(message, bot),
            "chat_instance": str(chat_instance(chat)),
            "data": data,
        }
        self.delivery.add(bot, "callback_query", query, lane=f"user {person.id}")
        return query_id, answered

    def _open_query(self, bot: Bot, person: User, chat: Chat) -> tuple[str, asyncio.Future[Json]]:
        answered: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        query_id = f"{self.world.count('query', 10**15)}{self.world.random.randrange(100, 999)}"

        def answer(told: Json) -> None:
            if not answered.done():
                answered.set_result(told)
            event = {"type": "callback_answer", "chat": screen_key(chat), "answer": told}
            self.world.live.tell(person.id, event)

        self.world.add_query(query_id, Query(bot.id, person.id, self.world.clock(), answer))
        return query_id, answered


def chat_instance(chat: Chat) -> int:
    """Return the number that stands for a chat in callback queries and launch data."""
    return (chat.id * 2654435761 + chat.bot) % 2**63
