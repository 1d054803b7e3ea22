"""The Bot API over HTTP: reading requests, calling methods, writing answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import orjson
from aiohttp import BodyPartReader, web

from sandbox.call import Call, Result, Upload
from sandbox.errors import ApiError, DroppedConnectionError, bad_request
from sandbox.files import unique_from_path
from sandbox.methods import METHODS

if TYPE_CHECKING:
    from aiohttp import ClientSession

    from sandbox.delivery import Delivery
    from sandbox.entities import Bot, Json
    from sandbox.faults import Faults
    from sandbox.world import World

TOKEN = re.compile(r"\d{1,19}:[A-Za-z0-9_-]{1,80}")
LARGEST_UPLOAD = 50 * 2**20


class BotApi:
    """The door for bots."""

    def __init__(
        self, world: World, delivery: Delivery, faults: Faults, session: ClientSession
    ) -> None:
        self.world = world
        self.delivery = delivery
        self.faults = faults
        self.session = session
        delivery.execute = self.execute_answer

    def add_routes(self, app: web.Application) -> None:
        """Add the addresses of the Bot API."""
        app.router.add_route("*", "/bot{token}/{method}", self.serve)
        app.router.add_route("*", "/bot{token}/test/{method}", self.serve)
        app.router.add_get("/file/bot{token}/{path:.+}", self.download)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one call."""
        try:
            bot = self._bot(request.match_info["token"])
            parameters, uploads = await _read_request(request)
            call = self._call(bot, request.match_info["method"], parameters, uploads)
            return _respond(await self.run(call))
        except ApiError as error:
            return _refuse(error)
        except DroppedConnectionError:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=500)

    async def run(self, call: Call) -> Any:
        """Run a method with the faults that were asked for, and note the call."""
        method = METHODS.get(call.method.lower())
        entry = self._note(call)
        try:
            if method is None:
                if call.method not in self.world.calls.unknown:
                    self.world.calls.unknown.append(call.method)
                raise ApiError(404, "Not Found: method not found")
            fault = await self.faults.before(call)
            result = await method(call)
            entry["ok"] = True
            if fault is not None:
                raise DroppedConnectionError
        except ApiError as error:
            entry["error"] = error.description
            raise
        return result

    async def execute_answer(self, bot: Bot, answer: Json) -> None:
        """Run the method that a webhook has answered with; its result goes nowhere."""
        method = str(answer["method"])
        parameters = {name: value for name, value in answer.items() if name != "method"}
        try:
            await self.run(self._call(bot, method, parameters, {}))
        except (ApiError, DroppedConnectionError):
            return

    async def download(self, request: web.Request) -> web.StreamResponse:
        """Give the bytes of a file that `getFile` has told the path of."""
        try:
            self._bot(request.match_info["token"])
            file = self.world.files.get(unique_from_path(request.match_info["path"]))
            if file is None:
                raise ApiError(404, "Not Found")
        except ApiError as error:
            return _refuse(error)
        content = self.world.store.read_bytes(file.unique_id)
        return web.Response(body=content, content_type="application/octet-stream")

    def _bot(self, token: str) -> Bot:
        if not TOKEN.fullmatch(token):
            raise ApiError(401, "Unauthorized: invalid token specified")
        number = self.world.bots_by_token.get(token)
        if number is None:
            raise ApiError(401, "Unauthorized")
        return self.world.bots[number]

    def _call(self, bot: Bot, method: str, parameters: Json, uploads: dict[str, Upload]) -> Call:
        return Call(
            world=self.world,
            delivery=self.delivery,
            session=self.session,
            bot=bot,
            method=method,
            parameters=parameters,
            uploads=uploads,
        )

    def _note(self, call: Call) -> Json:
        calls = self.world.calls
        calls.count += 1
        entry: Json = {
            "n": calls.count,
            "bot_id": call.bot.id,
            "method": call.method,
            "params": call.parameters
            | {name: {"file": u.name, "size": len(u.content)} for name, u in call.uploads.items()},
            "ok": False,
            "error": None,
        }
        if call.method.lower() != "getupdates":
            calls.entries.append(entry)
        return entry


async def _read_request(request: web.Request) -> tuple[Json, dict[str, Upload]]:
    parameters: Json = dict(request.query)
    uploads: dict[str, Upload] = {}
    kind = request.content_type
    if kind.startswith("multipart/"):
        await _read_parts(request, parameters, uploads)
    elif kind == "application/json":
        body = await request.read()
        parameters |= _read_json(body)
    elif request.can_read_body:
        text = (await request.read()).decode(errors="replace")
        parameters.update(parse_qsl(text, keep_blank_values=True))
    return parameters, uploads


def _read_json(body: bytes) -> Json:
    if not body.strip():
        return {}
    try:
        value = orjson.loads(body)
    except ValueError:
        raise bad_request("can't parse request: Bad JSON") from None
    return value if isinstance(value, dict) else {}


async def _read_parts(request: web.Request, parameters: Json, uploads: dict[str, Upload]) -> None:
    reader = await request.multipart()
    whole = 0
    while (part := await reader.next()) is not None:
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        content = bytes(await part.read())
        whole += len(content)
        if whole > LARGEST_UPLOAD:
            raise ApiError(413, "Request Entity Too Large")
        if part.filename is None:
            parameters[part.name] = content.decode(errors="replace")
            continue
        mime = part.headers.get("Content-Type", "")
        uploads[part.name] = Upload(name=part.filename, mime=mime, content=content)


def _respond(result: Any) -> web.Response:
    body: Json = {"ok": True, "result": result}
    if isinstance(result, Result):
        body = {"ok": True, "result": result.value, "description": result.description}
    return web.Response(body=orjson.dumps(body), content_type="application/json")


def _refuse(error: ApiError) -> web.Response:
    body: Json = {"ok": False, "error_code": error.code, "description": error.description}
    headers = {}
    if error.parameters:
        body["parameters"] = error.parameters
        if "retry_after" in error.parameters:
            headers["Retry-After"] = str(error.parameters["retry_after"])
    return web.Response(
        body=orjson.dumps(body),
        status=error.code,
        headers=headers,
        content_type="application/json",
    )
