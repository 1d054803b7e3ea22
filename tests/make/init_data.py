"""Making init data as Telegram does, genuine or broken in one place."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services import clock

TOKEN = "123456789:" + "A" * 35
BOT_ID = 123456789


def make_user(user_id: int = 42, **more: Any) -> str:
    """The ``user`` field: JSON with slashes escaped, as Telegram writes it."""
    user = {"id": user_id, "first_name": "Анна", "language_code": "ru", **more}
    return json.dumps(user, ensure_ascii=False, separators=(",", ":")).replace("/", "\\/")


def make_fields(user_id: int = 42, **more: str) -> dict[str, str]:
    """Fields as of now; ``more`` replaces and adds."""
    return {
        "query_id": "AAHdF6IQAAAAAN0XohDhrOrc",
        "user": make_user(user_id),
        "auth_date": str(int(clock.now().timestamp())),
        "signature": "c2lnbmF0dXJl",
        **more,
    }


def sign_by_token(fields: Mapping[str, str], token: str = TOKEN) -> str:
    """The init data string with the HMAC of ``token``."""
    secret = hmac.digest(b"WebAppData", token.encode(), "sha256")
    digest = hmac.new(secret, _joined(fields), hashlib.sha256).hexdigest()
    return encode({**fields, "hash": digest})


def sign_by_key(fields: Mapping[str, str], key: Ed25519PrivateKey, bot_id: int = BOT_ID) -> str:
    """The init data string with an Ed25519 signature and a hash that nobody checks."""
    signed = {name: value for name, value in fields.items() if name not in {"hash", "signature"}}
    text = _signature(signed, key, f"{bot_id}:")
    return encode({**signed, "hash": "0" * 64, "signature": text})


def make_init_data(user_id: int = 42, *, token: str = TOKEN, **more: str) -> str:
    """Genuine init data of this moment."""
    return sign_by_token(make_fields(user_id, **more), token)


def make_signed_init_data(
    user_id: int, key: Ed25519PrivateKey, *, token: str = TOKEN, **more: str
) -> str:
    """Genuine init data with both proofs, as Telegram makes them."""
    fields = make_fields(user_id, **more)
    del fields["signature"]
    return sign_by_token({**fields, "signature": _signature(fields, key, token)}, token)


def encode(fields: Mapping[str, str]) -> str:
    """Join fields to a query string."""
    return "&".join(
        f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in fields.items()
    )


def _signature(fields: Mapping[str, str], key: Ed25519PrivateKey, token: str) -> str:
    message = f"{token.partition(':')[0]}:WebAppData\n".encode() + _joined(fields)
    return base64.urlsafe_b64encode(key.sign(message)).decode().rstrip("=")


def _joined(fields: Mapping[str, str]) -> bytes:
    return "\n".join(f"{name}={value}" for name, value in sorted(fields.items())).encode()
