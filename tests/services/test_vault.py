import base64

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.vault import (
    BrokenSealError,
    MissingKeyError,
    Vault,
    derive_key,
    hash_opaque_token,
    new_opaque_token,
)

OLD, NEW = b"o" * 32, b"n" * 32
WHERE = "bot:7:token"


def test_what_was_sealed_opens_in_its_place():
    vault = Vault({"a": OLD}, "a")

    sealed = vault.seal(b"123:SECRET", WHERE)

    assert vault.open(sealed, WHERE) == b"123:SECRET"
    assert "SECRET" not in sealed
    assert sealed.startswith("a.")
    assert "=" not in sealed


def test_a_ciphertext_moved_to_another_row_does_not_open():
    vault = Vault({"a": OLD}, "a")
    sealed = vault.seal(b"123:SECRET", WHERE)

    with pytest.raises(BrokenSealError):
        vault.open(sealed, "bot:8:token")

    assert vault.open(sealed, WHERE) == b"123:SECRET"


def test_without_the_place_in_the_seal_a_moved_ciphertext_would_open():
    cipher, nonce = AESGCM(derive_key(OLD, "vault/a")), bytes(12)
    unbound = "a." + base64.urlsafe_b64encode(nonce + cipher.encrypt(nonce, b"x", b"")).decode()

    with pytest.raises(BrokenSealError):
        Vault({"a": OLD}, "a").open(unbound.rstrip("="), WHERE)
    assert cipher.decrypt(nonce, base64.urlsafe_b64decode(unbound[2:])[12:], b"") == b"x"


def test_the_same_value_is_never_sealed_alike():
    vault = Vault({"a": OLD}, "a")

    assert len({vault.seal(b"", WHERE) for _ in range(50)}) == 50


def test_an_old_key_opens_and_shows_as_stale_until_sealed_again():
    sealed = Vault({"a": OLD}, "a").seal(b"x", WHERE)
    ring = Vault({"a": OLD, "b": NEW}, "b")

    fresh = ring.reseal(sealed, WHERE)

    assert ring.is_stale(sealed)
    assert not ring.is_stale(fresh)
    assert Vault({"b": NEW}, "b").open(fresh, WHERE) == b"x"


def test_a_missing_key_is_named_and_what_to_do_is_said():
    sealed = Vault({"a": OLD}, "a").seal(b"x", WHERE)

    with pytest.raises(MissingKeyError, match=r"'a'.*ENCRYPTION_KEYS") as missing:
        Vault({"b": NEW}, "b").open(sealed, WHERE)

    assert missing.value.key_id == "a"


def test_another_secret_under_the_same_id_does_not_open():
    sealed = Vault({"a": OLD}, "a").seal(b"x", WHERE)

    with pytest.raises(BrokenSealError):
        Vault({"a": NEW}, "a").open(sealed, WHERE)


def test_the_id_of_the_key_cannot_be_exchanged():
    vault = Vault({"a": OLD, "b": OLD}, "a")
    sealed = vault.seal(b"x", WHERE)

    with pytest.raises(BrokenSealError):
        vault.open("b" + sealed[1:], WHERE)


@pytest.mark.parametrize("sealed", ["", ".", "a", "a.", "a.AAAA", "a.я", "a.!!!!", "я.AAAA", "a.A"])
def test_garbage_is_a_broken_seal(sealed):
    with pytest.raises(BrokenSealError):
        Vault({"a": OLD}, "a").open(sealed, WHERE)


def test_every_changed_letter_is_noticed():
    vault = Vault({"a": OLD}, "a")
    sealed = vault.seal(b"x" * 11, WHERE)

    for place in range(2, len(sealed)):
        letter = "A" if sealed[place] != "A" else "B"
        with pytest.raises(BrokenSealError):
            vault.open(sealed[:place] + letter + sealed[place + 1 :], WHERE)


@pytest.mark.parametrize(
    ("keys", "primary"), [({"a": OLD}, "b"), ({"a": b"short"}, "a"), ({"a.b": OLD}, "a.b")]
)
def test_a_ring_that_cannot_work_is_refused_at_once(keys, primary):
    with pytest.raises(ValueError, match="encryption key"):
        Vault(keys, primary)


def test_a_place_is_needed():
    with pytest.raises(ValueError, match="place"):
        Vault({"a": OLD}, "a").seal(b"x", "")


def test_opaque_tokens_are_long_recognisable_and_stored_as_hashes():
    tokens = {new_opaque_token("refresh") for _ in range(100)}

    assert len(tokens) == 100
    assert all(token.startswith("kmr_") and len(token) == 47 for token in tokens)
    assert len({hash_opaque_token(token) for token in tokens}) == 100
    assert len(hash_opaque_token("\ud800")) == 64
