"""Our access tokens: short JWTs (RFC 7519) that name a person, a session and a community.

A token proves who signed in; whether its session still stands is looked up by whoever reads it.
"""

import hmac
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from joserfc.util import urlsafe_b64decode

from services import clock
from services.errors import UnauthorizedError
from services.vault import derive_key

ISSUER = "kommuna"
LIFETIME = timedelta(minutes=15)
MAX_LENGTH = 2048
MIN_SECRET_BYTES = 32
#: Clocks of replicas may differ by so much.
LEEWAY = timedelta(seconds=30)

_ALGORITHM = "HS256"
_TYPE = "access"
_USER_ID = re.compile(r"[1-9][0-9]{0,18}")
_SHORT = re.compile(r"[\x21-\x7e]{1,128}")


class TokenError(UnauthorizedError):
    """The access token is not ours, or not for this."""

    code = "token_invalid"
    text = "common-error-unauthorized"


class TokenExpiredError(TokenError):
    """The access token was ours and its time is over; the refresh token brings a new one."""

    code = "token_expired"
    text = "common-error-session-expired"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A secret of at least 32 bytes with its public id.

    A key that was replaced is accepted until ``accepted_until``, or, with None, for as long as
    it stands in the ring.
    """

    id: str
    secret: bytes
    accepted_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Access:
    """What a genuine access token says. ``user_id`` is Telegram's."""

    user_id: int
    session_id: str
    audience: str
    expires_at: datetime


class AccessTokens:
    """Issues tokens with the first key of the ring and reads those of every key in it."""

    def __init__(self, keys: Sequence[SigningKey], *, lifetime: timedelta = LIFETIME) -> None:
        if not keys:
            msg = "access tokens need a key"
            raise ValueError(msg)
        self._keys = {key.id: key for key in keys}
        self._secrets = {key.id: _imported(key) for key in keys}
        self._primary = keys[0].id
        self._lifetime = lifetime

    def issue(self, user_id: int, session_id: str, audience: str) -> str:
        """Return a token for the Telegram user, the session and the community ``audience``."""
        issued = int(clock.now().timestamp())
        claims = {
            "iss": ISSUER,
            "sub": str(user_id),
            "sid": session_id,
            "aud": audience,
            "typ": _TYPE,
            "iat": issued,
            "exp": issued + int(self._lifetime.total_seconds()),
        }
        header = {"alg": _ALGORITHM, "typ": "JWT", "kid": self._primary}
        return jwt.encode(header, claims, self._secrets[self._primary], algorithms=[_ALGORITHM])

    def read(self, token: str, *, audience: str | None = None) -> Access:
        """Check ``token``, for one ``audience`` when it is given, and return what it says.

        Raises ``TokenError``, or ``TokenExpiredError`` when only the time is over.
        """
        if len(token) > MAX_LENGTH or not token.isascii():
            raise TokenError
        key_id = self._key_id(token)
        try:
            claims = jwt.decode(token, self._secrets[key_id], algorithms=[_ALGORITHM]).claims
        except (JoseError, ValueError, RecursionError):
            raise TokenError from None
        return self._understood(claims, audience)

    def _key_id(self, token: str) -> str:
        """Return the id of a usable key. The header must be exactly ours: nothing to negotiate."""
        try:
            header = json.loads(urlsafe_b64decode(token.partition(".")[0].encode()))
        except (ValueError, RecursionError):
            raise TokenError from None
        key_id = header.get("kid") if isinstance(header, dict) else None
        if not isinstance(key_id, str) or header != {
            "alg": _ALGORITHM,
            "typ": "JWT",
            "kid": key_id,
        }:
            raise TokenError
        key = self._keys.get(key_id)
        if key is None or (key.accepted_until is not None and clock.now() > key.accepted_until):
            raise TokenError
        return key_id

    def _understood(self, claims: dict[str, Any], audience: str | None) -> Access:
        if claims.get("iss") != ISSUER or claims.get("typ") != _TYPE:
            raise TokenError
        subject = _matching(claims, "sub", _USER_ID)
        session_id = _matching(claims, "sid", _SHORT)
        given = _matching(claims, "aud", _SHORT)
        if audience is not None and not hmac.compare_digest(given.encode(), audience.encode()):
            raise TokenError
        return Access(int(subject), session_id, given, self._expiry(claims))

    def _expiry(self, claims: dict[str, Any]) -> datetime:
        issued, expires = claims.get("iat"), claims.get("exp")
        now = clock.now().timestamp()
        if type(issued) is not int or type(expires) is not int:
            raise TokenError
        if not 0 < expires - issued <= self._lifetime.total_seconds():
            raise TokenError
        if issued > now + LEEWAY.total_seconds() or "nbf" in claims:
            raise TokenError
        if now >= expires:
            raise TokenExpiredError
        return datetime.fromtimestamp(expires, UTC)


def _imported(key: SigningKey) -> OctKey:
    if not _SHORT.fullmatch(key.id):
        msg = f"the id {key.id!r} of a signing key is not plain"
        raise ValueError(msg)
    if len(key.secret) < MIN_SECRET_BYTES:
        msg = f"the signing key {key.id!r} is shorter than {MIN_SECRET_BYTES} bytes"
        raise ValueError(msg)
    return OctKey.import_key(derive_key(key.secret, f"access-token/{key.id}"))


def _matching(claims: dict[str, Any], name: str, pattern: re.Pattern[str]) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise TokenError
    return value
