"""Jobs that come back: every replica adds the next one under the same key, so it is made once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.worker.rows import JobRows
from services import clock


@dataclass(frozen=True, slots=True)
class Tick:
    """A kind of job that is due again and again; counted in UTC from the epoch."""

    kind: str
    every: timedelta


class Ticks:
    """Adds the job of the present period, once each."""

    def __init__(self, rows: JobRows, ticks: Sequence[Tick]) -> None:
        self._rows = rows
        self._ticks = ticks
        self._added: dict[str, int] = {}

    async def add_due(self) -> None:
        """Call it often: it asks the database once a period."""
        for tick in self._ticks:
            number = int(clock.now().timestamp() // tick.every.total_seconds())
            if self._added.get(tick.kind) == number:
                continue
            began = datetime.fromtimestamp(number * tick.every.total_seconds(), UTC)
            await self._rows.add(tick.kind, key=f"tick:{tick.kind}:{number}", run_at=began)
            self._added[tick.kind] = number
