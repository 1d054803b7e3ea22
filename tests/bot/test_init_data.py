import random
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

import pytest
from aiogram.utils.web_app import check_webapp_signature, safe_parse_webapp_init_data
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.init_data import (
    MAX_LENGTH,
    InitDataError,
    InitDataExpiredError,
    check_init_data,
    check_signed_init_data,
)
from services import clock
from tests.make.init_data import (
    BOT_ID,
    TOKEN,
    encode,
    make_fields,
    make_init_data,
    make_user,
    sign_by_key,
    sign_by_token,
)

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SECONDS = int(NOW.timestamp())

# Both strings are published in the documents of Telegram Mini Apps, with their throw-away bots.
OLD_TOKEN = "5768337691:AAH5YkoiEuPk8-FZa32hStHTqXiLPtAEhx8"
OLD_REAL = (
    "query_id=AAHdF6IQAAAAAN0XohDhrOrc&user=%7B%22id%22%3A279058397%2C%22first_name%22%3A%22Vladisl"
    "av%22%2C%22last_name%22%3A%22Kibenko%22%2C%22username%22%3A%22vdkfrost%22%2C%22language_code%22"
    "%3A%22ru%22%2C%22is_premium%22%3Atrue%7D&auth_date=1662771648&hash=c501b71e775f74ce10e377dea85a"
    "7ea24ecd640b223ea86dfe453e0eaed2e2b2"
)
REAL_TOKEN = "7342037359:AAFZehRPBRs8Seg40oDjTMIW8uTGPuW1zfQ"
REAL_BOT = 7342037359
REAL = (
    "user=%7B%22id%22%3A279058397%2C%22first_name%22%3A%22Vladislav%20%2B%20-%20%3F%20%5C%2F%22%2C%2"
    "2last_name%22%3A%22Kibenko%22%2C%22username%22%3A%22vdkfrost%22%2C%22language_code%22%3A%22ru%2"
    "2%2C%22is_premium%22%3Atrue%2C%22allows_write_to_pm%22%3Atrue%2C%22photo_url%22%3A%22https%3A%5"
    "C%2F%5C%2Ft.me%5C%2Fi%5C%2Fuserpic%5C%2F320%5C%2F4FPEE4tmP3ATHa57u6MqTDih13LTOiMoKoLDRG4PnSA.sv"
    "g%22%7D&chat_instance=8134722200314281151&chat_type=private&auth_date=1733584787&hash=2174df5b0"
    "00556d044f3f020384e879c8efcab55ddea2ced4eb752e93e7080d6&signature=zL-ucjNyREiHDE8aihFwpfR9aggP2"
    "xiAo3NSpfe-p7IbCisNlDKlo7Kb6G4D0Ao2mBrSgEk4maLSdv6MLIlADQ"
)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOW) as frozen:
        yield frozen


def at(seconds: int):
    return clock.frozen(datetime.fromtimestamp(seconds, UTC))


def test_a_real_string_of_telegram_is_understood():
    with at(1733584787):
        data = check_init_data(REAL, REAL_TOKEN)

    assert data.user.id == 279058397
    assert data.user.first_name == "Vladislav + - ? /"
    assert data.user.photo_url is not None
    assert data.user.photo_url.startswith("https://t.me/i/userpic/320/")
    assert data.user.is_premium
    assert (data.chat_type, data.chat_instance) == ("private", "8134722200314281151")
    assert data.auth_date == datetime(2024, 12, 7, 15, 19, 47, tzinfo=UTC)
    assert data.query_id is None


def test_a_real_string_from_before_signatures_is_understood():
    with at(1662771648):
        data = check_init_data(OLD_REAL, OLD_TOKEN)

    assert (data.user.username, data.query_id) == ("vdkfrost", "AAHdF6IQAAAAAN0XohDhrOrc")


def test_telegrams_own_signature_holds_for_the_bot_that_it_names():
    with at(1733584787):
        data = check_signed_init_data(REAL, REAL_BOT)

        assert data.user.id == 279058397
        with pytest.raises(InitDataError):
            check_signed_init_data(REAL, REAL_BOT + 1)
        with pytest.raises(InitDataError):
            check_signed_init_data(REAL, REAL_BOT, public_key=PUBLIC)


