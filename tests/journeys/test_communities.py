"""A second community beside the first, with a bot of its own, each blind to the other."""

from functools import partial

from tests.journeys.house import House, Person, eventually


async def tap_all(person: Person, *labels: str):
    """Tap one after the other; the last message."""
    shown = None
    for label in labels:
        shown = await person.tap(label)
    assert shown is not None
    return shown


async def make_school(owner: Person, policy: str = "Каждый"):
    """The demo's owner makes a second community in the dialog."""
    await owner.start()
    await tap_all(owner, "Управлять сообществом", "Создать сообщество")
    await owner.say("Школа подкастеров")
    return await tap_all(owner, "Оставить так", policy)


async def test_an_owner_makes_a_community_in_a_minute(house: House) -> None:
    marina = await house.person(0)

    shown = await make_school(marina)

    assert "Школа подкастеров" in shown.text
    assert marina.toasts[-1] == "Сообщество готово"
    assert shown.find_button("Мои сообщества") is not None


async def test_one_goes_from_community_to_community_and_old_buttons_are_stale(
    house: House,
) -> None:
    marina = await house.person(0)
    await make_school(marina)
    listed = await marina.tap("Мои сообщества")
    old = listed.raw["reply_markup"]["inline_keyboard"][0][0]["callback_data"]

    shown = await marina.tap("Подкаст-клуб")
    await marina.forge(old)
    fresh = await marina.last()

    assert shown.text.startswith("Подкаст-клуб")
    assert marina.toasts[-1] == "Эта кнопка устарела, вот свежее сообщение"
    assert fresh.text.startswith("Подкаст-клуб")


async def test_where_there_is_one_community_nobody_sees_the_word(house: House) -> None:
    daniel = await house.person(1)

    shown = await daniel.start()

    assert shown.find_button("communit") is None


async def test_a_link_leads_to_a_community_and_an_unknown_one_is_told(house: House) -> None:
    marina, daniel = await house.person(0), await house.person(1)
    await make_school(marina)

    there = await daniel.start("c_shkola-podkasterov")
    for payload in ("c_nowhere", "c_../x", "zzz_1", "i_AAAAAAAAAAAA"):
        before = (await daniel.last()).id
        await daniel.start(payload)
        told, menu = await eventually(partial(two_after, daniel, before))

        assert "leads nowhere" in told.text or "no such invite" in told.text
        assert "Школа подкастеров" in menu.text
    assert "Школа подкастеров" in there.text


async def two_after(person: Person, number: int):
    """The bot's two messages after this one, when both have come."""
    found = [one for one in await person.messages() if not one.is_own and one.id > number]
    return found if len(found) == 2 else None


async def test_a_request_is_decided_by_one_tap_and_both_hear_of_it(house: House) -> None:
    marina, daniel = await house.person(0), await house.person(1)
    await make_school(marina, "По заявке")

    card = await daniel.start("c_shkola-podkasterov")
    await daniel.tap("Ask to join")
    news = await marina.wait_for(lambda one: "Хочет вступить" in one.text)
    await marina.click(message_id=news.id, row=0, column=0)
    decided = await marina.wait_for(lambda one: one.id == news.id and "Решение" in one.text)
    answer = await daniel.wait_for(lambda one: "approved" in one.text)
    menu = await daniel.start()

    assert "by request" in card.text
    assert decided.buttons == []
    assert "Марина" in decided.text
    assert "Школа подкастеров" in answer.text
    assert "Hello, Daniel" in menu.text


