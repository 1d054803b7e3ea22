"""Which update is being handled, and marks of what its handling has already done.

Telegram and a restart may bring the same update again. A rule that has no natural key of its own
asks `is_first("...")` inside its transaction and changes nothing when the answer is no.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from models import sql
from services import clock

_update: ContextVar[tuple[int, int] | None] = ContextVar("update", default=None)


@contextmanager
def handling(bot_id: int, update_id: int) -> Iterator[None]:
    """Everything inside is done on behalf of this update."""
    token = _update.set((bot_id, update_id))
    try:
        yield
    finally:
        _update.reset(token)


def update_key(step: str) -> str | None:
    """A key for something made once by this update, or None outside of any."""
    update = _update.get()
    return None if update is None else f"update:{update[0]}:{update[1]}:{step}"


async def is_first(step: str) -> bool:
    """Mark this step of the current update; False when it was marked before.

    Call it inside the transaction that has the effect. Outside of any update it is always True.
    """
    update = _update.get()
    if update is None:
        return True
    rows = await sql.query(
        "INSERT INTO handled_steps (bot_id, update_id, step, created_at) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (bot_id, update_id, step) DO NOTHING RETURNING id",
        *update,
        step,
        clock.now(),
    )
    return bool(rows)
