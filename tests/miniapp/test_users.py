import asyncio
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from miniapp.keys import TICKETS, TOKENS
from miniapp.session import read_address
from models import Bot, Membership, Session, User
from models.base import everywhere, within
from models.choices import CommunityStatus, JoinPolicy, MembershipStatus
from services import clock, users
from services.errors import UnauthorizedError
from tests.make.communities import make_community, make_member
from tests.make.init_data import TOKEN, encode, make_fields, make_init_data, sign_by_token
from tests.make.miniapp import make_bot

OTHER_TOKEN = "987654321:" + "B" * 35
VALIDATE = "/api/v1/auth/telegram/validate"


async def validate(house, init_data, **headers):
    response = await house.client.post(VALIDATE, json={"init_data": init_data}, headers=headers)
    return response.status, await response.json()


async def test_seed_mistake_1_forged_init_data_never_signs_in(house):
    good = make_fields(42)
    now = int(clock.now().timestamp())
    duplicated = make_init_data(42) + "&auth_date=" + good["auth_date"]
    forged = {
        "wrong bot": make_init_data(42, token=OTHER_TOKEN),
        "tampered": make_init_data(42).replace("%3A42%2C", "%3A43%2C"),
        "no hash": encode(good),
        "empty hash": encode({**good, "hash": ""}),
        "stale": sign_by_token({**good, "auth_date": str(now - 86_401)}),
        "future": sign_by_token({**good, "auth_date": str(now + 120)}),
        "twice": duplicated,
        "garbage": "%%%&&&===",
    }

    answers = {name: await validate(house, raw) for name, raw in forged.items()}
    control, _ = await validate(house, make_init_data(42))

    assert {name: status for name, (status, _) in answers.items()} == dict.fromkeys(forged, 401)
    assert not any("access_token" in body for _, body in answers.values())
    assert control == 200


async def test_seed_mistake_12_an_id_beyond_32_bits_signs_in_and_comes_back_whole(house):
    guest = await house.sign_in(7_000_000_123)

    _, me = await guest.get("/api/v1/me")

    assert me["user"]["user_id"] == 7_000_000_123


async def test_internal_ids_of_people_stay_on_the_server(house):
    await User.create(id=987_654_321, telegram_id=7_000_000_123, first_name="Анна")

    guest = await house.sign_in(7_000_000_123)
    answers = [
        await guest.get(path)
        for path in ("/api/v1/me", "/api/v1/auth/me", "/api/users/me", "/tg/app/profile")
    ]

    assert "987654321" not in str([guest.tokens, answers])


async def test_the_session_names_person_and_community(house):
    guest = await house.sign_in()

    _, me = await guest.get("/api/v1/auth/me")
    access = house.app[TOKENS].read(guest.tokens["access_token"])

    assert me["user"]["first_name"] == "Анна"
    assert me["community"]["key"] == house.home.key
    assert access.audience == str(house.home.uuid)


@pytest.mark.parametrize("scheme", ["tma", "header"])
async def test_init_data_may_come_with_each_call(house, scheme):
    raw = make_init_data(42)
    headers = {"Authorization": f"tma {raw}"} if scheme == "tma" else {"X-Telegram-Init-Data": raw}

    response = await house.client.get("/api/v1/me", headers=headers)

    assert response.status == 200
    with everywhere():
        assert await Session.all().count() == 0


async def test_nobody_is_let_in_without_a_proof(house):
    given = [
        {},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer nonsense"},
        {"Authorization": "Basic YTpi"},
        {"Authorization": "tma "},
        {"X-Telegram-Init-Data": ""},
    ]

    statuses = [(await house.client.get("/api/v1/me", headers=headers)).status for headers in given]

    assert statuses == [401] * len(given)


async def test_init_data_is_checked_by_the_bot_that_the_page_names(house):
    school = await make_community("Своя школа")
    await make_bot(school, OTHER_TOKEN)
    own = make_init_data(42, token=OTHER_TOKEN)

    status, body = await validate(house, own, **{"X-Bot-ID": OTHER_TOKEN.partition(":")[0]})
    as_platform, _ = await validate(house, own)
    of_unknown, _ = await validate(house, own, **{"X-Bot-ID": "111111111"})
    of_nonsense, _ = await validate(house, own, **{"X-Bot-ID": "1;drop"})

    assert (status, body["community"]["key"]) == (200, school.key)
    assert (as_platform, of_unknown, of_nonsense) == (401, 401, 401)


