"""Who did what: entries that are only ever added, each sealed to the one before.

An entry holds ids and plain values, never names or texts, so that erasing a person leaves it whole.
The chain shows a changed or removed entry; it cannot show that its newest entries were cut off.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from models import AuditEntry, Community, Membership, User
from models.base import current_community, for_update
from models.transactions import transaction
from services import clock
from services.communities.permissions import Permission, require

FIRST = ""
PAGE = 20


@dataclass(frozen=True, slots=True)
class AuditCheck:
    """Whether a chain is whole; `broken_at` is the number of the first entry that does not fit."""

    length: int
    broken_at: int | None

    @property
    def is_whole(self) -> bool:
        """Nothing was changed or taken out."""
        return self.broken_at is None


async def record(
    action: str,
    actor: User | int | None,
    *,
    target_kind: str = "",
    target_id: int | None = None,
    **details: str | int | bool | None,
) -> AuditEntry:
    """Add an entry in the current community, in the transaction of what it tells of.

    `action` is a noun and a past participle ("invite.created"); no actor means the operator of
    this installation, at the terminal. Entries of one community queue up behind its row.
    """
    community_id = current_community()
    async with transaction():
        await for_update(Community.filter(id=community_id)).get()
        last = await AuditEntry.all().order_by("-number").first()
        entry = AuditEntry(
            community_id=community_id,
            number=1 if last is None else last.number + 1,
            actor_id=actor.id if isinstance(actor, User) else actor,
            action=action,
            target_kind=target_kind,
            target_id=target_id,
            details=details,
            request_id=str(structlog.contextvars.get_contextvars().get("request_id", ""))[:64],
            created_at=clock.now(),
        )
        entry.digest = digest_of(entry, FIRST if last is None else last.digest)
        await entry.save()
    return entry


def digest_of(entry: AuditEntry, before: str) -> str:
    """SHA-256 over the entry and the digest of the one before."""
    content = [
        before,
        entry.community_id,
        entry.number,
        entry.actor_id,
        entry.action,
        entry.target_kind,
        entry.target_id,
        entry.details,
        entry.request_id,
        round(entry.created_at.timestamp() * 1_000_000),
    ]
    text = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


async def verify_audit() -> AuditCheck:
    """Read the current community's whole chain and compare."""
    before, number = FIRST, 0
    while True:
        entries = await AuditEntry.filter(number__gt=number).order_by("number").limit(500)
        for entry in entries:
            if entry.number != number + 1 or entry.digest != digest_of(entry, before):
                return AuditCheck(number, number + 1)
            before, number = entry.digest, entry.number
        if not entries:
            return AuditCheck(number, None)


async def list_audit(
    member: Membership, *, before: int | None = None, limit: int = PAGE
) -> list[AuditEntry]:
    """The newest entries first; `before` is the number of the last one seen.

    Raises:
        ForbiddenError: without the right to see them.
    """
    require(member, Permission.VIEW_AUDIT)
    entries = AuditEntry.all() if before is None else AuditEntry.filter(number__lt=before)
    return await entries.order_by("-number").limit(min(limit, 100))


async def read_actor_names(entries: Sequence[AuditEntry]) -> dict[int | None, str]:
    """What the people of these entries are called now; who is erased is not among them."""
    ids = {entry.actor_id for entry in entries if entry.actor_id is not None}
    return {user.id: user.name for user in await User.filter(id__in=ids)}
