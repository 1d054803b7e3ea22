"""Tickets for the WebSocket: a socket of a browser cannot send headers, and addresses are logged.

A ticket names a session, is good for half a minute and for one use. That it was used is told by the
limiter, which replicas share.
"""

import hashlib
import hmac
import secrets

from miniapp.tokens import SigningKey
from services import clock
from services.errors import UnauthorizedError
from services.ports import Limiter
from services.vault import derive_key

LIFETIME_SECONDS = 30
_PREFIX = "kmt_"
_USED_FOR_SECONDS = 2 * LIFETIME_SECONDS


class Tickets:
    """Issues tickets with the first of the keys, accepts those of all."""

    def __init__(self, keys: tuple[SigningKey, ...], limiter: Limiter) -> None:
        self._secrets = [derive_key(key.secret, f"ticket/{key.id}") for key in keys]
        self._limiter = limiter

    def issue(self, session_id: str) -> str:
        """A ticket for the session with this public id."""
        expires = int(clock.now().timestamp()) + LIFETIME_SECONDS
        said = f"{expires}.{secrets.token_urlsafe(16)}.{session_id}"
        return f"{_PREFIX}{said}.{_proof(self._secrets[0], said)}"

    async def redeem(self, ticket: str) -> str:
        """The public id of the session for which the ticket was issued.

        Raises:
            UnauthorizedError: when it is not ours, too old, or was used before.
        """
        said, _, proof = ticket.removeprefix(_PREFIX).rpartition(".")
        if not any(
            hmac.compare_digest(_proof(secret, said).encode(), proof.encode(errors="replace"))
            for secret in self._secrets
        ):
            raise UnauthorizedError
        expires, nonce, session_id = said.split(".", 2)
        if clock.now().timestamp() >= int(expires):
            raise UnauthorizedError
        if await self._limiter.hit(f"ticket:{nonce}", rate=1, per=_USED_FOR_SECONDS, burst=1):
            raise UnauthorizedError
        return session_id


def _proof(secret: bytes, said: str) -> str:
    return hmac.new(secret, said.encode(errors="replace"), hashlib.sha256).hexdigest()
