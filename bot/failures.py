"""Failures of the world, which pass, told apart from our own, which come again."""

import sqlite3

from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter, TelegramServerError
from pydantic import ValidationError
from tortoise.exceptions import DBConnectionError, OperationalError

WORLD = (
    TelegramNetworkError,
    TelegramServerError,
    TelegramRetryAfter,
    OperationalError,
    DBConnectionError,
    OSError,
)
#: Classes of PostgreSQL's errors: not supported, bad data, a broken constraint, a bad statement.
OUR_SQLSTATES = {"0A", "22", "23", "42"}
OUR_SQLITE_CODES = {
    sqlite3.SQLITE_ERROR,
    sqlite3.SQLITE_TOOBIG,
    sqlite3.SQLITE_MISMATCH,
    sqlite3.SQLITE_RANGE,
}


def is_of_the_world(error: Exception) -> bool:
    """Whether waiting may help: the database, the network or Telegram failed, not our code.

    A database also answers with an operational error to a statement or a value that is wrong; that
    is ours.
    """
    if not isinstance(error, WORLD):
        return False
    if isinstance(error, OperationalError):
        cause = error.args[0] if error.args else None
        is_ours = (
            str(getattr(cause, "sqlstate", None) or "")[:2] in OUR_SQLSTATES
            or getattr(cause, "sqlite_errorcode", None) in OUR_SQLITE_CODES
        )
        return not is_ours
    return True


def describe(error: BaseException) -> str:
    """The error in one line to be kept; of what does not fit a model, never the content."""
    said = str(error)
    if isinstance(error, ValidationError):
        places = error.errors(include_url=False, include_context=False, include_input=False)
        said = "; ".join(
            f"{'.'.join(str(part) for part in place['loc'])}: {place['type']}" for place in places
        )
    return f"{type(error).__name__}: {said}"[:500]
