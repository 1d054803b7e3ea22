"""The registry of operations and their way onto the server."""

import inspect
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, Literal, get_type_hints

from aiohttp import web
from pydantic import BaseModel, ConfigDict, TypeAdapter, create_model

from miniapp.openapi.document import describe
from miniapp.openapi.requests import read_arguments

Scheme = Literal["bearer", "tma", "init_data"]
ALL_SCHEMES: tuple[Scheme, ...] = ("bearer", "tma", "init_data")

Handler = Callable[..., Awaitable[object]]
WebHandler = Callable[[web.Request], Awaitable[web.StreamResponse]]

MAX_BODY = 1 << 20
_PARAMETER = re.compile(r"\{(\w+)(?::[^{}]*)?\}")
_GIVEN = {"visitor", "request", "query", "body", "idempotency_key"}


@dataclass(frozen=True)
class Operation:
    """One thing that the API does, at one canonical address and perhaps at others."""

    method: str
    path: str
    name: str
    handler: Handler
    summary: str
    description: str
    rights: str
    tags: tuple[str, ...]
    auth: tuple[Scheme, ...]
    status: int
    errors: tuple[int, ...]
    produces: str
    max_body: int
    names: frozenset[str]
    path_model: type[BaseModel] | None
    query: type[BaseModel] | None
    body: "TypeAdapter[Any] | None"
    body_default: object
    upload: type[BaseModel] | None
    answer: "TypeAdapter[Any] | None"
    aliases: list[str] = field(default_factory=list)

    @property
    def has_optional_body(self) -> bool:
        """Tell whether the operation can do without its body."""
        return self.body is not None and self.body_default is not inspect.Parameter.empty

    @property
    def is_idempotent(self) -> bool:
        """Tell whether the operation takes an ``Idempotency-Key``."""
        return "idempotency_key" in self.names


#: Opens the scope of a request (who, in which community) or refuses; gives the visitor.
Visit = Callable[[web.Request, Operation], AbstractAsyncContextManager[object]]


class Api:
    """Collects operations, serves them, describes them. ``visit`` lets people in."""

    def __init__(self, *, title: str, version: str, visit: Visit, description: str = "") -> None:
        self.title = title
        self.version = version
        self.description = description
        self.operations: list[Operation] = []
        self._visit = visit
        self._by_handler: dict[Handler, Operation] = {}

    def get(self, path: str, handler: Handler, **options: Any) -> Operation:
        """Register a reading operation; ``options`` are those of ``add``."""
        return self.add("GET", path, handler, **options)

    def post(self, path: str, handler: Handler, **options: Any) -> Operation:
        """Register an operation that makes or does something."""
        return self.add("POST", path, handler, **options)

    def put(self, path: str, handler: Handler, **options: Any) -> Operation:
        """Register an operation that replaces something."""
        return self.add("PUT", path, handler, **options)

    def patch(self, path: str, handler: Handler, **options: Any) -> Operation:
        """Register an operation that changes parts of something."""
        return self.add("PATCH", path, handler, **options)

    def delete(self, path: str, handler: Handler, **options: Any) -> Operation:
        """Register an operation that removes something."""
        return self.add("DELETE", path, handler, **options)

    def add(  # noqa: PLR0913  the facts about an operation, each named where it is registered
        self,
        method: str,
        path: str,
        handler: Handler,
        *,
        rights: str,
        tags: Sequence[str],
        name: str | None = None,
        auth: Sequence[Scheme] = ALL_SCHEMES,
        status: int = 200,
        errors: Sequence[int] = (),
        produces: str = "application/json",
        max_body: int = MAX_BODY,
        upload: type[BaseModel] | None = None,
    ) -> Operation:
        """Register ``handler`` at ``path``, with and without a slash at its end.

        ``rights`` says who may ("anyone", "member", a permission); ``visit`` sees it and the
        handler's service checks it. ``auth`` is empty where nobody signs in. ``errors`` are
        further statuses for the document, ``max_body`` is in bytes. ``upload`` describes the
        parts of a multipart body that the handler reads from ``request`` by itself.
        Raises ``ValueError`` when the handler and its description do not fit.
        """
        hints, parameters = get_type_hints(handler, include_extras=True), _parameters(handler)
        summary, description = _docstring(handler)
        body = hints.get("body")
        operation = Operation(
            method=method,
            path=path,
            name=name or f"{tags[0]}.{getattr(handler, '__name__', '')}",
            handler=handler,
            summary=summary,
            description=description,
            rights=rights,
            tags=tuple(tags),
            auth=tuple(auth),
            status=204 if hints.get("return") is type(None) and status == 200 else status,
            errors=tuple(errors),
            produces=produces,
            max_body=max_body,
            names=frozenset(parameters),
            path_model=_path_model(path, handler, hints),
            query=hints.get("query"),
            body=TypeAdapter(body) if body is not None else None,
            body_default=parameters["body"].default if body is not None else None,
            upload=upload,
            answer=_answer(hints.get("return")),
        )
        self._check(operation)
        self.operations.append(operation)
        self._by_handler[handler] = operation
        return operation

    def alias(self, path: str, handler: Handler) -> None:
        """Serve the operation of ``handler`` at a second address, too; its method is the same."""
        self._by_handler[handler].aliases.append(path)

    def attach(self, app: web.Application) -> None:
        """Add the routes to a server; the canonical one is named ``api.<operation>``."""
        taken: set[tuple[str, str]] = set()
        for operation in self.operations:
            serve = self._served(operation)
            for name, path in _addresses(operation):
                if (operation.method, path) not in taken:
                    taken.add((operation.method, path))
                    _route(app.router.add_resource(path, name=name), operation, serve)

    def document(self) -> dict[str, Any]:
        """Return the OpenAPI 3.1 document of all operations."""
        return describe(self)

    def _served(self, operation: Operation) -> WebHandler:
        async def serve(request: web.Request) -> web.StreamResponse:
            if not operation.auth:
                return _answered(operation, await self._called(operation, request, {}))
            async with self._visit(request, operation) as visitor:
                given = {"visitor": visitor} if "visitor" in operation.names else {}
                return _answered(operation, await self._called(operation, request, given))

        return serve

    async def _called(
        self, operation: Operation, request: web.Request, given: dict[str, object]
    ) -> object:
        if "request" in operation.names:
            given["request"] = request
        return await operation.handler(**given, **await read_arguments(operation, request))

    def _check(self, operation: Operation) -> None:
        in_path = set(_PARAMETER.findall(operation.path))
        wrong = {
            "needs a docstring": not operation.summary,
            "needs rights": not operation.rights,
            "has a name twice": operation.name in {one.name for one in self.operations},
            "is registered twice": operation.handler in self._by_handler,
            "has other parameters than its path": operation.names - _GIVEN != in_path,
            "has a visitor, and nobody signs in": not operation.auth
            and "visitor" in operation.names,
            "reads a body, and GET has none": operation.method == "GET"
            and operation.body is not None,
        }
        for reason, is_so in wrong.items():
            if is_so:
                msg = f"{operation.method} {operation.path} ({operation.name}) {reason}"
                raise ValueError(msg)