async def test_an_invite_with_its_picture_lets_somebody_in_once(house: House) -> None:
    marina, daniel, vera = [await house.person(number) for number in range(3)]
    await make_school(marina, "По приглашению")
    await tap_all(marina, "Управлять сообществом", "Приглашения", "Создать приглашение")
    shown = await tap_all(marina, "Участник", "1 человек", "7 дней")
    code = shown.text.split("start=i_")[1][:12]
    await marina.tap("Показать QR-код", shown)
    photo = await marina.wait_for(lambda one: "photo" in one.raw)

    refused = await daniel.start("c_shkola-podkasterov")
    await daniel.tap("Enter a code")
    welcome = await daniel.say(code)
    late = await vera.start(f"i_{code}")
    vera_said = [one.text for one in await vera.messages()]

    assert f"start=i_{code}" in photo.text
    assert "by invite" in refused.text
    assert "Школа подкастеров" in welcome.text or "Hello" in welcome.text
    assert any("больше не действует" in text or "has ended" in text for text in vera_said)
    assert "Школа подкастеров" not in late.text


async def test_who_is_no_admin_is_refused_and_shown_nothing(house: House) -> None:
    daniel = await house.person(1)

    shown = await daniel.start()
    refused = await daniel.say("/admin")

    assert shown.find_button("Manage") is None
    assert "no right" in refused.text


async def test_who_is_shut_out_is_found_and_let_in_again(house: House) -> None:
    marina, daniel = await house.person(0), await house.person(1)
    await daniel.start()
    await marina.start()

    await tap_all(marina, "Управлять сообществом", "Участники", "Daniel", "Закрыть вход")
    await marina.tap("Закрыть вход")
    card = await daniel.start()
    refused = await daniel.say("/courses")
    await tap_all(marina, "Назад", "Закрыт вход: 1", "Daniel", "Снова открыть вход")
    back = await daniel.start()
    joined = await daniel.tap("Join")

    assert "You can’t enter this community" in card.text
    assert card.find_button("Join") is None
    assert "no right" in refused.text
    assert "Anyone can join" in back.text
    assert "Hello, Daniel" in joined.text


async def test_a_communitys_own_bot_answers_at_once_and_knows_no_other(house: House) -> None:
    marina, daniel = await house.person(0), await house.person(1)
    await make_school(marina)
    made = await house.make_bot("Школа", "shkola_podkasterov_bot", marina.id)
    await tap_all(marina, "Управлять сообществом", "Боты", "Подключить бота")
    token_message = await marina.send(made["token"])
    await marina.wait_for(lambda one: "подключён" in one.text)

    there = Person(house.session, house.sandbox_url, daniel.id, made["id"])
    greeting = await there.start()
    home = await daniel.start()
    stranger = await there.start("c_main")

    assert token_message not in [one.id for one in await marina.messages()]
    assert "Школа подкастеров" in greeting.text
    assert greeting.find_button("communit") is None
    assert "Подкаст-клуб" in home.text
    assert "Школа подкастеров" in stranger.text
    async with house.session.get(f"{house.sandbox_url}/sim/calls?since=0") as answer:
        calls = await answer.json()
    methods = {call["method"].lower() for call in calls if call["bot_id"] == made["id"]}
    assert {"setwebhook", "setmycommands", "setchatmenubutton"} <= methods


