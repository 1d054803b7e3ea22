"""Launch data of Mini Apps: what the app receives and how it is signed.

Source: https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app
`signature` is part of the string under `hash`; the message under `signature` is
`<bot id>:WebAppData` and the sorted fields without `hash` and `signature`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def sign_init_data(
    fields: dict[str, str], *, token: str, bot_id: int, key: Ed25519PrivateKey
) -> str:
    """Return the query string of the fields with `signature` and `hash` added."""
    signed = dict(fields)
    message = f"{bot_id}:WebAppData\n{_lines(signed)}".encode()
    signed["signature"] = base64.urlsafe_b64encode(key.sign(message)).decode().rstrip("=")
    signed["hash"] = _hash(signed, token)
    return urlencode(signed, quote_via=quote)


def sign_contact(fields: dict[str, str], *, token: str) -> str:
    """Return the query string of a shared contact, signed as launch data are."""
    return urlencode({**fields, "hash": _hash(fields, token)}, quote_via=quote)


def launch_url(url: str, parameters: dict[str, str]) -> str:
    """Add launch parameters to the fragment of an address as Telegram's clients do."""
    tail = urlencode(parameters, quote_via=quote)
    if "#" not in url:
        return f"{url}#{tail}"
    fragment = url.split("#", 1)[1]
    return f"{url}{'&' if '?' in fragment or '=' in fragment else '?'}{tail}"


def _lines(fields: dict[str, str]) -> str:
    return "\n".join(f"{name}={value}" for name, value in sorted(fields.items()))


def _hash(fields: dict[str, str], token: str) -> str:
    secret = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    return hmac.new(secret, _lines(fields).encode(), hashlib.sha256).hexdigest()
