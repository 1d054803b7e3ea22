"""The OpenAPI 3.1 document, made from the operations themselves."""

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, TypeAdapter

from miniapp.openapi.problems import CONTENT_TYPE, Problem

if TYPE_CHECKING:
    from miniapp.openapi.operations import Api, Operation

_REFERENCE = "#/components/schemas/{model}"
_PARAMETER = re.compile(r"\{(\w+)(?::[^{}]*)?\}")

_SCHEMES: dict[str, dict[str, str]] = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "The access token of /api/v1/auth/telegram/validate",
    },
    "tma": {
        "type": "http",
        "scheme": "tma",
        "description": "The init data of the Mini App as it is: Authorization: tma <initData>",
    },
    "init_data": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Telegram-Init-Data",
        "description": "The init data of the Mini App as it is",
    },
}

_HEADERS: dict[str, dict[str, Any]] = {
    "Community": {
        "name": "X-Community-ID",
        "in": "header",
        "required": False,
        "description": "Key or UUID of the community; without it the session's, or the home one",
        "schema": {"type": "string"},
    },
    "Bot": {
        "name": "X-Bot-ID",
        "in": "header",
        "required": False,
        "description": "The bot whose Mini App this is; without it the platform's",
        "schema": {"type": "string"},
    },
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "description": "A second request with the same key changes nothing, and answers alike",
        "schema": {"type": "string", "pattern": "^[!-~]{1,128}$"},
    },
}


def describe(api: "Api") -> dict[str, Any]:
    """Return the document: every operation at every address that it has."""
    schemas = _Schemas(api)
    paths: dict[str, dict[str, Any]] = {}
    shapes: dict[str, str] = {}
    for operation in api.operations:
        for number, path in enumerate((operation.path, *operation.aliases)):
            entry = _entry(operation, path, schemas)
            if number:
                entry |= {"operationId": f"{operation.name}.{number}", "x-alias-of": operation.path}
            plain = _PARAMETER.sub(r"{\1}", path)
            # Two templates that differ in names only are one path for OpenAPI.
            written = shapes.setdefault(_PARAMETER.sub("{}", path), plain)
            _rename(entry, plain, written)
            paths.setdefault(written, {})[operation.method.lower()] = entry
    return {
        "openapi": "3.1.0",
        "info": {"title": api.title, "version": api.version, "description": api.description},
        "paths": paths,
        "components": {
            "schemas": schemas.components,
            "parameters": _HEADERS,
            "securitySchemes": _SCHEMES,
        },
    }


class _Schemas:
    """The schemas of all bodies, answers and parameters, made at once so that names are stable."""

    def __init__(self, api: "Api") -> None:
        wanted: list[tuple[tuple[str, str], Any, TypeAdapter[Any]]] = [
            (("", "problem"), "serialization", TypeAdapter(Problem))
        ]
        for one in api.operations:
            if one.body is not None:
                wanted.append(((one.name, "body"), "validation", one.body))
            if one.answer is not None:
                wanted.append(((one.name, "answer"), "serialization", one.answer))
            if one.upload is not None:
                wanted.append(((one.name, "upload"), "validation", TypeAdapter(one.upload)))
        found, components = TypeAdapter.json_schemas(wanted, ref_template=_REFERENCE)
        self._found = {key: schema for (key, _), schema in found.items()}
        self.components: dict[str, Any] = components.get("$defs", {})

    def read(self, name: str, part: str) -> Any:
        return self._found[name, part]

    def parameters(self, model: type[BaseModel], where: str) -> list[dict[str, Any]]:
        schema = model.model_json_schema(ref_template=_REFERENCE)
        self.components.update(schema.pop("$defs", {}))
        required = schema.get("required", [])
        return [
            {"name": name, "in": where, "required": name in required, "schema": one}
            for name, one in schema.get("properties", {}).items()
        ]


def _entry(operation: "Operation", path: str, schemas: _Schemas) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "tags": list(operation.tags),
        "x-rights": operation.rights,
        "parameters": _parameters(operation, schemas),
        "responses": _responses(operation, schemas),
        "security": [{scheme: []} for scheme in operation.auth],
    }
    if operation.description:
        entry["description"] = operation.description
    body = _request_body(operation, schemas)
    return entry | ({"requestBody": body} if body else {})


def _parameters(operation: "Operation", schemas: _Schemas) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if operation.path_model is not None:
        found += schemas.parameters(operation.path_model, "path")
    if operation.query is not None:
        found += schemas.parameters(operation.query, "query")
    headers = ["Community", "Bot"] if operation.auth else []
    headers += ["IdempotencyKey"] if operation.is_idempotent else []
    return found + [{"$ref": f"#/components/parameters/{name}"} for name in headers]


def _request_body(operation: "Operation", schemas: _Schemas) -> dict[str, Any] | None:
    if operation.body is not None:
        kind, part = "application/json", "body"
    elif operation.upload is not None:
        kind, part = "multipart/form-data", "upload"
    else:
        return None
    return {
        "required": not operation.has_optional_body,
        "content": {kind: {"schema": schemas.read(operation.name, part)}},
    }


def _responses(operation: "Operation", schemas: _Schemas) -> dict[str, Any]:
    good: dict[str, Any] = {"description": HTTPStatus(operation.status).phrase}
    if operation.answer is not None:
        schema = schemas.read(operation.name, "answer")
        good["content"] = {operation.produces: {"schema": schema}}
    elif operation.status != 204:
        good["content"] = {operation.produces: {"schema": {"type": "string"}}}
    problem = {CONTENT_TYPE: {"schema": schemas.read("", "problem")}}
    return {str(operation.status): good} | {
        str(code): {"description": HTTPStatus(code).phrase, "content": problem}
        for code in sorted(_refusals(operation))
    }


def _refusals(operation: "Operation") -> set[int]:
    codes = {*operation.errors, 429, 500}
    if operation.auth:
        codes |= {401, 403, 404}
    if operation.path_model is not None:
        codes |= {404, 422}
    if operation.query is not None or operation.is_idempotent:
        codes.add(422)
    if operation.body is not None or operation.upload is not None:
        codes |= {400, 413, 415, 422}
    if operation.method != "GET":
        codes |= {403, 409}
    return codes


def _rename(entry: dict[str, Any], path: str, written: str) -> None:
    names = dict(zip(_PARAMETER.findall(path), _PARAMETER.findall(written), strict=True))
    entry["parameters"] = [
        {**one, "name": names[one["name"]]} if one.get("in") == "path" else one
        for one in entry["parameters"]
    ]
