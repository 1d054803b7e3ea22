"""The table of jobs: claiming with a lease, finishing, burying, replaying."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from models import sql
from models.transactions import transaction
from services import clock
from services.wakeups import Work, wake_after_commit, wake_now

LEASE = timedelta(seconds=15)
KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Claim:
    """A job that this process may do until the lease runs out."""

    row_id: int
    kind: str
    community_id: int | None
    payload: dict[str, Any]
    attempts: int
    run_at: datetime
    lease: str


@dataclass(frozen=True, slots=True)
class DeadJob:
    """A job that was given up."""

    row_id: int
    kind: str
    community_id: int | None
    error: str
    finished_at: datetime


class JobRows:
    """Reads and writes `jobs`."""

    async def claim(self, limit: int) -> list[Claim]:
        """Lease the jobs that have been due for longest."""
        now, lease = clock.now(), secrets.token_hex(16)
        rows = await sql.query(
            "WITH due AS MATERIALIZED (SELECT id FROM jobs WHERE state = 'ready' AND run_at <= $1 "
            "AND (lease IS NULL OR lease_until < $1) ORDER BY run_at, id LIMIT $2 "
            "FOR UPDATE SKIP LOCKED) "
            "UPDATE jobs SET lease = $3, lease_until = $4, attempts = attempts + 1 "
            "WHERE id IN (SELECT id FROM due) "
            "RETURNING id, kind, community_id, payload, attempts, run_at",
            now,
            limit,
            lease,
            now + LEASE,
        )
        claims = [_read(row, lease) for row in rows]
        return sorted(claims, key=lambda claim: (claim.run_at, claim.row_id))

    async def finish(self, claim: Claim) -> None:
        """Mark as done."""
        await sql.query(
            "UPDATE jobs SET state = 'done', lease = NULL, error = NULL, finished_at = $1 "
            "WHERE id = $2 AND lease = $3",
            clock.now(),
            claim.row_id,
            claim.lease,
        )

    async def split(self, claim: Claim, kinds: Sequence[str]) -> None:
        """Make a job of each kind out of one and finish that one, in one transaction."""
        async with transaction():
            for kind in kinds:
                await self.add(
                    kind,
                    payload=claim.payload,
                    key=f"job:{claim.row_id}:{kind}",
                    community_id=claim.community_id,
                )
            await self.finish(claim)
            wake_after_commit(Work.JOBS)

    async def add(
        self,
        kind: str,
        *,
        payload: dict[str, Any] | None = None,
        key: str | None = None,
        community_id: int | None = None,
        run_at: datetime | None = None,
    ) -> bool:
        """Add a job; False when one with this key is known."""
        rows = await sql.query(
            "INSERT INTO jobs (kind, key, community_id, payload, state, attempts, run_at, "
            "created_at) VALUES ($1, $2, $3, $4, 'ready', 0, $5, $6) "
            "ON CONFLICT (key) DO NOTHING RETURNING id",
            kind,
            key,
            community_id,
            orjson.dumps(payload or {}).decode(),
            run_at or clock.now(),
            clock.now(),
        )
        return bool(rows)

    async def postpone(
        self, claim: Claim, delay: timedelta, error: str | None, *, counts: bool
    ) -> None:
        """Give it back for later; an attempt that does not count is taken off again."""
        await sql.query(
            "UPDATE jobs SET lease = NULL, run_at = $1, error = $2, attempts = $3 "
            "WHERE id = $4 AND lease = $5",
            clock.now() + delay,
            error,
            claim.attempts if counts else claim.attempts - 1,
            claim.row_id,
            claim.lease,
        )

    async def bury(self, claim: Claim, error: str) -> None:
        """Give it up; it is kept to be looked at and replayed."""
        await sql.query(
            "UPDATE jobs SET state = 'dead', lease = NULL, error = $1, finished_at = $2 "
            "WHERE id = $3 AND lease = $4",
            error,
            clock.now(),
            claim.row_id,
            claim.lease,
        )

    async def renew(self, leases: Sequence[str]) -> None:
        """Hold on to what is still being done."""
        for lease in leases:
            await sql.query(
                "UPDATE jobs SET lease_until = $1 WHERE lease = $2", clock.now() + LEASE, lease
            )

    async def is_held(self, claim: Claim) -> bool:
        """Whether the lease still holds; the row stays ours until the transaction ends."""
        return bool(
            await sql.query(
                "UPDATE jobs SET lease_until = $1 WHERE id = $2 AND lease = $3 RETURNING id",
                clock.now() + LEASE,
                claim.row_id,
                claim.lease,
            )
        )

    async def release_all(self) -> None:
        """Take every lease: right at the start of the only process on its database."""
        await sql.query("UPDATE jobs SET lease = NULL WHERE state = 'ready' AND lease IS NOT NULL")

    async def forget_old(self) -> None:
        """Drop what was done a week ago."""
        await sql.query(
            "DELETE FROM jobs WHERE id IN (SELECT id FROM jobs "
            "WHERE state = 'done' AND finished_at < $1 LIMIT 500)",
            clock.now() - KEPT,
        )

    async def list_dead(self, limit: int = 100) -> list[DeadJob]:
        """What was given up, the latest first."""
        rows = await sql.query(
            "SELECT id, kind, community_id, error, finished_at FROM jobs WHERE state = 'dead' "
            "ORDER BY id DESC LIMIT $1",
            limit,
        )
        return [
            DeadJob(
                row["id"],
                row["kind"],
                row["community_id"],
                row["error"] or "",
                sql.moment(row["finished_at"]),
            )
            for row in rows
        ]

    async def replay(self, row_id: int) -> bool:
        """Try a buried job again from the start; False when there is none with this id."""
        rows = await sql.query(
            "UPDATE jobs SET state = 'ready', attempts = 0, run_at = $1, error = NULL "
            "WHERE id = $2 AND state = 'dead' RETURNING id",
            clock.now(),
            row_id,
        )
        wake_now(Work.JOBS)
        return bool(rows)


def _read(row: dict[str, Any], lease: str) -> Claim:
    payload = row["payload"]
    return Claim(
        row_id=row["id"],
        kind=row["kind"],
        community_id=row["community_id"],
        payload=orjson.loads(payload) if isinstance(payload, str | bytes) else payload,
        attempts=row["attempts"],
        run_at=sql.moment(row["run_at"]),
        lease=lease,
    )