@pytest.mark.parametrize(
    "raw",
    [
        make_init_data(),
        make_init_data(start_param="c_main", chat_type="sender"),
        make_init_data(start_param=""),
        make_init_data(query_id="a+b c%20d&e=f"),
        sign_by_token(
            {"auth_date": str(SECONDS), "user": make_user(first_name="Жанна 🦊 'x' <b>")}
        ),
    ],
)
def test_what_aiogram_accepts_is_read_alike(raw):
    fields = dict(parse_qsl(raw, keep_blank_values=True))
    fields.pop("hash")
    fields["auth_date"] = str(SECONDS)
    raw = sign_by_token(fields)

    data = check_init_data(raw, TOKEN)

    if "" not in fields.values():  # aiogram drops blank values, which Telegram has signed
        other = safe_parse_webapp_init_data(TOKEN, raw)
        assert other.user is not None
        assert (data.user.id, data.user.first_name) == (other.user.id, other.user.first_name)
        assert (data.start_param, data.query_id) == (other.start_param, other.query_id)
        assert data.auth_date == other.auth_date
        assert data.raw_hash == other.hash


def test_blank_values_count_as_signed():
    raw = make_init_data(start_param="")

    assert check_init_data(raw, TOKEN).start_param is None
    with pytest.raises(InitDataError):
        check_init_data(raw.replace("start_param=&", ""), TOKEN)


def test_letters_may_come_without_escapes():
    fields = make_fields()
    escaped = sign_by_token(fields)
    digest = escaped.rpartition("=")[2]

    printed = "&".join(f"{name}={value}" for name, value in {**fields, "hash": digest}.items())

    assert check_init_data(printed, TOKEN) == check_init_data(escaped, TOKEN)


@pytest.mark.parametrize(("age", "opens"), [(0, True), (86400, True), (86401, False)])
def test_init_data_lives_for_a_day(age, opens):
    raw = make_init_data(auth_date=str(SECONDS - age))

    if opens:
        assert check_init_data(raw, TOKEN).auth_date == NOW - timedelta(seconds=age)
    else:
        with pytest.raises(InitDataExpiredError):
            check_init_data(raw, TOKEN)


def test_a_shorter_age_may_be_asked_for(noon):
    raw = make_init_data()

    noon.advance(timedelta(minutes=5))
    check_init_data(raw, TOKEN, max_age=timedelta(minutes=5))
    noon.advance(timedelta(seconds=1))

    with pytest.raises(InitDataExpiredError):
        check_init_data(raw, TOKEN, max_age=timedelta(minutes=5))


def test_a_clock_may_be_ahead_by_a_minute():
    check_init_data(make_init_data(auth_date=str(SECONDS + 60)), TOKEN)

    with pytest.raises(InitDataError) as refused:
        check_init_data(make_init_data(auth_date=str(SECONDS + 61)), TOKEN)
    assert refused.value.code == "init_data_invalid"


def test_forged_and_old_is_told_no_more_than_forged():
    raw = make_init_data(auth_date="1500000000", token="1:" + "B" * 35)

    with pytest.raises(InitDataError) as refused:
        check_init_data(raw, TOKEN)
    assert type(refused.value) is InitDataError


def genuine(**fields: str) -> str:
    return sign_by_token({**make_fields(), "auth_date": str(SECONDS), **fields})


def broken(change: str) -> str:
    return make_init_data(auth_date=str(SECONDS), user=change)


