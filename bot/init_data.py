"""Checking the init data with which Telegram opens a Mini App.

The string is forged until the check has passed. Two proofs exist: the HMAC by the bot's token,
and Telegram's own Ed25519 signature, for which the bot's id is enough and which the owner of the
token cannot make. Source: https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from services import clock
from services.errors import UnauthorizedError

#: Telegram's production key for third parties; the test environment has another.
TELEGRAM_PUBLIC_KEY = bytes.fromhex(
    "e7bf03a2fa4602af4580703d88dda5bb59f32ed8b02a56c187fe7d34caed242d"
)

MAX_AGE = timedelta(hours=24)
MAX_AHEAD = timedelta(seconds=60)
MAX_LENGTH = 8192
MAX_FIELDS = 32
MAX_TEXT = 512
#: A Telegram id has at most 52 significant bits; a little more leaves room for play accounts.
MAX_USER_ID = 2**53

_FIELD_NAME = re.compile(rb"[a-z0-9_]{1,64}")
_DIGITS = re.compile(r"[0-9]{1,12}")
_CONTROLS = bytes([*range(32), 127])


class InitDataError(UnauthorizedError):
    """The init data is not what Telegram signed for this bot."""

    code = "init_data_invalid"
    text = "common-error-init-data"


class InitDataExpiredError(InitDataError):
    """The init data is genuine and too old; opening the Mini App again helps."""

    code = "init_data_expired"
    text = "common-error-init-data-expired"


@dataclass(frozen=True, slots=True)
class InitDataUser:
    """The person who opened the Mini App, as Telegram describes them."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    is_premium: bool = False
    photo_url: str | None = None


@dataclass(frozen=True, slots=True)
class InitData:
    """Init data that has been checked.

    ``raw_hash`` names exactly this opening (hexadecimal, covered by the proof that was checked),
    for marks against replay; it is as secret as the init data.
    """

    user: InitDataUser
    auth_date: datetime
    raw_hash: str
    start_param: str | None = None
    chat_type: str | None = None
    chat_instance: str | None = None
    query_id: str | None = None


def check_init_data(raw: str, token: str, *, max_age: timedelta = MAX_AGE) -> InitData:
    """Check ``raw`` against the bot's ``token`` and return what it says.

    Whoever knows the token can forge this. Raises only ``InitDataError``.
    """
    fields = _fields(raw)
    given = fields.pop(b"hash", b"")
    secret = hmac.digest(b"WebAppData", token.encode(), "sha256")
    expected = hmac.digest(secret, _joined(fields.items()), "sha256").hex()
    if not hmac.compare_digest(expected.encode(), given):
        raise InitDataError
    return _read(fields, expected, max_age)


def check_signed_init_data(
    raw: str,
    bot_id: int,
    *,
    public_key: bytes = TELEGRAM_PUBLIC_KEY,
    max_age: timedelta = MAX_AGE,
) -> InitData:
    """Check Telegram's Ed25519 signature in ``raw`` for the bot ``bot_id``.

    The owner of the bot's token cannot forge this. ``public_key`` has 32 bytes. The field ``hash``
    is not covered and is ignored. Raises only ``InitDataError``.
    """
    fields = _fields(raw)
    fields.pop(b"hash", None)
    signature = _decoded_signature(fields.pop(b"signature", b""))
    message = b"%d:WebAppData\n%s" % (bot_id, _joined(fields.items()))
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except InvalidSignature:
        raise InitDataError from None
    return _read(fields, hashlib.sha256(message).hexdigest(), max_age)


