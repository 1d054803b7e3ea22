"""Reading a request as its operation describes it; what does not fit is refused."""

import re
from collections.abc import Mapping
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from pydantic import BaseModel, ValidationError

from miniapp.openapi.problems import (
    CrossSiteError,
    MalformedError,
    UnsupportedTypeError,
    invalid,
)
from services.errors import FieldError, InvalidError, TooLargeError

if TYPE_CHECKING:
    from miniapp.openapi.operations import Operation

_IDEMPOTENCY_KEY = re.compile(r"[\x21-\x7e]{1,128}")
# A NUL that JSON spells as an escape; an even number of backslashes before it is text.
_ESCAPED_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


async def read_arguments(operation: "Operation", request: web.Request) -> dict[str, object]:
    """Return the handler's arguments: path, query, body, idempotency key.

    Raises ``DomainError`` with the status that the mistake has.
    """
    if operation.method != "GET" and request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise CrossSiteError
    given: dict[str, object] = {}
    try:
        if operation.path_model is not None:
            path = operation.path_model.model_validate_strings(_clean(request.match_info))
            given |= dict(path)
        if operation.query is not None:
            given["query"] = operation.query.model_validate(_query(operation, request))
        if operation.body is not None:
            given["body"] = await _body(operation, request)
    except ValidationError as error:
        raise invalid(error) from None
    if operation.upload is not None:
        _require_type(request, "multipart/form-data")
    if operation.is_idempotent:
        given["idempotency_key"] = _idempotency_key(request)
    return given


def _query(operation: "Operation", request: web.Request) -> dict[str, Any]:
    model = operation.query
    fields = {} if model is None else _fields(model)
    raw: dict[str, Any] = {}
    for name in request.query:
        values = request.query.getall(name)
        if name in fields and _is_list(fields[name]):
            raw[name] = values
        elif len(values) > 1:
            raise InvalidError([FieldError(name, "duplicate", "common-error-field-duplicate")])
        else:
            raw[name] = values[0]
    return _clean(raw)


def _fields(model: type[BaseModel]) -> dict[str, Any]:
    return {(info.alias or name): info.annotation for name, info in model.model_fields.items()}


def _is_list(annotation: Any) -> bool:
    if get_origin(annotation) in (Union, UnionType):
        return any(_is_list(one) for one in get_args(annotation) if one is not NoneType)
    return get_origin(annotation) in (list, set, tuple, frozenset)


def _clean(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Refuse what no database takes: NUL, and letters that are none."""
    for name, value in raw.items():
        for text in value if isinstance(value, list) else [value]:
            if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
                raise InvalidError([FieldError(name, "control_characters")])
    return dict(raw)


async def _body(operation: "Operation", request: web.Request) -> object:
    if operation.body is None:
        return None
    if operation.has_optional_body and not request.can_read_body:
        return operation.body_default
    _require_type(request, "application/json")
    text = await _bytes(request, operation.max_body)
    if b"\\u0000" in text and _ESCAPED_NUL.search(text):
        raise InvalidError([FieldError("", "control_characters")])
    return operation.body.validate_json(text)


def _require_type(request: web.Request, expected: str) -> None:
    if request.headers.get("Content-Type", "").partition(";")[0].strip().lower() != expected:
        raise UnsupportedTypeError(expected=expected)


async def _bytes(request: web.Request, limit: int) -> bytes:
    """Read the body, never more than ``limit`` bytes of it, whatever the header claims."""
    if (request.content_length or 0) > limit:
        raise TooLargeError(limit=limit)
    text = bytearray()
    try:
        async for piece in request.content.iter_any():
            text += piece
            if len(text) > limit:
                raise TooLargeError(limit=limit)
    except (web.RequestPayloadError, HttpProcessingError):
        raise MalformedError from None
    return bytes(text)


def _idempotency_key(request: web.Request) -> str | None:
    keys = request.headers.getall("Idempotency-Key", [])
    if not keys:
        return None
    if len(keys) > 1 or not _IDEMPOTENCY_KEY.fullmatch(keys[0]):
        raise InvalidError([FieldError("Idempotency-Key", "invalid")])
    return keys[0]
