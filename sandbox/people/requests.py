"""Reading requests of /sim: the person, the chat, the body; writing answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import orjson
from aiohttp import web

from sandbox.errors import ApiError, SimError
from sandbox.world import private_key

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sandbox.entities import Chat, Json, Message, User
    from sandbox.world import World


def reply(value: Any, status: int = 200) -> web.Response:
    """Answer with JSON."""
    return web.Response(body=orjson.dumps(value), status=status, content_type="application/json")


@web.middleware
async def sim_errors(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Turn refusals into `{"error": text}`; pages of other origins may not act for people."""
    if request.path.startswith("/sim/") and _is_foreign(request):
        return reply({"error": "another origin may not act here"}, 403)
    try:
        return await handler(request)
    except SimError as error:
        return reply({"error": error.text}, error.status)
    except ApiError as error:
        return reply({"error": error.description}, error.code)


def _is_foreign(request: web.Request) -> bool:
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.host


async def read_body(request: web.Request) -> Json:
    """Return the JSON object of a request, empty when there is no body."""
    content = await request.read()
    if not content:
        return {}
    try:
        body = orjson.loads(content)
    except ValueError:
        raise SimError("the body is not JSON") from None
    if not isinstance(body, dict):
        raise SimError("the body is not a JSON object")
    return body


def find_person(world: World, number: Any) -> User:
    """Return the demo person with this id."""
    try:
        person = world.person(int(number))
    except (TypeError, ValueError):
        person = None
    if person is None:
        raise SimError("no such person", 404)
    return person


def asked_person(world: World, request: web.Request) -> User:
    """Return the person in the path."""
    return find_person(world, request.match_info["person"])


def asked_chat(world: World, request: web.Request) -> tuple[User, Chat]:
    """Return person and chat of the path; a private chat with a bot comes into being here."""
    person = asked_person(world, request)
    name = request.match_info["chat"]
    if name.startswith("bot:"):
        number = name.removeprefix("bot:")
        if not number.isdigit() or int(number) not in world.bots:
            raise SimError("no such bot", 404)
        return person, world.private_chat(person.id, int(number))
    chat = world.chats.get(name)
    if chat is None or name == private_key(chat.person, chat.bot):
        raise SimError("no such chat", 404)
    if chat.key not in world.chats_of[person.id]:
        raise SimError("the person is not in this chat", 403)
    return person, chat


def find_message(world: World, chat: Chat, number: Any) -> Message:
    """Return the message a person points at."""
    message = world.message(chat, number) if isinstance(number, int) else None
    if message is None:
        raise SimError("no such message", 404)
    return message


def find_button(message: Message, body: Json) -> Json:
    """Return the inline button at `row` and `column` of the body."""
    rows = message.body.get("reply_markup", {}).get("inline_keyboard", [])
    row, column = body.get("row"), body.get("column")
    if not isinstance(row, int) or not isinstance(column, int) or row < 0 or column < 0:
        raise SimError("row and column are needed")
    try:
        button: Json = rows[row][column]
    except IndexError:
        raise SimError("no such button", 404) from None
    return button
