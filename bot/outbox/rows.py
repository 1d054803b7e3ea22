"""The outbox's table: claiming, marking, taking over what was cut off.

`ready` is certainly unsent, `sending` was committed before the call went out. What a process leaves
in `sending` may have arrived: its policy says whether it is sent again or shown as unconfirmed.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import orjson

from models import sql
from models.choices import DeliveryPolicy, DeliveryState
from services import clock

LEASE = timedelta(seconds=45)
KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Claim:
    """A call that this process makes now. `payload` are the arguments without the chat."""

    row_id: int
    bot_id: int
    chat_id: int
    method: str
    payload: dict[str, Any]
    policy: DeliveryPolicy
    attempts: int
    lease: str


class OutboxRows:
    """Reads and writes `outbox_messages` and `bot_pauses`."""

    async def list_waiting_bots(self) -> list[int]:
        """Telegram ids of working bots with something to send and no order to be silent.

        What waits for a bot whose token broke waits until it is mended.
        """
        rows = await sql.query(
            "SELECT b.telegram_id FROM bots b WHERE b.status = 'active' "
            "AND EXISTS (SELECT 1 FROM outbox_messages o "
            "WHERE o.bot_id = b.telegram_id AND o.state = 'ready' AND o.run_at <= $1) "
            "AND NOT EXISTS (SELECT 1 FROM bot_pauses p WHERE p.bot_id = b.telegram_id "
            "AND p.chat_id = 0 AND p.until > $1)",
            clock.now(),
        )
        return [row["telegram_id"] for row in rows]

    async def claim(self, bot_id: int, limit: int) -> list[Claim]:
        """Mark the oldest due calls of a bot as being sent; none while the bot is to be silent."""
        now, lease = clock.now(), secrets.token_hex(16)
        rows = await sql.query(
            "WITH due AS MATERIALIZED (SELECT id FROM outbox_messages WHERE bot_id = $1 "
            "AND state = 'ready' AND run_at <= $2 AND NOT EXISTS (SELECT 1 FROM bot_pauses p "
            "WHERE p.bot_id = $1 AND p.chat_id = 0 AND p.until > $2) "
            "ORDER BY policy, id LIMIT $3 FOR UPDATE SKIP LOCKED) "
            "UPDATE outbox_messages SET state = 'sending', attempts = attempts + 1, lease = $4, "
            "lease_until = $5 WHERE id IN (SELECT id FROM due) "
            "RETURNING id, bot_id, chat_id, method, payload, policy, attempts",
            bot_id,
            now,
            limit,
            lease,
            now + LEASE,
        )
        claims = [_read(row, lease) for row in rows]
        return sorted(claims, key=lambda claim: (claim.policy, claim.row_id))

    async def finish(
        self,
        claim: Claim,
        state: DeliveryState,
        *,
        message_id: int | None = None,
        error: str | None = None,
    ) -> None:
        """Write down what became of it; what was sent is emptied, the rest is kept to look at."""
        await sql.query(
            "UPDATE outbox_messages SET state = $1, telegram_message_id = $2, error = $3, "
            "finished_at = $4, lease = NULL, payload = $5 WHERE id = $6 AND lease = $7",
            state.value,
            message_id,
            error,
            clock.now(),
            _json({} if state is DeliveryState.SENT else claim.payload),
            claim.row_id,
            claim.lease,
        )

    async def give_back(
        self,
        claims: list[Claim],
        delay: timedelta = timedelta(0),
        error: str | None = None,
        *,
        counts: bool = False,
    ) -> None:
        """These were certainly not sent, or shall be sent again; the oldest stays the first."""
        run_at = clock.now() + delay
        # A coarse moment, so that calls to one chat that were put off together keep their order.
        run_at += timedelta(microseconds=-run_at.microsecond % 10_000)
        for claim in claims:
            await sql.query(
                "UPDATE outbox_messages SET state = 'ready', lease = NULL, run_at = $1, "
                "error = $2, attempts = $3, payload = $4 WHERE id = $5 AND lease = $6",
                run_at,
                error,
                claim.attempts if counts else claim.attempts - 1,
                _json(claim.payload),
                claim.row_id,
                claim.lease,
            )

    async def pause(self, bot_id: int, delay: timedelta) -> None:
        """Telegram asked the bot to be silent, on every replica; a longer order stands."""
        now = clock.now()
        await sql.query(
            "INSERT INTO bot_pauses (bot_id, chat_id, until, created_at) VALUES ($1, 0, $2, $3) "
            "ON CONFLICT (bot_id, chat_id) DO UPDATE SET until = excluded.until "
            "WHERE bot_pauses.until < excluded.until",
            bot_id,
            now + delay,
            now,
        )

    async def take_over(self, *, everything: bool = False) -> None:
        """Judge what a dead process left behind; `everything` at the start of the only process."""
        before = clock.now() + (2 * LEASE if everything else timedelta(0))
        await sql.query(
            "UPDATE outbox_messages SET state = 'ready', lease = NULL, error = 'cut off' "
            "WHERE state = 'sending' AND policy = 'at_least_once' AND lease_until < $1",
            before,
        )
        await sql.query(
            "UPDATE outbox_messages SET state = 'unconfirmed', lease = NULL, error = 'cut off', "
            "finished_at = lease_until "
            "WHERE state = 'sending' AND policy = 'at_most_once' AND lease_until < $1",
            before,
        )

    async def tidy(self) -> None:
        """Give up what waits for bots that were removed; drop what was settled a month ago."""
        now = clock.now()
        await sql.query(
            "UPDATE outbox_messages SET state = 'failed', error = 'the bot was removed', "
            "finished_at = $1 WHERE state = 'ready' "
            "AND bot_id IN (SELECT telegram_id FROM bots WHERE status = 'removed')",
            now,
        )
        await sql.query(
            "DELETE FROM outbox_messages WHERE id IN (SELECT id FROM outbox_messages "
            "WHERE state IN ('sent', 'failed', 'unconfirmed') AND finished_at < $1 LIMIT 500)",
            now - KEPT,
        )


def _read(row: dict[str, Any], lease: str) -> Claim:
    payload = row["payload"]
    return Claim(
        row_id=row["id"],
        bot_id=row["bot_id"],
        chat_id=row["chat_id"],
        method=row["method"],
        payload=orjson.loads(payload) if isinstance(payload, str | bytes) else payload,
        policy=DeliveryPolicy(row["policy"]),
        attempts=row["attempts"],
        lease=lease,
    )


def _json(payload: dict[str, Any]) -> str:
    return orjson.dumps(payload).decode()
