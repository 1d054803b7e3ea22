"""The first admin of an installation whose settings name none: a link on the terminal.

The link carries when it ends and a MAC over that, so that nothing is stored and every replica can
check it. It works until there is a platform admin: whoever opens it first is the one.
"""

import base64
import binascii
import hashlib
import hmac
from datetime import datetime, timedelta

from models import Community, Membership, User
from models.base import for_update, within
from models.choices import MembershipStatus, Role
from models.transactions import transaction
from services import clock
from services.communities.audit import record
from services.errors import GoneError
from services.vault import derive_key

CLAIM_TIME = timedelta(hours=1)
TIME_BYTES = 5
MAC_BYTES = 24


class ClaimOverError(GoneError):
    """The link is too old, was used, or was never given out."""

    code = "claim_over"
    text = "communities-error-claim-over"


async def needs_claim() -> bool:
    """Whether this installation has no platform admin."""
    return not await User.filter(is_platform_admin=True).exists()


def new_claim(secret_key: bytes) -> str:
    """A token for the link, good for an hour."""
    ends = int((clock.now() + CLAIM_TIME).timestamp()).to_bytes(TIME_BYTES, "big")
    return base64.urlsafe_b64encode(ends + _mac(secret_key, ends)).rstrip(b"=").decode()


async def claim(user: User, token: str, *, secret_key: bytes) -> Community:
    """Become platform admin and owner of the home community.

    Raises:
        ClaimOverError: when the token is none, too old, or somebody was faster.
    """
    if not _is_good(token, secret_key):
        raise ClaimOverError
    async with transaction():
        home = await for_update(Community.filter(is_home=True)).get()
        if not await needs_claim():
            raise ClaimOverError
        user.is_platform_admin = True
        await user.save(update_fields=["is_platform_admin", "updated_at"])
        with within(home.id):
            await own_home(user)
            await record("platform.claimed", user, target_kind="user", target_id=user.id)
    return home


async def own_home(user: User) -> None:
    """Make this person the owner of the current community, unless it has one."""
    if await Membership.filter(role=Role.OWNER, status=MembershipStatus.ACTIVE).exists():
        return
    member, _ = await Membership.get_or_create(user_id=user.id, defaults={"joined_at": clock.now()})
    member.role, member.status = Role.OWNER, MembershipStatus.ACTIVE
    await member.save(update_fields=["role", "status"])


def _is_good(token: str, secret_key: bytes) -> bool:
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), "-_", validate=True)
    except (binascii.Error, ValueError):
        return False
    ends, mac = raw[:TIME_BYTES], raw[TIME_BYTES:]
    if not hmac.compare_digest(mac, _mac(secret_key, ends)):
        return False
    return clock.now() < datetime.fromtimestamp(int.from_bytes(ends, "big"), clock.now().tzinfo)


def _mac(secret_key: bytes, ends: bytes) -> bytes:
    key = derive_key(secret_key, "claim")
    return hmac.digest(key, ends, hashlib.sha256)[:MAC_BYTES]
