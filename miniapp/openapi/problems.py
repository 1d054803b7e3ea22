"""Problem details (RFC 9457): one shape for every refusal, in the person's language."""

import math
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web
from pydantic import BaseModel, Field, ValidationError

from services.errors import (
    DomainError,
    FieldError,
    ForbiddenError,
    InvalidError,
    RateLimitedError,
)

#: Gives the translator for a request: key and values to a line of the locales.
Translators = Callable[[web.Request], Callable[..., str]]

CONTENT_TYPE = "application/problem+json"


class FieldProblem(BaseModel):
    """One field that does not pass."""

    field: str = Field(description="Path in the body, joined by dots")
    code: str = Field(description="Stable code for programs")
    detail: str = Field(description="What is wrong, in the person's language")


class Problem(BaseModel):
    """RFC 9457 problem details."""

    type: str = Field(description="urn:kommuna:problem: and the code")
    title: str = Field(description="The kind of problem, in the person's language")
    status: int
    code: str = Field(description="Stable code for programs")
    detail: str = Field(description="What happened, in the person's language")
    request_id: str = Field(description="Names this request in the logs")
    errors: list[FieldProblem] | None = None
    retry_after: int | None = Field(default=None, description="Seconds to wait")


class MalformedError(DomainError):
    """The request cannot be read at all."""

    code = "malformed"
    status = 400
    text = "common-error-malformed"


class MethodNotAllowedError(DomainError):
    """The address exists and does something else."""

    code = "method_not_allowed"
    status = 405
    text = "common-error-method-not-allowed"


class UnsupportedTypeError(DomainError):
    """The body is of a kind that is not read here."""

    code = "unsupported_media_type"
    status = 415
    text = "common-error-unsupported-type"


class CrossSiteError(ForbiddenError):
    """A browser sends this on behalf of a foreign page."""

    code = "cross_site"


class UnexpectedError(DomainError):
    """Our own mistake; ``code`` in the details is what the log knows it by."""

    code = "internal"
    status = 500
    text = "common-error-unexpected"


TITLES: Mapping[int, str] = {
    400: "common-problem-malformed",
    401: "common-problem-unauthorized",
    403: "common-problem-forbidden",
    404: "common-problem-not-found",
    405: "common-problem-method-not-allowed",
    409: "common-problem-conflict",
    410: "common-problem-gone",
    413: "common-problem-too-large",
    415: "common-problem-unsupported-type",
    422: "common-problem-invalid",
    429: "common-problem-rate-limited",
    500: "common-problem-internal",
    503: "common-problem-unavailable",
}

_FIELD_TEXTS: Mapping[str, str] = {
    "missing": "common-error-field-missing",
    "extra_forbidden": "common-error-field-unknown",
    "duplicate": "common-error-field-duplicate",
    "string_too_short": "common-error-field-too-short",
    "string_too_long": "common-error-field-too-long",
    "greater_than_equal": "common-error-field-too-small",
    "less_than_equal": "common-error-field-too-big",
}


def problem_response(
    error: DomainError,
    *,
    say: Callable[..., str],
    request_id: str,
    headers: Mapping[str, str] | None = None,
) -> web.Response:
    """Turn a domain error into its answer, with ``Retry-After`` and ``WWW-Authenticate``."""
    sent = {"Cache-Control": "no-store", **(headers or {})}
    problem = Problem(
        type=f"urn:kommuna:problem:{error.code}",
        title=say(TITLES.get(error.status, TITLES[400])),
        status=error.status,
        code=error.code,
        detail=say(error.text, **error.details),
        request_id=request_id,
    )
    if isinstance(error, InvalidError):
        problem.errors = [
            FieldProblem(field=one.field, code=one.code, detail=say(one.text, **one.details))
            for one in error.errors
        ]
    if isinstance(error, RateLimitedError):
        problem.retry_after = max(1, math.ceil(error.retry_after))
        sent["Retry-After"] = str(problem.retry_after)
    if error.status == 401:
        sent["WWW-Authenticate"] = 'Bearer realm="kommuna"'
    return web.Response(
        body=problem.model_dump_json(exclude_none=True).encode(),
        status=error.status,
        headers=sent,
        content_type=CONTENT_TYPE,
    )


def invalid(error: ValidationError) -> DomainError:
    """Turn what pydantic found into our error, without a word of what was typed."""
    found = error.errors(include_url=False, include_input=False)
    if any(one["type"] == "json_invalid" for one in found):
        return MalformedError()
    return InvalidError([_field_error(one) for one in found])


def _field_error(one: Any) -> FieldError:
    limits = {
        name: value for name, value in one.get("ctx", {}).items() if isinstance(value, int | float)
    }
    return FieldError(
        field=".".join(str(step) for step in one["loc"]),
        code=one["type"],
        text=_FIELD_TEXTS.get(one["type"], "common-error-field-invalid"),
        details=limits,
    )
