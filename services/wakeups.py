"""Knocks at those parts of this process that look at a table now and then: look now.

Only a hint, so that nobody waits for the next look; the truth is in the rows. `bot.replicas`
carries the knocks to the other processes.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum

from models.transactions import on_commit


class Work(StrEnum):
    """What changed: there is work to take, or a bot is another than before."""

    JOBS = "jobs"
    OUTBOX = "outbox"
    INBOX = "inbox"
    BOTS = "bots"


_listeners: dict[Work, list[Callable[[], None]]] = {work: [] for work in Work}


@contextmanager
def listening(work: Work, wake: Callable[[], None]) -> Iterator[None]:
    """Call `wake` at every knock of this kind while inside."""
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
