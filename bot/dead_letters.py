"""Updates and jobs that were given up: shown, and tried again.

An id says what it is: `update:12`, `job:7`. The running server takes a replayed one up by itself.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.inbox import InboxRows
from bot.worker import JobRows
from services.vault import Vault

UPDATE, JOB = "update", "job"


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """What was given up, when, and why; never what somebody wrote."""

    name: str
    kind: str
    finished_at: datetime
    error: str


class DeadLetters:
    """Both tables' dead letters behind one door."""

    def __init__(self, vault: Vault) -> None:
        self._updates = InboxRows(vault)
        self._jobs = JobRows()

    async def list_all(self, limit: int = 100) -> list[DeadLetter]:
        """The latest first, at most `limit` of each table."""
        letters = [
            *(
                DeadLetter(f"{UPDATE}:{dead.row_id}", dead.kind, dead.finished_at, dead.error)
                for dead in await self._updates.list_dead(limit)
            ),
            *(
                DeadLetter(f"{JOB}:{dead.row_id}", dead.kind, dead.finished_at, dead.error)
                for dead in await self._jobs.list_dead(limit)
            ),
        ]
        return sorted(letters, key=lambda letter: letter.finished_at, reverse=True)

    async def replay(self, name: str) -> bool:
        """Try one again from the start; False when there is none with this name."""
        what, _, number = name.partition(":")
        if not number.isascii() or not number.isdigit() or int(number) >= 2**63:
            return False
        if what == UPDATE:
            return await self._updates.replay(int(number))
        return what == JOB and await self._jobs.replay(int(number))