async def test_init_data_that_an_owner_can_forge_opens_only_that_community(house):
    school = await make_community("Своя школа")
    await make_bot(school, OTHER_TOKEN)
    forged = make_init_data(42, token=OTHER_TOKEN)
    bot_id = OTHER_TOKEN.partition(":")[0]

    status, _ = await validate(
        house, forged, **{"X-Bot-ID": bot_id, "X-Community-ID": house.home.key}
    )
    control, _ = await validate(
        house, forged, **{"X-Bot-ID": bot_id, "X-Community-ID": str(school.uuid)}
    )

    assert (status, control) == (404, 200)


async def test_the_community_is_the_named_one_else_that_of_the_link_else_home(house):
    school, other = await make_community("Школа"), await make_community("Другая")

    by_header = await house.sign_in(
        42, start_param=f"c_{other.key}", **{"X-Community-ID": school.key}
    )
    by_link = await house.sign_in(42, start_param=f"c_{other.key}")
    plain = await house.sign_in(42)

    keys = [guest.tokens["community"]["key"] for guest in (by_header, by_link, plain)]
    assert keys == [school.key, other.key, house.home.key]


async def visit_in_the_chat(community):
    contact = await users.arrive(
        users.Profile(telegram_id=42, first_name="Анна"), (await Bot.get(community_id=None)).id
    )
    await users.visit_community(contact, community.id)


async def test_who_visits_another_community_in_the_chat_finds_it_in_the_mini_app(house):
    school, other = await make_community("Школа"), await make_community("Другая")
    await house.sign_in(42, **{"X-Community-ID": school.key})

    await visit_in_the_chat(school)
    plain = await house.sign_in(42)
    by_link = await house.sign_in(42, start_param=f"c_{other.key}")
    stranger = await house.sign_in(43)

    keys = [guest.tokens["community"]["key"] for guest in (plain, by_link, stranger)]
    assert keys == [school.key, other.key, house.home.key]


@pytest.mark.parametrize("status", [MembershipStatus.LEFT, MembershipStatus.BANNED, None])
async def test_where_one_does_not_belong_any_more_home_is_opened(house, status):
    school = await make_community("Школа", join_policy=JoinPolicy.INVITE)
    await house.sign_in(42)
    with within(school.id):
        if status is not None:
            user = await User.get(telegram_id=42)
            await make_member(school, user=user, status=status)

    await visit_in_the_chat(school)
    guest = await house.sign_in(42)

    assert guest.tokens["community"]["key"] == house.home.key


async def test_a_missing_and_a_closed_community_look_the_same(house):
    closed = await make_community("Закрытая", status=CommunityStatus.CLOSED)

    answers = [
        await validate(house, make_init_data(42), **{"X-Community-ID": key})
        for key in (closed.key, "no-such-school")
    ]

    for _, body in answers:
        del body["request_id"]
    assert answers[0] == answers[1]
    assert answers[0][0] == 404


async def test_a_community_with_an_open_door_takes_newcomers_and_others_do_not(house):
    private = await make_community("Закрытый клуб", join_policy=JoinPolicy.INVITE)

    status, body = await validate(house, make_init_data(42), **{"X-Community-ID": private.key})

    assert (status, body["code"]) == (403, "not_member")


async def test_who_is_banned_is_out_at_the_next_request(house):
    guest = await house.sign_in()
    before, _ = await guest.get("/api/v1/me")

    with within(house.home.id):
        await Membership.all().update(status=MembershipStatus.BANNED)

    assert before == 200
    assert (await guest.get("/api/v1/me"))[0] == 403
    assert (await validate(house, make_init_data(42)))[1]["code"] == "banned"
    refreshed = await house.client.post(
        "/api/v1/auth/refresh", json={"refresh_token": guest.tokens["refresh_token"]}
    )
    assert refreshed.status == 403


async def test_an_access_token_is_over_after_a_quarter_of_an_hour_and_is_renewed(house):
    with clock.frozen(clock.now()) as time:
        guest = await house.sign_in()
        time.advance(timedelta(minutes=15))
        status, body = await guest.get("/api/v1/me")
        response = await house.client.post(
            "/api/v1/auth/refresh", json={"refresh_token": guest.tokens["refresh_token"]}
        )
        guest.tokens = await response.json()

        assert (status, body["code"]) == (401, "token_expired")
        assert (await guest.get("/api/v1/me"))[0] == 200


async def test_signing_out_ends_the_access_token_at_once(house):
    guest = await house.sign_in()

    status, _ = await guest.ask("POST", "/api/v1/auth/logout")

    assert status == 204
    assert (await guest.get("/api/v1/me"))[1]["code"] == "session_ended"


