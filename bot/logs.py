"""Logs: a line of JSON (or, on a terminal, of colour) for us and for the libraries, no secrets.

Whoever handles something binds its ids once (``bound``), and every line written below carries
them. Secrets are hidden twice: by the name of the value, and by what they look like in the line.
"""

import logging
import re
import secrets
from collections.abc import MutableMapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, TextIO

import structlog
from structlog.typing import Processor

HIDDEN = "***"
MAX_DEPTH = 6

#: Names of values that are never written, whatever they hold.
SECRET_NAMES = frozenset(
    (
        "api_hash",
        "api_key",
        "authorization",
        "cookie",
        "hash",
        "init_data",
        "initdata",
        "password",
        "payload",
        "phone",
        "phone_number",
        "pin",
        "secret",
        "secret_key",
        "session_string",
        "set_cookie",
        "signature",
        "token",
    )
)
_SECRET_ENDINGS = ("_token", "_secret", "_password", "_hash")


@dataclass(frozen=True, slots=True)
class _Look:
    """A kind of secret: what it looks like, and small letters without which it is not there."""

    pattern: re.Pattern[str]
    replacement: str = HIDDEN
    marks: tuple[str, ...] = ("",)


_LOOKS = (
    # A bot's token, also inside of an address (/bot123:AA…/) and escaped.
    _Look(re.compile(r"(?<!\d)\d{5,16}(?::|%3[Aa])[A-Za-z0-9_-]{30,}")),
    # JWT.
    _Look(
        re.compile(r"eyJ[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]*"),
        marks=("eyj",),
    ),
    # Our refresh tokens, tickets and API tokens.
    _Look(re.compile(r"km[rta]_[A-Za-z0-9_.-]{20,}"), marks=("kmr_", "kmt_", "kma_")),
    # Authorisation headers: the whole of init data after "tma", too.
    _Look(
        re.compile(r"(?i)\b(bearer|tma|basic) +[^\s\"'\\,}]{6,}"),
        rf"\1 {HIDDEN}",
        ("bearer ", "tma ", "basic "),
    ),
    _Look(
        re.compile(
            r"(?i)(x-telegram-init-data|authorization)(\\*[\"']?\s*[:=,]\s*\\*[\"']?)[^\s,})\"'\\]+"
        ),
        rf"\1\2{HIDDEN}",
        ("x-telegram-init-data", "authorization"),
    ),
    # The proofs of init data, plain, escaped or as JSON.
    _Look(
        re.compile(
            r"(?i)(?<![a-z])(hash|signature)(\\*[\"']?\s*(?:=|%3D|:)\s*\\*[\"']?)[a-z0-9%_-]{16,}"
        ),
        rf"\1\2{HIDDEN}",
        ("hash", "signature"),
    ),
    # Passwords in addresses of services.
    _Look(re.compile(r"(\w://[^\s/:@\"']*):[^\s/@\"']+@"), rf"\1:{HIDDEN}@", ("://",)),
    # Query strings: of full addresses, and of paths.
    _Look(
        re.compile(r"((?:\w://|(?<![\w.])/)[^\s?\"'<>\\]*)\?[^\s\"'<>\\]+"),
        rf"\1?{HIDDEN}",
        ("?",),
    ),
    # What a person typed, quoted by a library that checks values.
    _Look(
        re.compile(r"input_value=.*?, input_type="),
        f"input_value={HIDDEN}, input_type=",
        ("input_value=",),
    ),
    # Phone numbers.
    _Look(re.compile(r"\+\d{10,15}\b"), f"+{HIDDEN}", ("+",)),
    # Stored sessions, keys, sealed values: any unbroken run that long is no word.
    _Look(re.compile(r"[A-Za-z0-9_+/=-]{160,}")),
)


def configure_logs(stream: TextIO, *, level: str = "INFO", pretty: bool = False) -> None:
    """Send all logs of this process to ``stream``, ours and the libraries' alike.

    ``pretty`` is for people at a terminal. Calling it again replaces what was before.
    """
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.ExtraAdder(),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *before,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=before, processors=_rendering(pretty=pretty)
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    # These two tell addresses and bodies at DEBUG, line by line, and drown everything else.
    for noisy in ("aiosqlite", "asyncio"):
        logging.getLogger(noisy).setLevel(max(logging.INFO, logging.getLogger().level))
    # Its lines have addresses with ids and query strings; a line of our own tells of a request.
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)


def new_correlation_id() -> str:
    """Return 16 hexadecimal digits that name one request, update or job in the logs."""
    return secrets.token_hex(8)


def correlation_id() -> str:
    """Return the id of what is being handled, for the person to quote; made when there is none."""
    bound_id = structlog.contextvars.get_contextvars().get("request_id")
    if isinstance(bound_id, str):
        return bound_id
    made = new_correlation_id()
    structlog.contextvars.bind_contextvars(request_id=made)
    return made


def bound(
    *,
    request_id: str | None = None,
    update_id: int | None = None,
    bot_id: int | None = None,
    **more: object,
) -> AbstractContextManager[None]:
    """Give every line below these ids; without ``request_id`` a new one is made.

    Only for this task and the tasks that it starts; what was bound before comes back afterwards.
    """
    ids: dict[str, object] = {"request_id": request_id or new_correlation_id(), **more}
    if update_id is not None:
        ids["update_id"] = update_id
    if bot_id is not None:
        ids["bot_id"] = bot_id
    return structlog.contextvars.bound_contextvars(**ids)


def redact(text: str) -> str:
    """Hide in ``text`` everything that looks like a secret."""
    small = text.lower()
    for look in _LOOKS:
        if any(mark in small for mark in look.marks):
            text = look.pattern.sub(look.replacement, text)
    return text


def _rendering(*, pretty: bool) -> list[Processor]:
    last: list[Processor]
    if pretty:
        plain = structlog.dev.plain_traceback
        last = [structlog.dev.ConsoleRenderer(exception_formatter=plain)]
    else:
        # The plain traceback: the one in parts would carry the values of local variables.
        last = [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    return [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        _hide_by_name,
        *last,
        _hide_by_look,
    ]


def _hide_by_name(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name, value in event.items():
        event[name] = HIDDEN if _is_secret(name) else _without_secrets(value, MAX_DEPTH)
    return event


def _hide_by_look(_: Any, __: str, line: Any) -> str:
    return redact(str(line))


def _without_secrets(value: Any, depth: int) -> Any:
    if isinstance(value, dict) and depth:
        return {
            name: HIDDEN if _is_secret(str(name)) else _without_secrets(inner, depth - 1)
            for name, inner in value.items()
        }
    if isinstance(value, list | tuple) and depth:
        return [_without_secrets(inner, depth - 1) for inner in value]
    return value


def _is_secret(name: str) -> bool:
    plain = name.lower().replace("-", "_")
    return plain in SECRET_NAMES or plain.endswith(_SECRET_ENDINGS)
