import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest

from miniapp.tokens import AccessTokens, SigningKey, TokenError, TokenExpiredError
from services import clock
from services.vault import derive_key

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
OLD = SigningKey("old", b"o" * 32)
NEW = SigningKey("new", b"n" * 32)
SECRET = derive_key(OLD.secret, "access-token/old")
HEADER = {"alg": "HS256", "typ": "JWT", "kid": "old"}
CLAIMS = {
    "iss": "kommuna",
    "sub": "42",
    "sid": "s1",
    "aud": "main",
    "typ": "access",
    "iat": SECONDS,
    "exp": SECONDS + 900,
}


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOW) as frozen:
        yield frozen


def part(value: object) -> bytes:
    text = value if isinstance(value, str) else json.dumps(value)
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=")


def signed(header: object = HEADER, claims: object = CLAIMS, digest: str = "sha256") -> str:
    """A token signed with the right secret, whatever it says."""
    text = part(header) + b"." + part(claims)
    return (text + b"." + part_of(hmac.digest(SECRET, text, digest))).decode()


def part_of(raw: bytes) -> bytes:
    return base64.urlsafe_b64encode(raw).rstrip(b"=")


def test_a_token_says_who_where_and_in_which_session():
    tokens = AccessTokens([OLD])

    access = tokens.read(tokens.issue(42, "s1", "main"))

    assert (access.user_id, access.session_id, access.audience) == (42, "s1", "main")
    assert access.expires_at == NOW + timedelta(minutes=15)


def test_a_token_for_another_community_is_refused():
    tokens = AccessTokens([OLD])
    token = tokens.issue(42, "s1", "main")

    assert tokens.read(token, audience="main").user_id == 42
    with pytest.raises(TokenError):
        tokens.read(token, audience="other")


def test_a_token_lives_for_a_quarter_of_an_hour(noon):
    tokens = AccessTokens([OLD])
    token = tokens.issue(42, "s1", "main")

    noon.advance(timedelta(minutes=15, seconds=-1))
    tokens.read(token)
    noon.advance(timedelta(seconds=1))

    with pytest.raises(TokenExpiredError):
        tokens.read(token)


def test_a_changed_key_logs_nobody_out_and_the_old_one_ends(noon):
    token = AccessTokens([OLD]).issue(42, "s1", "main")
    retired = SigningKey("old", OLD.secret, accepted_until=NOW + timedelta(minutes=10))

    ring = AccessTokens([NEW, retired])

    assert ring.read(token).user_id == 42
    assert AccessTokens([NEW]).read(ring.issue(42, "s1", "main")).user_id == 42
    noon.advance(timedelta(minutes=10, seconds=1))
    with pytest.raises(TokenError):
        ring.read(token)
    with pytest.raises(TokenError):
        AccessTokens([NEW]).read(token)


def without(name: str) -> dict[str, object]:
    return {key: value for key, value in CLAIMS.items() if key != name}