PROPER = {"auth_date": str(SECONDS), "signature": "c2ln", "user": make_user()}
VALID = sign_by_token(PROPER)
REFUSED = {
    "nothing": "",
    "a space": " ",
    "an ampersand": "&",
    "no pair": "hash",
    "a blank hash": "hash=",
    "words": "here comes something wrong;",
    "a foreign bot": sign_by_token(PROPER, "1:" + "B" * 35),
    "one digit of the hash": VALID[:-1] + ("0" if VALID[-1] != "0" else "1"),
    "the hash in capitals": VALID.rpartition("=")[0] + "=" + VALID.rpartition("=")[2].upper(),
    "a shortened hash": VALID[:-1],
    "a longer hash": VALID + "0",
    "a hash with a byte that is no ASCII": VALID + "%ff",
    "a hash in Cyrillic": VALID[:-1] + "а",
    "two hashes": VALID + "&" + VALID.rpartition("&")[2],
    "no hash": VALID.rpartition("&")[0],
    "another person": VALID.replace("42", "43", 1),
    "a field more": VALID + "&start_param=x",
    "a blank field more": VALID + "&start_param=",
    "a field less": VALID.replace("&signature=c2ln", ""),
    "a person twice": VALID + "&user=" + make_user(43),
    "a person twice, the same": VALID + "&" + VALID.split("&")[2],
    "a name twice, once escaped": VALID + "&%75ser=x",
    "an ampersand at the end": VALID + "&",
    "an ampersand at the start": "&" + VALID,
    "semicolons": VALID.replace("&", ";"),
    "a broken escape": VALID + "%",
    "a broken escape within": VALID.replace("%7B", "%7", 1),
    "bytes that are no UTF-8": VALID.replace("%D0%90", "%D0", 1),
    "a lone surrogate": VALID + "\ud800",
    "NUL": VALID + "\0",
    "escaped twice": VALID.replace("%", "%25"),
    "too long": genuine(start_param="x" * MAX_LENGTH),
    "too many fields": genuine(**{f"f{n}": "x" for n in range(40)}),
    "a name of a field with a line break": sign_by_token({**PROPER, "a\nb": "x"}),
    "a name of a field with an equals sign": sign_by_token({**PROPER, "a=b": "x"}),
    "no person": sign_by_token({"auth_date": str(SECONDS)}),
    "a blank person": broken(""),
    "a person who is no JSON": broken("{"),
    "a person who is a list": broken("[1]"),
    "a person who is null": broken("null"),
    "a deep person": broken("[" * 2000),
    "no id": broken('{"first_name":"A"}'),
    "id 0": broken('{"id":0,"first_name":"A"}'),
    "a negative id": broken('{"id":-5,"first_name":"A"}'),
    "an id that is true": broken('{"id":true,"first_name":"A"}'),
    "an id of text": broken('{"id":"42","first_name":"A"}'),
    "an id that is a fraction": broken('{"id":42.0,"first_name":"A"}'),
    "an id beyond all": broken('{"id":9007199254740993,"first_name":"A"}'),
    "an absurd id": broken('{"id":9e99,"first_name":"A"}'),
    "a name that is a number": broken('{"id":42,"first_name":5}'),
    "a name with NUL": broken('{"id":42,"first_name":"A\\u0000"}'),
    "a name with a lone surrogate": broken('{"id":42,"first_name":"\\ud800"}'),
    "an endless name": broken('{"id":42,"first_name":"' + "x" * 600 + '"}'),
    "premium in words": broken('{"id":42,"first_name":"A","is_premium":"yes"}'),
    "no date": sign_by_token({"user": make_user()}),
    "a blank date": genuine(auth_date=""),
    "a date in words": genuine(auth_date="today"),
    "a date with a fraction": genuine(auth_date=f"{SECONDS}.5"),
    "a negative date": genuine(auth_date="-1"),
    "a date with a plus": genuine(auth_date=f"+{SECONDS}"),
    "a date with a space": genuine(auth_date=f" {SECONDS}"),
    "a date in other digits": genuine(auth_date="١٧٦٣٧٢٦٤٠٠"),
    "an absurd date": genuine(auth_date="9" * 300),
    "a date of 9e99": genuine(auth_date="9e99"),
    "a date far ahead": genuine(auth_date="9" * 12),
    "two fields sold as one": encode(
        {
            "auth_date": f"{SECONDS}\nsignature=c2ln",
            "user": make_user(),
            "hash": VALID.rpartition("=")[2],
        }
    ),
}


