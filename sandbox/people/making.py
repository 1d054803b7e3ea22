"""For tests and BotFather's work: new people and bots, calls, faults, raw updates, delivery."""

from __future__ import annotations

import asyncio
import re
from itertools import takewhile
from typing import TYPE_CHECKING

from sandbox.errors import SimError
from sandbox.people.reading import person_entry
from sandbox.people.requests import read_body, reply
from sandbox.values import to_integer

if TYPE_CHECKING:
    from aiohttp import web

    from sandbox.delivery import Delivery
    from sandbox.entities import Bot, Json
    from sandbox.faults import Faults
    from sandbox.world import World

BOT_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{1,28}bot", re.IGNORECASE)
MOST_COPIES = 1000


class Making:
    """Routes that no person in Telegram has."""

    def __init__(self, world: World, delivery: Delivery, faults: Faults) -> None:
        self.world = world
        self.delivery = delivery
        self.faults = faults

    def add_routes(self, app: web.Application) -> None:
        """Add the addresses."""
        app.router.add_post("/sim/people", self.add_person)
        app.router.add_post("/sim/bots", self.add_bot)
        app.router.add_get("/sim/calls", self.list_calls)
        app.router.add_get("/sim/unknown", self.list_unknown)
        app.router.add_post("/sim/faults", self.add_fault)
        app.router.add_delete("/sim/faults", self.clear_faults)
        app.router.add_post("/sim/updates", self.send_update)
        app.router.add_get("/sim/delivery", self.read_delivery)

    async def add_person(self, request: web.Request) -> web.Response:
        """Add a demo person."""
        body = await read_body(request)
        name = str(body.get("first_name") or "")
        username = str(body.get("username") or "")
        if not name:
            raise SimError("first_name is needed")
        if username and username.lower() in self.world.names:
            raise SimError("this username is taken", 409)
        person = self.world.add_person(
            first_name=name,
            last_name=str(body.get("last_name") or ""),
            username=username,
            language_code=str(body.get("language_code") or "en"),
        )
        self.world.live.tell_all({"type": "world"})
        return reply(person_entry(person))

    async def add_bot(self, request: web.Request) -> web.Response:
        """Do what BotFather does: a new bot with its token."""
        body = await read_body(request)
        username = str(body.get("username") or "")
        if not BOT_NAME.fullmatch(username):
            raise SimError("the username must end in bot")
        if username.lower() in self.world.names:
            raise SimError("this username is taken", 409)
        bot = self.world.add_bot(
            name=str(body.get("name") or username),
            username=username,
            owner=to_integer(body.get("owner")),
        )
        bot.web_app_url = str(body.get("web_app_url") or "")
        self.world.live.tell_all({"type": "world"})
        return reply({"id": bot.id, "username": username, "token": bot.token})

    async def list_calls(self, request: web.Request) -> web.Response:
        """Give the calls after number `since`, the oldest first, `getUpdates` left out."""
        since = to_integer(request.query.get("since"))
        newest_first = reversed(self.world.calls.entries)
        entries = list(takewhile(lambda entry: entry["n"] > since, newest_first))
        return reply(entries[::-1])

    async def list_unknown(self, request: web.Request) -> web.Response:
        """Give names of methods that were asked for and are not there."""
        return reply(self.world.calls.unknown)

    async def add_fault(self, request: web.Request) -> web.Response:
        """Ask for a fault."""
        return reply({"id": self.faults.add(await read_body(request))})

    async def clear_faults(self, request: web.Request) -> web.Response:
        """Take all faults away."""
        self.faults.clear()
        return reply({})

    async def send_update(self, request: web.Request) -> web.Response:
        """Send a raw update to the bot's webhook, past the queue, any number of times."""
        body = await read_body(request)
        bot, update = self._bot(body.get("bot_id")), body.get("update")
        if not isinstance(update, dict):
            raise SimError("update is needed")
        if "update_id" not in update:
            update["update_id"] = self.delivery.next_id(bot)
        times = min(max(to_integer(body.get("times"), 1), 1), MOST_COPIES)
        if body.get("parallel"):
            statuses = await asyncio.gather(
                *(self.delivery.post(bot, update) for _ in range(times))
            )
        else:
            statuses = [await self.delivery.post(bot, update) for _ in range(times)]
        return reply([{"status": status} for status in statuses])

    async def read_delivery(self, request: web.Request) -> web.Response:
        """Say how many updates wait, of one bot or of all."""
        number = request.query.get("bot_id")
        bots = [self._bot(to_integer(number))] if number else list(self.world.bots.values())
        errors = [bot.webhook.last_error_message for bot in bots if bot.webhook is not None]
        result: Json = {
            "pending": sum(len(self.delivery.queues[bot.id].pending) for bot in bots),
            "last_error": next((error for error in errors if error), None),
        }
        return reply(result)

    def _bot(self, number: object) -> Bot:
        bot = self.world.bots.get(number) if isinstance(number, int) else None
        if bot is None:
            raise SimError("no such bot", 404)
        return bot