NONE = {"alg": "none", "typ": "JWT", "kid": "old"}
REFUSED = {
    "nothing": "",
    "dots": "..",
    "four parts": signed() + ".x",
    "two parts": signed().rpartition(".")[0],
    "letters that are no ASCII": signed()[:-1] + "я",
    "too long": signed(claims={**CLAIMS, "more": "x" * 3000}),
    "no algorithm": (part(NONE) + b"." + part(CLAIMS) + b".").decode(),
    "no algorithm, capitals": (part({**NONE, "alg": "None"}) + b"." + part(CLAIMS) + b".").decode(),
    "no signature": signed().rpartition(".")[0] + ".",
    "HS384": signed({**HEADER, "alg": "HS384"}, digest="sha384"),
    "HS512": signed({**HEADER, "alg": "HS512"}, digest="sha512"),
    "RS256 with the secret": signed({**HEADER, "alg": "RS256"}),
    "a list of algorithms": signed({**HEADER, "alg": ["HS256"]}),
    "a critical extension": signed({**HEADER, "crit": ["b64"], "b64": False}),
    "an unknown critical extension": signed({**HEADER, "crit": ["x"], "x": 1}),
    "a key of its own": signed({**HEADER, "jwk": {"kty": "oct", "k": "AAAA"}}),
    "a key from elsewhere": signed({**HEADER, "jku": "https://evil.example/keys"}),
    "no key id": signed({"alg": "HS256", "typ": "JWT"}),
    "an unknown key id": signed({**HEADER, "kid": "other"}),
    "a path as a key id": signed({**HEADER, "kid": "../../dev/null"}),
    "a number as a key id": signed({**HEADER, "kid": 1}),
    "another type of token": signed({**HEADER, "typ": "at+jwt"}),
    "no type of token": signed({"alg": "HS256", "kid": "old"}),
    "a header that is a list": signed(["HS256"]),
    "a header that is no JSON": signed("{"),
    "a deep header": signed("[" * 1200),
    "claims that are a list": signed(claims=[1]),
    "claims that are no JSON": signed(claims="{"),
    "deep claims": signed(claims="[" * 1200),
    "another issuer": signed(claims={**CLAIMS, "iss": "other"}),
    "another purpose": signed(claims={**CLAIMS, "typ": "refresh"}),
    "a person in numbers": signed(claims={**CLAIMS, "sub": 42}),
    "a person with a sign": signed(claims={**CLAIMS, "sub": "+42"}),
    "a negative person": signed(claims={**CLAIMS, "sub": "-42"}),
    "person zero": signed(claims={**CLAIMS, "sub": "0"}),
    "an absurd person": signed(claims={**CLAIMS, "sub": "9" * 30}),
    "a person in other digits": signed(claims={**CLAIMS, "sub": "٤٢"}),
    "a list of audiences": signed(claims={**CLAIMS, "aud": ["main"]}),
    "a blank audience": signed(claims={**CLAIMS, "aud": ""}),
    "a blank session": signed(claims={**CLAIMS, "sid": ""}),
    "an endless life": signed(claims={**CLAIMS, "exp": SECONDS + 901}),
    "an absurd end": signed(claims={**CLAIMS, "exp": 9e99}),
    "an infinite end": signed(claims=json.dumps(CLAIMS).replace(str(SECONDS + 900), "Infinity")),
    "a negative end": signed(claims={**CLAIMS, "exp": -1}),
    "an end in words": signed(claims={**CLAIMS, "exp": str(SECONDS + 900)}),
    "an end that is true": signed(claims={**CLAIMS, "exp": True}),
    "an end with a fraction": signed(claims={**CLAIMS, "exp": SECONDS + 899.5}),
    "a beginning ahead": signed(claims={**CLAIMS, "iat": SECONDS + 60, "exp": SECONDS + 900}),
    "not before": signed(claims={**CLAIMS, "nbf": SECONDS + 600}),
    "over": signed(claims={**CLAIMS, "iat": SECONDS - 900, "exp": SECONDS}),
    **{f"no {name}": signed(claims=without(name)) for name in CLAIMS},
}


@pytest.mark.parametrize("token", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_not_exactly_our_token_is_refused(token):
    with pytest.raises(TokenError):
        AccessTokens([OLD, NEW]).read(token)


def test_the_table_of_refusals_starts_from_something_valid():
    assert AccessTokens([NEW, OLD]).read(signed()).user_id == 42


def test_every_changed_letter_is_noticed():
    tokens = AccessTokens([OLD])
    token = tokens.issue(42, "s1", "main")

    for place in range(len(token) - 1):  # the last letter carries two bits that mean nothing
        letter = "A" if token[place] != "A" else "B"
        with pytest.raises(TokenError):
            tokens.read(token[:place] + letter + token[place + 1 :])


def test_the_secret_itself_signs_nothing():
    text = part(HEADER) + b"." + part(CLAIMS)
    token = text + b"." + part_of(hmac.digest(OLD.secret, text, hashlib.sha256))

    with pytest.raises(TokenError):
        AccessTokens([OLD]).read(token.decode())


@pytest.mark.parametrize("keys", [[], [SigningKey("a", b"short")], [SigningKey("", b"x" * 32)]])
def test_a_ring_that_cannot_work_is_refused_at_once(keys):
    with pytest.raises(ValueError, match="key"):
        AccessTokens(keys)