def _fields(raw: str) -> dict[bytes, bytes]:
    """Split the query string strictly: what is ambiguous in any way is refused."""
    if not raw or len(raw) > MAX_LENGTH:
        raise InitDataError
    try:
        query = raw.encode().replace(b"+", b" ")
    except UnicodeEncodeError:
        raise InitDataError from None
    pairs = query.split(b"&")
    if len(pairs) > MAX_FIELDS or _has_controls(query):
        raise InitDataError
    fields: dict[bytes, bytes] = {}
    for pair in pairs:
        name, equals, value = pair.partition(b"=")
        key = _unquoted(name)
        if not equals or key in fields or not _FIELD_NAME.fullmatch(key):
            raise InitDataError
        fields[key] = _unquoted(value)
    return fields


def _unquoted(text: bytes) -> bytes:
    """Undo percent escapes in ``text``, which has no control characters.

    They are quoted-printable but for the sign, and that decoder is written in C: 17 times faster
    than the one of ``urllib``. An escape that is not whole shows in the length.
    """
    escapes = text.count(b"%")
    if not escapes:
        return text
    decoded = binascii.a2b_qp(text.replace(b"=", b"=3D").replace(b"%", b"="))
    if len(decoded) != len(text) - 2 * escapes:
        raise InitDataError
    return decoded


def _has_controls(text: bytes) -> bool:
    return len(text.translate(None, _CONTROLS)) != len(text)


def _joined(fields: Iterable[tuple[bytes, bytes]]) -> bytes:
    return b"\n".join([key + b"=" + value for key, value in sorted(fields)])


def _decoded_signature(given: bytes) -> bytes:
    """Decode base64url without padding; only the one canonical spelling counts."""
    try:
        signature = base64.b64decode(given + b"=" * (-len(given) % 4), b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise InitDataError from None
    if base64.urlsafe_b64encode(signature).rstrip(b"=") != given:
        raise InitDataError
    return signature


def _read(fields: dict[bytes, bytes], raw_hash: str, max_age: timedelta) -> InitData:
    """Understand fields whose proof holds; a bot's owner can still have written nonsense."""
    try:
        texts = {key.decode("ascii"): value.decode() for key, value in fields.items()}
    except UnicodeDecodeError:
        raise InitDataError from None
    # A line break inside a value could pretend to be the border of two fields.
    if _has_controls(b"".join(fields.values())):
        raise InitDataError
    return InitData(
        user=_user(texts.get("user", "")),
        auth_date=_auth_date(texts.get("auth_date", ""), max_age),
        raw_hash=raw_hash,
        start_param=_short(texts.get("start_param")),
        chat_type=_short(texts.get("chat_type")),
        chat_instance=_short(texts.get("chat_instance")),
        query_id=_short(texts.get("query_id")),
    )


def _auth_date(text: str, max_age: timedelta) -> datetime:
    if not _DIGITS.fullmatch(text):
        raise InitDataError
    now = clock.now()
    age = timedelta(seconds=now.timestamp() - int(text))
    if age < -MAX_AHEAD:
        raise InitDataError
    if age > max_age:
        raise InitDataExpiredError
    return datetime.fromtimestamp(int(text), UTC)


def _user(text: str) -> InitDataUser:
    try:
        user = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise InitDataError from None
    if not isinstance(user, dict):
        raise InitDataError
    user_id = user.get("id")
    if type(user_id) is not int or not 0 < user_id < MAX_USER_ID:
        raise InitDataError
    is_premium = user.get("is_premium", False)
    if not isinstance(is_premium, bool):
        raise InitDataError
    photo_url = _text(user, "photo_url")
    return InitDataUser(
        id=user_id,
        first_name=_text(user, "first_name") or "",
        last_name=_text(user, "last_name"),
        username=_text(user, "username"),
        language_code=_text(user, "language_code"),
        is_premium=is_premium,
        photo_url=photo_url if photo_url and photo_url.startswith("https://") else None,
    )


def _text(user: dict[str, Any], name: str) -> str | None:
    value = user.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or _has_controls(value.encode()):
        raise InitDataError
    return _short(value)


def _short(value: str | None) -> str | None:
    if not value:
        return None
    if len(value) > MAX_TEXT:
        raise InitDataError
    return value