async def test_a_device_can_be_signed_out_from_another(house):
    phone, desktop = await house.sign_in(), await house.sign_in()
    _, sessions = await desktop.get("/api/users/me/sessions")
    other = next(session for session in sessions if not session["is_current"])

    status, _ = await desktop.ask("DELETE", f"/api/users/me/sessions/{other['id']}")

    assert (len(sessions), status) == (2, 204)
    assert (await phone.get("/api/v1/me"))[0] == 401
    assert (await desktop.get("/api/v1/me"))[0] == 200


async def test_the_token_of_one_community_is_not_good_in_another(house):
    school = await make_community()
    guest = await house.sign_in()
    session_id = house.app[TOKENS].read(guest.tokens["access_token"]).session_id

    guest.tokens["access_token"] = house.app[TOKENS].issue(42, session_id, str(school.uuid))
    foreign_audience, _ = await guest.get("/api/v1/me")
    guest.tokens["access_token"] = house.app[TOKENS].issue(43, session_id, str(house.home.uuid))
    foreign_person, _ = await guest.get("/api/v1/me")
    guest.tokens["access_token"] = house.app[TOKENS].issue(42, session_id, str(house.home.uuid))
    control, _ = await guest.get("/api/v1/me")

    assert (foreign_audience, foreign_person, control) == (401, 401, 200)


async def test_language_and_time_zone_are_changed_and_nothing_else(house):
    guest = await house.sign_in()

    status, user = await guest.ask(
        "PATCH", "/api/users/me", json={"language": "en", "time_zone": "Asia/Tokyo"}
    )
    forbidden, _ = await guest.ask("PATCH", "/api/users/me", json={"is_platform_admin": True})
    unknown, body = await guest.ask("PATCH", "/api/users/me", json={"time_zone": "Mars/Base"})

    assert (status, user["language"], user["time_zone"]) == (200, "en", "Asia/Tokyo")
    assert (forbidden, unknown, body["errors"][0]["field"]) == (422, 422, "time_zone")


async def test_a_refusal_speaks_the_persons_language(house):
    guest = await house.sign_in()

    _, russian = await guest.get("/api/v1/lessons/1")
    await guest.ask("PATCH", "/api/users/me", json={"language": "en"})
    _, english = await guest.get("/api/v1/lessons/1")

    assert russian["detail"] == "Такого здесь нет."
    assert english["detail"] == "There is no such thing here."


async def test_a_ticket_is_good_for_one_use_within_half_a_minute(house):
    with clock.frozen(clock.now()) as time:
        guest = await house.sign_in()
        _, first = await guest.ask("POST", "/api/v1/auth/ticket")
        _, late = await guest.ask("POST", "/api/v1/auth/ticket")
        tickets = house.app[TICKETS]

        session_id = await tickets.redeem(first["ticket"])
        for bad in (first["ticket"], first["ticket"] + "0", "", "kmt_...", "kmt_1.a.b.c", "ы"):
            with pytest.raises(UnauthorizedError):
                await tickets.redeem(bad)
        time.advance(timedelta(seconds=30))
        with pytest.raises(UnauthorizedError):
            await tickets.redeem(late["ticket"])

    with everywhere():
        assert await Session.filter(public_id=session_id).exists()


async def test_signing_in_too_often_is_refused_and_tells_when_to_come_back(house):
    with clock.frozen(clock.now()):
        raw = make_init_data(42)
        statuses = [(await validate(house, raw))[0] for _ in range(21)]
        response = await house.client.post(VALIDATE, json={"init_data": raw})
        other, _ = await validate(house, make_init_data(43))

    assert statuses == [200] * 20 + [429]
    assert int(response.headers["Retry-After"]) >= 1
    assert other == 200


async def test_two_first_visits_at_once_make_one_person(house):
    raw = make_init_data(42)

    answers = await asyncio.gather(*(validate(house, raw) for _ in range(5)))

    assert [status for status, _ in answers] == [200] * 5
    assert await User.filter(telegram_id=42).count() == 1
    assert TOKEN not in str(answers)


@pytest.mark.parametrize(
    ("proxies", "header", "expected"),
    [
        (0, "1.1.1.1", "127.0.0.1"),
        (1, "1.1.1.1", "1.1.1.1"),
        (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        (2, "6.6.6.6, 1.1.1.1, 10.0.0.1", "1.1.1.1"),
        (2, "1.1.1.1", "127.0.0.1"),
    ],
)
async def test_the_address_is_the_one_that_the_trusted_proxies_saw(proxies, header, expected):
    async def tell(request):
        return web.Response(text=read_address(request, proxies))

    app = web.Application()
    app.router.add_get("/", tell)
    async with TestClient(TestServer(app)) as client:
        response = await client.get("/", headers={"X-Forwarded-For": header})

        assert await response.text() == expected
