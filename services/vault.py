"""Secrets at rest: sealed envelopes bound to their row, and random tokens kept as hashes.

An envelope is AES-256-GCM with the key's id in front and the place it belongs to as associated
data, so that a ciphertext copied to another row does not open. Source: NIST SP 800-38D.
"""

import base64
import binascii
import hashlib
import os
import re
import secrets
from collections.abc import Mapping
from typing import Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MIN_KEY_BYTES = 32
_NONCE_BYTES = 12
_KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")


class VaultError(Exception):
    """A sealed value cannot be opened; nothing that a person did wrong."""


class MissingKeyError(VaultError):
    """The value was sealed with a key that is not in the ring; ``key_id`` names it."""

    def __init__(self, key_id: str) -> None:
        super().__init__(
            f"a stored secret needs the encryption key {key_id!r}: put that key back into "
            "ENCRYPTION_KEYS, beside the new one, until `keys rotate` has finished"
        )
        self.key_id = key_id


class BrokenSealError(VaultError):
    """The envelope was changed, belongs to another place, or its key has another secret."""

    def __init__(self) -> None:
        super().__init__(
            "a stored secret does not open: it was changed, moved from another row, "
            "or the key of that id is not the one that sealed it"
        )


class Vault:
    """Seals with the primary key, opens with every key of the ring.

    ``keys`` maps ids (letters, digits, ``_``, ``-``; at most 32) to secrets of at least 32 random
    bytes. Raises ``ValueError`` when that does not hold.
    """

    def __init__(self, keys: Mapping[str, bytes], primary: str) -> None:
        if primary not in keys:
            msg = f"the primary encryption key {primary!r} is not among the keys"
            raise ValueError(msg)
        self.primary = primary
        self._ciphers = {key_id: _cipher(key_id, secret) for key_id, secret in keys.items()}

    def seal(self, plain: bytes, where: str) -> str:
        """Encrypt ``plain`` for the place ``where`` ("bot:7:token"): noun, row, field, stable."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = nonce + self._ciphers[self.primary].encrypt(nonce, plain, _associated(where))
        return f"{self.primary}.{base64.urlsafe_b64encode(sealed).rstrip(b'=').decode()}"

    def open(self, sealed: str, where: str) -> bytes:
        """Decrypt what ``seal`` made for the same ``where``.

        Raises ``MissingKeyError`` or ``BrokenSealError``.
        """
        key_id, _, text = sealed.partition(".")
        if not _KEY_ID.fullmatch(key_id):
            raise BrokenSealError
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise MissingKeyError(key_id)
        try:
            envelope = base64.b64decode(text + "=" * (-len(text) % 4), "-_", validate=True)
            return cipher.decrypt(
                envelope[:_NONCE_BYTES], envelope[_NONCE_BYTES:], _associated(where)
            )
        except (binascii.Error, ValueError, InvalidTag):
            raise BrokenSealError from None

    def is_stale(self, sealed: str) -> bool:
        """Tell whether ``sealed`` was made with another key than the primary one."""
        return sealed.partition(".")[0] != self.primary

    def reseal(self, sealed: str, where: str) -> str:
        """Seal the same value again with the primary key."""
        return self.seal(self.open(sealed, where), where)


def derive_key(secret: bytes, purpose: str) -> bytes:
    """Derive 32 bytes for one purpose from a secret, so that no key serves two."""
    return HKDF(hashes.SHA256(), 32, salt=None, info=f"kommuna/{purpose}".encode()).derive(secret)


def _cipher(key_id: str, secret: bytes) -> AESGCM:
    if not _KEY_ID.fullmatch(key_id):
        msg = f"the id {key_id!r} of an encryption key has other signs than A-Z a-z 0-9 _ -"
        raise ValueError(msg)
    if len(secret) < MIN_KEY_BYTES:
        msg = f"the encryption key {key_id!r} is shorter than {MIN_KEY_BYTES} bytes"
        raise ValueError(msg)
    return AESGCM(derive_key(secret, f"vault/{key_id}"))


def _associated(where: str) -> bytes:
    if not where:
        msg = "a sealed value needs the place that it belongs to"
        raise ValueError(msg)
    return where.encode()


_PREFIXES = {"refresh": "kmr_", "api": "kma_"}


def new_opaque_token(kind: Literal["refresh", "api"]) -> str:
    """Return a random token of 256 bits; the prefix lets logs recognise and hide it."""
    return _PREFIXES[kind] + secrets.token_urlsafe(32)


def hash_opaque_token(token: str) -> str:
    """Return what is stored instead of the token: SHA-256, 64 hexadecimal digits.

    A slow hash would add nothing to 256 random bits, and a lookup by the hash has no timing.
    """
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
