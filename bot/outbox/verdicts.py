"""What an error of a call means for the message: wait, give up, or nobody knows."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiohttp import ClientConnectorError

UNAUTHORIZED_PAUSE = timedelta(seconds=60)
SERVER_PAUSE = timedelta(seconds=2)
LONGEST_DELAY = 300.0
NOBODY = ("chat not found", "user is deactivated", "user not found", "peer_id_invalid")


class Outcome(StrEnum):
    """How a failed call goes on."""

    UNSENT = "unsent"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    MOVED = "moved"
    BAD_MARKUP = "bad_markup"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`delay` is for this message, `pause` for the whole bot, `moved_to` the chat's new id."""

    outcome: Outcome
    delay: timedelta = timedelta(0)
    pause: timedelta = timedelta(0)
    moved_to: int = 0


def judge(error: Exception, attempts: int) -> Verdict:
    """Say how to go on after the given attempt (1 is the first)."""
    delay = timedelta(seconds=min(LONGEST_DELAY, 0.5 * 2 ** min(attempts - 1, 12)))
    verdict = Verdict(Outcome.REFUSED)
    match error:
        case TelegramRetryAfter():
            verdict = Verdict(Outcome.UNSENT, pause=timedelta(seconds=error.retry_after))
        case TelegramMigrateToChat():
            verdict = Verdict(Outcome.MOVED, moved_to=error.migrate_to_chat_id)
        case TelegramUnauthorizedError():
            verdict = Verdict(Outcome.UNSENT, pause=UNAUTHORIZED_PAUSE)
        case TelegramForbiddenError():
            verdict = Verdict(Outcome.UNREACHABLE)
        case TelegramBadRequest():
            verdict = Verdict(_read_bad_request(error))
        case TelegramEntityTooLarge():
            pass
        case TelegramNetworkError() if isinstance(error.__cause__, ClientConnectorError):
            verdict = Verdict(Outcome.UNSENT, delay=delay)
        case TelegramServerError():
            verdict = Verdict(Outcome.UNKNOWN, delay=delay, pause=SERVER_PAUSE)
        case TelegramNetworkError() | ClientDecodeError():
            verdict = Verdict(Outcome.UNKNOWN, delay=delay)
    return verdict


def _read_bad_request(error: TelegramBadRequest) -> Outcome:
    said = error.message.lower()
    if "can't parse entities" in said:
        return Outcome.BAD_MARKUP
    return Outcome.UNREACHABLE if any(words in said for words in NOBODY) else Outcome.REFUSED