def _parameters(handler: Handler) -> dict[str, inspect.Parameter]:
    return dict(inspect.signature(handler).parameters)


def _docstring(handler: Handler) -> tuple[str, str]:
    summary, _, description = (inspect.getdoc(handler) or "").partition("\n")
    return summary.strip().rstrip("."), description.strip()


def _path_model(path: str, handler: Handler, hints: dict[str, Any]) -> type[BaseModel] | None:
    names = _PARAMETER.findall(path)
    if not names:
        return None
    fields: dict[str, Any] = {name: (hints.get(name, str), ...) for name in names}
    config = ConfigDict(hide_input_in_errors=True)
    return create_model(f"{getattr(handler, '__name__', '')}_path", __config__=config, **fields)


def _answer(returned: Any) -> "TypeAdapter[Any] | None":
    """Return how to write the answer; None for no content and for responses made by hand."""
    is_response = isinstance(returned, type) and issubclass(returned, web.StreamResponse)
    if returned is None or returned is type(None) or is_response:
        return None
    return TypeAdapter(returned)


def _answered(operation: Operation, result: object) -> web.StreamResponse:
    if isinstance(result, web.StreamResponse):
        return result
    headers = {"Cache-Control": "no-store"}
    if operation.answer is None:
        return web.Response(status=operation.status, headers=headers)
    return web.Response(
        body=operation.answer.dump_json(result, by_alias=True),
        status=operation.status,
        headers=headers,
        content_type=operation.produces,
    )


def _addresses(operation: Operation) -> Iterator[tuple[str, str]]:
    """Yield the name and the path of each address, with and without a slash at its end."""
    for number, path in enumerate((operation.path, *operation.aliases)):
        name = f"api.{operation.name}" + (f".alias{number}" if number else "")
        yield name, path
        yield f"{name}.slash", path.rstrip("/") if path.endswith("/") else path + "/"


def _route(resource: web.Resource, operation: Operation, serve: WebHandler) -> None:
    resource.add_route(operation.method, serve)
    if operation.method == "GET":
        resource.add_route("HEAD", serve)
