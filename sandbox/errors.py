"""Refusals: of the Bot API, in Telegram's own words, and of the people's side under /sim."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """An answer `{"ok": false, ...}` of the Bot API; `description` is complete, with its prefix."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


class DroppedConnectionError(Exception):
    """The connection must be closed without an answer: a fault that was asked for."""


class SimError(Exception):
    """A refusal of the people's side: a plain text and an HTTP status."""

    def __init__(self, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.text = text
        self.status = status


def bad_request(text: str, **parameters: Any) -> ApiError:
    """Make a 400 with the prefix and the first letter as Telegram writes them.

    The first letter becomes small unless the second character is a capital or an underscore
    (`BUTTON_DATA_INVALID` stays as it is).
    """
    return ApiError(400, "Bad Request: " + _lower_first(text), **parameters)


def forbidden(text: str) -> ApiError:
    """Make a 403 with its prefix."""
    return ApiError(403, "Forbidden: " + _lower_first(text))


def conflict(text: str) -> ApiError:
    """Make a 409 with its prefix."""
    return ApiError(409, "Conflict: " + text)


def too_many_requests(seconds: int) -> ApiError:
    """Make a 429 which tells after how many seconds to come again."""
    text = f"Too Many Requests: retry after {seconds}"
    return ApiError(429, text, retry_after=seconds)


def _lower_first(text: str) -> str:
    if len(text) > 1 and (text[1].isupper() or text[1] == "_"):
        return text
    return text[:1].lower() + text[1:]
