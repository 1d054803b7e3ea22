"""What the owner of a community's own bot, who knows its token, can do in somebody's name."""

import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from models import User
from tests.make.communities import make_community
from tests.make.init_data import make_init_data, make_signed_init_data, make_user
from tests.make.miniapp import Guest, make_bot, open_house

OWN_TOKEN = "987654321:" + "B" * 35
OWN_BOT = {"X-Bot-ID": OWN_TOKEN.partition(":")[0]}
TELEGRAM = Ed25519PrivateKey.from_private_bytes(b"t" * 32)
STRANGER = Ed25519PrivateKey.from_private_bytes(b"f" * 32)
PUBLIC_KEY = TELEGRAM.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
MALLORY = make_user(42, first_name="Мэллори", language_code="en")


@pytest_asyncio.fixture
async def house(database):
    async with open_house(public_key=PUBLIC_KEY) as opened:
        school = await make_community("Своя школа")
        await make_bot(school, OWN_TOKEN)
        yield opened


def forge(**more):
    """Init data as the owner of the school's bot can make it."""
    return make_init_data(42, token=OWN_TOKEN, **more)


def sign(key=TELEGRAM, **more):
    """Init data as Telegram gives it to who opens the Mini App of the school's bot."""
    return make_signed_init_data(42, key, token=OWN_TOKEN, **more)


async def enter(house, raw):
    response = await house.client.post(
        "/api/v1/auth/telegram/validate", json={"init_data": raw}, headers=OWN_BOT
    )
    assert response.status == 200, await response.text()
    return Guest(house, 42, await response.json())


async def change(house, raw):
    """Change the language by a session made of `raw`, by its next tokens, and by `raw` itself."""
    guest, body = await enter(house, raw), {"language": "en"}
    statuses = [(await guest.ask("PATCH", "/api/users/me", json=body))[0]]
    response = await house.client.post(
        "/api/v1/auth/refresh", json={"refresh_token": guest.tokens["refresh_token"]}
    )
    guest.tokens = await response.json()
    statuses.append((await guest.ask("PATCH", "/api/users/me", json=body))[0])
    headers = {"Authorization": f"tma {raw}", **OWN_BOT}
    async with house.client.patch("/api/users/me", json=body, headers=headers) as response:
        return [*statuses, response.status]


async def test_forged_init_data_renames_nobody_and_a_signature_does(house):
    await house.sign_in(42)

    seen = await enter(house, forge(user=MALLORY))
    after_forgery = await User.get(telegram_id=42)
    await enter(house, sign(user=MALLORY))
    after_signature = await User.get(telegram_id=42)

    assert seen.tokens["user"]["first_name"] == "Анна"
    assert (after_forgery.first_name, after_forgery.language_code) == ("Анна", "ru")
    assert (after_signature.first_name, after_signature.language_code) == ("Мэллори", "en")


async def test_somebody_unknown_is_made_and_the_platforms_bot_puts_their_name_right(house):
    forged = await enter(house, forge(user=MALLORY))

    genuine = await house.sign_in(42)

    assert forged.tokens["user"]["first_name"] == "Мэллори"
    assert genuine.tokens["user"]["first_name"] == "Анна"


async def test_forged_init_data_changes_no_settings_and_a_signature_does(house):
    await house.sign_in(42)

    forged = await change(house, forge())
    signed_by_a_stranger = await change(house, sign(STRANGER))
    kept = (await User.get(telegram_id=42)).language
    signed = await change(house, sign())

    assert (forged, signed_by_a_stranger, kept) == ([403] * 3, [403] * 3, None)
    assert signed == [200] * 3
    assert (await User.get(telegram_id=42)).language == "en"


async def test_the_refusal_sends_to_the_platforms_bot(house):
    guest = await enter(house, forge())

    _, problem = await guest.ask("PATCH", "/api/users/me", json={"time_zone": "Asia/Tokyo"})
    _, page = await guest.get("/tg/app/settings")
    _, control = await (await enter(house, sign())).get("/tg/app/settings")

    assert problem["code"] == "not_proven"
    assert "в\xa0боте платформы" in problem["detail"]
    assert ("в\xa0боте платформы" in page, "t.me/kommuna_bot" in page, "<select" in page) == (
        True,
        True,
        False,
    )
    assert ("в\xa0боте платформы" in control, "<select" in control) == (False, True)


async def test_forged_init_data_neither_sees_nor_ends_sessions_of_another_bot(house):
    school = (await enter(house, forge())).tokens["community"]["key"]
    by_platform = await house.sign_in(42, **{"X-Community-ID": school})
    at_home = await house.sign_in(42)
    forged, accomplice = await enter(house, forge()), await enter(house, forge())
    _, sessions = await by_platform.get("/api/users/me/sessions")
    target = next(session["id"] for session in sessions if session["is_current"])

    _, seen = await forged.get("/api/users/me/sessions")
    _, page = await forged.get("/tg/app/devices")
    one, _ = await forged.ask("DELETE", f"/api/users/me/sessions/{target}")
    everything, _ = await forged.ask("DELETE", "/api/users/me/sessions")

    assert target not in [session["id"] for session in seen]
    assert f"sessions/{target}" not in page
    assert (one, everything) == (404, 204)
    assert (await by_platform.get("/api/v1/me"))[0] == 200
    assert (await at_home.get("/api/v1/me"))[0] == 200
    assert (await accomplice.get("/api/v1/me"))[0] == 401


async def test_a_signature_ends_the_sessions_of_every_bot_in_the_community(house):
    signed = await enter(house, sign())
    by_platform = await house.sign_in(42, **{"X-Community-ID": signed.tokens["community"]["key"]})

    status, _ = await signed.ask("DELETE", "/api/users/me/sessions")

    assert status == 204
    assert (await by_platform.get("/api/v1/me"))[0] == 401


async def test_sign_ins_that_were_made_up_do_not_use_up_those_of_the_person(house):
    for _ in range(20):
        await enter(house, forge())

    assert await house.sign_in(42)
