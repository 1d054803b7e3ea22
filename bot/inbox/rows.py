"""The inbox's table: storing, claiming with a lease, finishing, burying.

A lease is a random word that only its holder knows. At most one row of an order key is leased at a
time: a partial unique index (`uq_inbox_leased`) says so for every replica.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from tortoise.exceptions import IntegrityError

from bot.inbox.envelope import Envelope
from models import sql
from models.choices import Lane, UpdateState
from services import clock
from services.vault import Vault

LEASE = timedelta(seconds=10)
KEPT = timedelta(days=7)
SWEEP_ROWS = 500
INSERT = (
    "INSERT INTO inbox_updates (bot_id, update_id, lane, kind, order_key, body, state, run_at, "
    "created_at, attempts, lease, lease_until) "
    "VALUES ($1, $2, $3, $4, CAST($5 AS varchar), $6, 'new', $7, $7, 0, "
    "CASE WHEN EXISTS (SELECT 1 FROM inbox_updates WHERE order_key = CAST($5 AS varchar) "
    "AND state = 'new') THEN NULL ELSE CAST($8 AS varchar) END, $9) "
    "ON CONFLICT (bot_id, update_id) DO NOTHING "
    "RETURNING id, bot_id, update_id, kind, lane, order_key, attempts, created_at, body, lease"
)
CLAIM = (
    "UPDATE inbox_updates SET lease = $1, lease_until = $2, attempts = attempts + 1 "
    "WHERE id = (SELECT id FROM inbox_updates WHERE order_key = $3 AND state = 'new' "
    "ORDER BY id LIMIT 1) AND lease IS NULL AND run_at <= $4 "
    "RETURNING id, bot_id, update_id, kind, lane, order_key, attempts, created_at, body, lease"
)
SETTLE = (
    "UPDATE inbox_updates SET state = CAST($1 AS varchar), lease = NULL, error = $2, "
    "finished_at = $3, body = CASE CAST($1 AS varchar) WHEN 'done' THEN NULL ELSE body END "
    "WHERE id = $4 AND lease = $5 "
    "RETURNING EXISTS (SELECT 1 FROM inbox_updates n WHERE n.order_key = inbox_updates.order_key "
    "AND n.state = 'new' AND n.id <> inbox_updates.id) AS has_next"
)


@dataclass(frozen=True, slots=True)
class Claim:
    """An update that this process may handle until `lease` runs out."""

    row_id: int
    bot_id: int
    update_id: int
    kind: str
    lane: Lane
    order_key: str
    attempts: int
    stored_at: datetime
    lease: str
    sealed_body: str


@dataclass(frozen=True, slots=True)
class DeadUpdate:
    """An update that was given up; what it says stays sealed."""

    row_id: int
    bot_id: int
    kind: str
    error: str
    finished_at: datetime


class InboxRows:
    """Reads and writes `inbox_updates`."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def store(self, envelope: Envelope) -> bool:
        """Keep an update for good; False when it was known already."""
        return bool(await self._insert(envelope, lease=None))

    async def store_and_claim(self, envelope: Envelope) -> tuple[bool, Claim | None]:
        """Keep an update and lease it in the same breath.

        Whether it was new, and the claim: none when an older one of its key is unfinished.
        """
        lease = secrets.token_hex(16)
        try:
            rows = await self._insert(envelope, lease)
        except IntegrityError:
            return await self.store(envelope), None
        claims = [
            replace(_read_claim(row, lease), attempts=1) for row in rows if row["lease"] == lease
        ]
        return bool(rows), claims[0] if claims else None

    async def _insert(self, envelope: Envelope, lease: str | None) -> list[dict[str, Any]]:
        now = clock.now()
        return await sql.query(
            INSERT,
            envelope.bot_id,
            envelope.update_id,
            envelope.lane.value,
            envelope.kind,
            envelope.order_key,
            self._vault.seal(envelope.body, _where(envelope.bot_id, envelope.update_id)),
            now,
            lease,
            now + LEASE,
        )

    async def claim(self, order_key: str) -> Claim | None:
        """Lease the oldest unfinished update of a key, unless it is leased or has to wait."""
        now, lease = clock.now(), secrets.token_hex(16)
        try:
            rows = await sql.query(
                CLAIM,
                lease,
                now + LEASE,
                order_key,
                now,
            )
        except IntegrityError:
            return None
        return _read_claim(rows[0], lease) if rows else None

    def open_body(self, claim: Claim) -> bytes:
        """The update as Telegram sent it."""
        return self._vault.open(claim.sealed_body, _where(claim.bot_id, claim.update_id))

    async def finish(self, claim: Claim) -> bool:
        """Mark as handled and forget what it said; whether the next of its key waits."""
        return await self._settle(claim, UpdateState.DONE, None)

    async def postpone(
        self, claim: Claim, delay: timedelta, error: str | None, *, counts: bool
    ) -> None:
        """Give it back for later; an attempt that does not count is taken off again."""
        await sql.query(
            "UPDATE inbox_updates SET lease = NULL, run_at = $1, error = $2, attempts = $3 "
            "WHERE id = $4 AND lease = $5",
            clock.now() + delay,
            error,
            claim.attempts if counts else claim.attempts - 1,
            claim.row_id,
            claim.lease,
        )

    async def bury(self, claim: Claim, error: str) -> bool:
        """Make it a dead letter: kept with its body for a replay, no longer in anybody's way.

        Whether the next of its key waits.
        """
        return await self._settle(claim, UpdateState.DEAD, error)

    async def _settle(self, claim: Claim, state: UpdateState, error: str | None) -> bool:
        rows = await sql.query(SETTLE, state.value, error, clock.now(), claim.row_id, claim.lease)
        return bool(rows and rows[0]["has_next"])

    async def renew(self, leases: list[str]) -> None:
        """Hold on to what is still being handled."""
        until = clock.now() + LEASE
        for lease in leases:
            await sql.query(
                "UPDATE inbox_updates SET lease_until = $1 WHERE lease = $2", until, lease
            )

    async def is_held(self, claim: Claim) -> bool:
        """Whether the lease still holds; the row stays ours until the transaction ends."""
        return bool(
            await sql.query(
                "UPDATE inbox_updates SET lease_until = $1 WHERE id = $2 AND lease = $3 "
                "RETURNING id",
                clock.now() + LEASE,
                claim.row_id,
                claim.lease,
            )
        )

    async def release_all(self) -> None:
        """Take every lease: right at the start of the only process on its database."""
        await sql.query(
            "UPDATE inbox_updates SET lease = NULL WHERE state = 'new' AND lease IS NOT NULL"
        )

    async def list_waiting(self) -> list[tuple[str, Lane]]:
        """Keys with something to do, oldest first, after taking over what was left behind."""
        now = clock.now()
        await sql.query(
            "UPDATE inbox_updates SET lease = NULL WHERE state = 'new' AND lease IS NOT NULL "
            "AND lease_until < $1",
            now,
        )
        rows = await sql.query(
            "SELECT order_key, lane FROM inbox_updates WHERE state = 'new' AND lease IS NULL "
            "AND run_at <= $1 ORDER BY id LIMIT $2",
            now,
            SWEEP_ROWS,
        )
        return list(dict.fromkeys((row["order_key"], Lane(row["lane"])) for row in rows))

    async def forget_old(self) -> None:
        """Drop handled updates and their marks after a week."""
        before = clock.now() - KEPT
        await sql.query(
            "DELETE FROM inbox_updates WHERE id IN (SELECT id FROM inbox_updates "
            "WHERE state = 'done' AND finished_at < $1 LIMIT 500)",
            before,
        )
        await sql.query(
            "DELETE FROM handled_steps WHERE id IN (SELECT id FROM handled_steps "
            "WHERE created_at < $1 LIMIT 500)",
            before,
        )

    async def list_dead(self, limit: int = 100) -> list[DeadUpdate]:
        """What was given up, the latest first."""
        rows = await sql.query(
            "SELECT id, bot_id, kind, error, finished_at FROM inbox_updates WHERE state = 'dead' "
            "ORDER BY id DESC LIMIT $1",
            limit,
        )
        return [
            DeadUpdate(
                row["id"],
                row["bot_id"],
                row["kind"],
                row["error"] or "",
                sql.moment(row["finished_at"]),
            )
            for row in rows
        ]

    async def replay(self, row_id: int) -> bool:
        """Put a dead letter back into its queue; False when there is none with this id."""
        rows = await sql.query(
            "UPDATE inbox_updates SET state = 'new', attempts = 0, run_at = $1, error = NULL "
            "WHERE id = $2 AND state = 'dead' RETURNING id",
            clock.now(),
            row_id,
        )
        return bool(rows)


def _read_claim(row: dict[str, Any], lease: str) -> Claim:
    """A claim; one that came with the storing is the first attempt, which the row counts later."""
    return Claim(
        row_id=row["id"],
        bot_id=row["bot_id"],
        update_id=row["update_id"],
        kind=row["kind"],
        lane=Lane(row["lane"]),
        order_key=row["order_key"],
        attempts=max(row["attempts"], 1),
        stored_at=sql.moment(row["created_at"]),
        lease=lease,
        sealed_body=row["body"],
    )


def _where(bot_id: int, update_id: int) -> str:
    return f"inbox_updates:{bot_id}:{update_id}:body"
