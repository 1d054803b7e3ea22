"""Mini Apps: launching, signed launch data, and the methods an opened app asks of Telegram."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import orjson

from sandbox.entities import PRIVATE
from sandbox.errors import SimError
from sandbox.init_data import launch_url, sign_contact, sign_init_data
from sandbox.methods.bots import menu_button
from sandbox.people.pressing import chat_instance
from sandbox.people.requests import (
    asked_chat,
    asked_person,
    find_button,
    find_message,
    read_body,
    reply,
)
from sandbox.values import to_integer
from sandbox.world import Query, private_key

if TYPE_CHECKING:
    from aiohttp import web
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from sandbox.entities import Bot, Chat, Json, User
    from sandbox.people.acting import Acting

START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{0,512}")
STORAGE_KEY = re.compile(r"[A-Za-z0-9_-]{1,128}")
VERSION = "9.1"


class Apps:
    """Routes of Mini Apps."""

    def __init__(self, acting: Acting, key: Ed25519PrivateKey) -> None:
        self.acting = acting
        self.world = acting.world
        self._key = key

    def add_routes(self, app: web.Application) -> None:
        """Add the addresses."""
        person = "/sim/people/{person}"
        app.router.add_post(f"{person}/chats/{{chat}}/launch", self.launch)
        app.router.add_post(f"{person}/chats/{{chat}}/write-access", self.allow_writing)
        app.router.add_post(f"{person}/chats/{{chat}}/web-app-data", self.send_data)
        app.router.add_post(f"{person}/init-data", self.make_init_data)
        app.router.add_post(f"{person}/invoke", self.invoke)

    async def launch(self, request: web.Request) -> web.Response:
        """Open an app from a button, the menu, or a direct link."""
        person, chat = asked_chat(self.world, request)
        body = await read_body(request)
        bot, url, fields = self._opened(person, chat, body)
        own = self.world.private_chat(person.id, bot.id)
        own.met = True
        self.world.save(own)
        start = fields.get("start_param", "")
        if start:
            url = _with_start_parameter(url, start)
        parameters = {
            "tgWebAppData": self._sign(bot, person, fields),
            "tgWebAppVersion": VERSION,
            "tgWebAppPlatform": str(body.get("platform") or "weba"),
        }
        if isinstance(body.get("theme_params"), dict):
            parameters["tgWebAppThemeParams"] = orjson.dumps(body["theme_params"]).decode()
        title = self.world.users[bot.id].first_name
        return reply({"url": launch_url(url, parameters), "title": title, "bot_id": bot.id})

    def _opened(self, person: User, chat: Chat, body: Json) -> tuple[Bot, str, Json]:
        if "startapp" in body:
            bot = self._chat_bot(chat)
            start = str(body["startapp"] or "")
            if not START_PARAMETER.fullmatch(start):
                raise SimError("the start parameter has other signs than A-Z a-z 0-9 _ -")
            fields = {"chat_type": "sender", "chat_instance": str(chat_instance(chat))}
            return bot, self._main_url(bot, person), fields | {"start_param": start}
        if body.get("menu"):
            bot = self._chat_bot(chat)
            button = menu_button(bot, person.id)
            if button["type"] != "web_app":
                raise SimError("the menu button opens no app")
            fields = {"query_id": self._query_id(bot, person)}
            return bot, str(button["web_app"]["url"]), fields
        if body.get("keyboard"):
            return self._chat_bot(chat), self._keyboard_url(person, chat, body), {}
        message = find_message(self.world, chat, body.get("message_id"))
        button = find_button(message, body)
        if "web_app" not in button:
            raise SimError("this button opens no app")
        bot = self.world.bots[message.sender]
        return bot, str(button["web_app"]["url"]), {"query_id": self._query_id(bot, person)}

    def _chat_bot(self, chat: Chat) -> Bot:
        if chat.type != PRIVATE:
            raise SimError("a bot's chat is needed")
        return self.world.bots[chat.bot]

    def _main_url(self, bot: Bot, person: User) -> str:
        button = menu_button(bot, person.id)
        url = bot.web_app_url or str(button.get("web_app", {}).get("url", ""))
        if not url:
            raise SimError("the bot has no app")
        return url

    def _keyboard_url(self, person: User, chat: Chat, body: Json) -> str:
        rows = chat.reply_keyboards.get(str(person.id), {}).get("keyboard", [])
        try:
            return str(rows[int(body["row"])][int(body["column"])]["web_app"]["url"])
        except (KeyError, IndexError, TypeError, ValueError):
            raise SimError("no such button", 404) from None

    def _query_id(self, bot: Bot, person: User) -> str:
        """Make an id with which the bot may answer the app's query once."""
        number = f"AAH{self.world.word(21)}"
        query = Query(bot.id, person.id, self.world.clock(), lambda _: None)
        self.world.add_query(number, query)
        return number

    def _sign(self, bot: Bot, person: User, fields: dict[str, str]) -> str:
        chat = self.world.chats.get(private_key(person.id, bot.id))
        user = {name: value for name, value in person.card().items() if name != "is_bot"}
        user.setdefault("last_name", "")
        if chat is not None and chat.started and not chat.blocked:
            user["allows_write_to_pm"] = True
        signed = {name: value for name, value in fields.items() if value}
        signed["user"] = orjson.dumps(user).decode()
        signed["auth_date"] = str(self.world.now())
        return sign_init_data(signed, token=bot.token, bot_id=bot.id, key=self._key)

    async def make_init_data(self, request: web.Request) -> web.Response:
        """Give signed launch data without opening anything."""
        person = asked_person(self.world, request)
        body = await read_body(request)
        bot = self._body_bot(body)
        fields = {"query_id": self._query_id(bot, person)}
        if body.get("start_param"):
            fields = {"start_param": str(body["start_param"]), "chat_type": "sender"}
        return reply({"init_data": self._sign(bot, person, fields)})

    def _body_bot(self, body: Json) -> Bot:
        bot = self.world.bots.get(to_integer(body.get("bot_id")))
        if bot is None:
            raise SimError("no such bot", 404)
        return bot

    # What an opened app asks for -------------------------------------------------------------

    async def allow_writing(self, request: web.Request) -> web.Response:
        """Let the bot write first, as the app's request for write access does."""
        person, chat = asked_chat(self.world, request)
        self._chat_bot(chat)
        content = {"write_access_allowed": {"from_request": True}}
        return reply(self.acting.write(person, chat, content, None))

    async def send_data(self, request: web.Request) -> web.Response:
        """Send `web_app_data` from an app of a reply keyboard."""
        person, chat = asked_chat(self.world, request)
        body = await read_body(request)
        data = str(body.get("data") or "")
        if not 1 <= len(data.encode()) <= 4096:
            raise SimError("data are from 1 to 4096 bytes long")
        told = {"data": data, "button_text": str(body.get("button_text") or "")}
        return reply(self.acting.write(person, chat, {"web_app_data": told}, None))

    async def invoke(self, request: web.Request) -> web.Response:
        """Run a custom method: cloud storage, the contact that was shared."""
        person = asked_person(self.world, request)
        body = await read_body(request)
        bot = self._body_bot(body)
        parameters = body.get("params") or {}
        return reply({"result": self._invoke(bot, person, str(body.get("method")), parameters)})

    def _invoke(self, bot: Bot, person: User, method: str, parameters: Json) -> Any:
        place = f"{bot.id}/{person.id}"
        values = self.world.storage.setdefault(place, {})
        match method:
            case "getStorageKeys":
                return list(values)
            case "getStorageValues":
                return {key: values.get(key, "") for key in parameters.get("keys", [])}
            case "saveStorageValue":
                key, value = str(parameters.get("key")), str(parameters.get("value"))
                if not STORAGE_KEY.fullmatch(key):
                    raise SimError("KEY_INVALID")
                if len(value.encode()) > 4096:
                    raise SimError("VALUE_INVALID")
                if key not in values and len(values) >= 1024:
                    raise SimError("QUOTA_EXCEEDED")
                values[key] = value
            case "deleteStorageValues":
                for key in parameters.get("keys", []):
                    values.pop(str(key), None)
            case "getRequestedContact":
                return self._contact(bot, person)
            case _:
                raise SimError("METHOD_INVALID")
        self.world.store.put("storage", place, values)
        return True

    def _contact(self, bot: Bot, person: User) -> str:
        chat = self.world.private_chat(person.id, bot.id)
        for message in self.world.messages_before(chat, None, 50):
            contact = message.body.get("contact")
            if contact and message.sender == person.id:
                fields = {
                    "contact": orjson.dumps(contact).decode(),
                    "auth_date": str(message.body["date"]),
                }
                return sign_contact(fields, token=bot.token)
        return ""


def _with_start_parameter(url: str, start: str) -> str:
    address, mark, fragment = url.partition("#")
    address += f"{'&' if '?' in address else '?'}tgWebAppStartParam={start}"
    return f"{address}{mark}{fragment}"