async def test_a_bad_token_disappears_too_and_a_good_one_serves_once(house: House) -> None:
    marina = await house.person(0)
    await marina.start()
    await tap_all(marina, "Управлять сообществом", "Боты", "Подключить бота")

    bad = await marina.send("123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
    await marina.wait_for(lambda one: "не знает такого токена" in one.text)
    assert house.kommuna.sandbox is not None
    platform_token = house.kommuna.sandbox.bot_token
    taken = await marina.send(platform_token)
    await marina.wait_for(lambda one: "уже работает" in one.text)

    left = [one.id for one in await marina.messages()]
    assert bad not in left
    assert taken not in left


async def test_a_removed_bot_has_no_webhook_and_is_silent(house: House) -> None:
    marina = await house.person(0)
    await marina.start()
    made = await house.make_bot("Школа", "shkola_podkasterov_bot", marina.id)
    await tap_all(marina, "Управлять сообществом", "Боты", "Подключить бота")
    await marina.send(made["token"])
    await marina.wait_for(lambda one: "подключён" in one.text)

    await tap_all(marina, "@shkola", "Отключить бота")

    url = f"{house.sandbox_url}/bot{made['token']}/getWebhookInfo"
    async with house.session.get(url) as answer:
        assert (await answer.json())["result"]["url"] == ""
    async with house.session.post(f"{house.url}/tg/bot/{made['id']}", json={}) as answer:
        assert answer.status == 401
    assert await eventually(lambda: is_platform_well(house))


async def is_platform_well(house: House) -> bool:
    async with house.session.get(f"{house.url}/health/bot") as answer:
        return answer.status == 200


async def test_a_group_is_connected_by_who_administers_it(house: House) -> None:
    marina, daniel = await house.person(0), await house.person(1)
    await marina.start()
    body = {"title": "Гости", "type": "supergroup", "members": [daniel.id], "owner": marina.id}
    async with house.session.post(f"{house.sandbox_url}/sim/groups", json=body) as answer:
        chat = (await answer.json())["chat"]
    url = f"{house.sandbox_url}/sim/groups/{chat}/members"
    member = {"actor": marina.id, "user": house.bot_id, "status": "administrator"}
    async with house.session.post(url, json=member) as answer:
        assert answer.status == 200, await answer.text()

    offer = await marina.wait_for(lambda one: "Гости" in one.text)
    await daniel.start()
    forged = await daniel.forge(f"connect:{chat}:main")
    await marina.click(message_id=offer.id, row=0, column=0)
    connected = await marina.wait_for(lambda one: one.id == offer.id and "теперь" in one.text)

    assert forged == "You have no right to do this. A community admin can grant it."
    assert connected.buttons == []


async def ask(house: House, method: str, path: str, init_data: str, bot_id: int = 0):
    """Call the API with init data; status and body."""
    headers = {"X-Telegram-Init-Data": init_data, "X-Bot-ID": str(bot_id or house.bot_id)}
    async with house.session.request(method, house.url + path, headers=headers) as answer:
        return answer.status, await answer.json()


async def test_seed_mistake_11_only_platform_admins_touch_the_webhook(house: House) -> None:
    marina, daniel = await house.person(0), await house.person(1)
    await marina.start()
    await daniel.start()
    admin, other = await house.init_data(marina.id), await house.init_data(daniel.id)

    for method, path in (
        ("GET", "/telegram/webhook-info"),
        ("GET", "/telegram/set-webhook"),
        ("POST", "/telegram/set-webhook"),
        ("GET", "/telegram/delete-webhook"),
        ("POST", "/telegram/delete-webhook"),
    ):
        assert (await ask(house, method, path, other))[0] == 403, path
    _, deleted = await ask(house, "GET", "/telegram/delete-webhook", admin)
    _, renewed = await ask(house, "GET", "/telegram/set-webhook?url=https://evil.example", admin)
    status, told = await ask(house, "GET", "/telegram/webhook-info/", admin)

    assert deleted["url"] == ""
    assert renewed["url"] == f"{house.url}/tg/bot/{house.bot_id}"
    assert (status, told["url"]) == (200, renewed["url"])


async def test_who_owns_a_bot_cannot_forge_the_platforms_admin(house: House) -> None:
    marina = await house.person(0)
    await marina.start()
    made = await house.make_bot("Школа", "shkola_podkasterov_bot", marina.id)
    await tap_all(marina, "Управлять сообществом", "Боты", "Подключить бота")
    await marina.send(made["token"])
    await marina.wait_for(lambda one: "подключён" in one.text)

    signed = await house.init_data(marina.id, made["id"])
    status, _ = await ask(house, "GET", "/telegram/webhook-info", signed, made["id"])
    as_member, _ = await ask(house, "GET", "/api/v1/me", signed, made["id"])

    assert (status, as_member) == (401, 200)