@pytest.mark.parametrize("raw", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_not_exactly_signed_is_refused(raw):
    with pytest.raises(InitDataError):
        check_init_data(raw, TOKEN)


def test_the_table_of_refusals_starts_from_something_valid():
    assert len(REFUSED) >= 30
    assert check_init_data(VALID, TOKEN).user.id == 42
    assert check_webapp_signature(TOKEN, VALID)


@pytest.mark.parametrize("raw", REFUSED.values(), ids=REFUSED.keys())
def test_no_string_breaks_the_check_of_the_signature(raw):
    with pytest.raises(InitDataError):
        check_signed_init_data(raw, BOT_ID, public_key=PUBLIC)


def test_the_key_that_is_handed_in_opens_and_no_other():
    raw = sign_by_key(make_fields(), KEY)

    assert check_signed_init_data(raw, BOT_ID, public_key=PUBLIC).user.id == 42
    with pytest.raises(InitDataError):
        check_signed_init_data(raw, BOT_ID)
    with pytest.raises(InitDataError):
        check_signed_init_data(raw, BOT_ID + 1, public_key=PUBLIC)


def test_the_owner_of_a_token_cannot_make_the_signature():
    forged = make_init_data(user_id=777)

    check_init_data(forged, TOKEN)

    with pytest.raises(InitDataError):
        check_signed_init_data(forged, BOT_ID)


@pytest.mark.parametrize("ending", ["=", "==", "A", "%0A", "%20"])
def test_a_signature_has_one_spelling(ending):
    raw = sign_by_key(make_fields(), KEY)

    with pytest.raises(InitDataError):
        check_signed_init_data(raw + ending, BOT_ID, public_key=PUBLIC)


def test_the_replay_mark_of_a_signed_string_does_not_follow_the_unsigned_hash():
    raw = sign_by_key(make_fields(), KEY)

    first = check_signed_init_data(raw, BOT_ID, public_key=PUBLIC)
    second = check_signed_init_data(raw.replace("0" * 64, "1" * 64), BOT_ID, public_key=PUBLIC)

    assert first.raw_hash == second.raw_hash


def decoded(raw: str) -> list[tuple[str, str]] | None:
    try:
        return sorted(parse_qsl(raw, keep_blank_values=True, strict_parsing=True, errors="strict"))
    except ValueError:
        return None


def check_mutant(place: int, patch: str, length: int) -> None:
    mutant = VALID[:place] + patch + VALID[place + length :]
    # Another spelling of exactly the same fields (%7b for %7B) is the same message.
    if decoded(mutant) != decoded(VALID):
        with pytest.raises(InitDataError):
            check_init_data(mutant, TOKEN)


def test_ten_thousand_mutants_of_a_valid_string_are_refused():
    dice = random.Random(2026)
    letters = "%&=+;0123456789abcdefABCDEF \0\nя\ud800"

    for _ in range(10_000):
        patch = "".join(dice.choices(letters, k=dice.randint(0, 4)))
        check_mutant(dice.randint(0, len(VALID)), patch, dice.randint(0, 4))


@settings(max_examples=300, deadline=None, database=None)
@given(place=st.integers(0, len(VALID)), patch=st.text(max_size=6), length=st.integers(0, 4))
def test_no_patch_of_a_valid_string_is_accepted(place, patch, length):
    check_mutant(place, patch, length)


@settings(max_examples=300, deadline=None, database=None)
@given(st.text(max_size=200) | st.text('%&=+{}[]":hashuser0123456789', max_size=200))
def test_garbage_meets_one_error_only(raw):
    with pytest.raises(InitDataError):
        check_init_data(raw, TOKEN)
    with pytest.raises(InitDataError):
        check_signed_init_data(raw, BOT_ID)


@settings(max_examples=300, deadline=None, database=None)
@given(
    st.dictionaries(st.text("abcdefgh_0123456789", min_size=1, max_size=8), st.text(max_size=40))
)
def test_the_reading_of_escapes_is_that_of_the_library(fields):
    raw = sign_by_token({**PROPER, **{f"x{name}": value for name, value in fields.items()}})
    printable = not any(ord(letter) < 32 or letter == "\x7f" for letter in "".join(fields.values()))

    if printable:
        assert check_init_data(raw, TOKEN).user.id == 42
    else:
        with pytest.raises(InitDataError):
            check_init_data(raw, TOKEN)
