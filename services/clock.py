"""The only reader of the clock, so that tests can hold it still or move it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


def _system_time() -> datetime:
    return datetime.now(UTC)


class _Source:
    """Where the time comes from in this process: one for all tasks, the server's included."""

    read: Callable[[], datetime] = staticmethod(_system_time)


def now() -> datetime:
    """Return the present moment as an aware ``datetime`` in UTC."""
    return _Source.read()


def today(tz: str) -> date:
    """Return the calendar day at this moment in the IANA zone ``tz`` ("Europe/Moscow").

    Raises ``zoneinfo.ZoneInfoNotFoundError`` (a ``KeyError``) or ``ValueError`` for a name that
    is no zone; names are checked where they enter.
    """
    return now().astimezone(ZoneInfo(tz)).date()


class FrozenClock:
    """A clock that stands still until somebody moves it."""

    def __init__(self, at: datetime) -> None:
        if at.tzinfo is None:
            msg = "a frozen clock needs an aware datetime"
            raise ValueError(msg)
        self._at = at.astimezone(UTC)

    def read(self) -> datetime:
        """Return the moment at which the clock stands."""
        return self._at

    def advance(self, delta: timedelta) -> None:
        """Move the clock by ``delta``, forwards or backwards."""
        self._at += delta


@contextmanager
def frozen(at: datetime) -> Iterator[FrozenClock]:
    """Hold the clock of this process at ``at`` (aware); the value given moves it by ``advance``."""
    clock = FrozenClock(at)
    with _reading(clock.read):
        yield clock


@contextmanager
def shifted(delta: timedelta) -> Iterator[None]:
    """Let the clock of this process run ``delta`` ahead of (or, negative, behind) what it was."""
    read = _Source.read
    with _reading(lambda: read() + delta):
        yield


@contextmanager
def _reading(read: Callable[[], datetime]) -> Iterator[None]:
    before = _Source.read
    _Source.read = staticmethod(read)
    try:
        yield
    finally:
        _Source.read = before
