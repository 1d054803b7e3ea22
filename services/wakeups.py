"""Knocks at the workers of this process as soon as there is something for them.

Only a hint, so that nobody waits for the next look at the table; the truth is in the rows.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum

from models.transactions import on_commit


class Work(StrEnum):
    """Whose table got a new row."""

    JOBS = "jobs"
    OUTBOX = "outbox"


_listeners: dict[Work, list[Callable[[], None]]] = {work: [] for work in Work}


@contextmanager
def listening(work: Work, wake: Callable[[], None]) -> Iterator[None]:
    """Call `wake` whenever work of this kind was committed in this process."""
    _listeners[work].append(wake)
    try:
        yield
    finally:
        _listeners[work].remove(wake)


def wake_after_commit(work: Work) -> None:
    """Knock once the current transaction is committed; raises `RuntimeError` outside of one."""
    on_commit(lambda: wake_now(work))


def wake_now(work: Work) -> None:
    """Knock at once: the row is there already."""
    for wake in list(_listeners[work]):
        wake()
