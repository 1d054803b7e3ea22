"""What happens to the bot itself, and the first admin of an installation."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from aiohttp import ClientSession

from models import Bot, Contact, Membership, User
from models.base import everywhere, within
from models.choices import BotStatus, Role
from sandbox import Sandbox, SandboxConfig, start_sandbox
from services import communities
from services.ports import BotProfile
from services.vault import Vault
from serving import serving
from tests.journeys.house import House, Person, eventually, make_settings, open_house
from tests.make.communities import make_community, make_member
from tests.make.telegram_bots import KnownBots


@pytest.fixture
async def telegram() -> AsyncIterator[Sandbox]:
    """A Telegram that runs apart from the server."""
    running = await start_sandbox(SandboxConfig(port=0))
    yield running
    await running.close()


def settings_for(telegram: Sandbox, folder: Path):
    """An installation with a real token, no public address and no admin in its settings."""
    return make_settings(
        folder, SANDBOX="0", BOT_TOKEN=telegram.bot_token, BOT_API_URL=telegram.url
    )


async def test_the_first_to_open_the_link_of_the_terminal_is_the_admin(
    telegram: Sandbox, tmp_path: Path
) -> None:
    async with serving(settings_for(telegram, tmp_path)) as kommuna, ClientSession() as session:
        assert kommuna.claim_link is not None
        assert kommuna.claim_link in kommuna.addresses
        payload = kommuna.claim_link.partition("?start=")[2]
        vera, boris = await make_people(session, telegram)

        await vera.start(payload)
        menu = await vera.wait_for(lambda one: one.find_button("Manage") is not None)
        await boris.start(payload)
        await boris.wait_for(lambda one: "no longer valid" in one.text)
        again = await boris.wait_for(lambda one: "Hello" in one.text)

    assert len(payload) <= 64
    assert "Hello, Vera" in menu.text
    assert again.find_button("Manage") is None
    async with serving(settings_for(telegram, tmp_path)) as kommuna:
        assert kommuna.claim_link is None
        assert await User.filter(is_platform_admin=True).count() == 1
        with everywhere():
            owner = await Membership.get(role=Role.OWNER).select_related("user")
        assert owner.user.first_name == "Vera"


async def make_people(session: ClientSession, telegram: Sandbox) -> list[Person]:
    people = []
    for name in ("Vera", "Boris"):
        body = {"first_name": name, "language_code": "en"}
        async with session.post(f"{telegram.url}/sim/people", json=body) as answer:
            made = await answer.json()
        people.append(Person(session, telegram.url, made["id"], telegram.bot_id))
    return people


async def test_who_blocks_the_bot_is_noted_until_they_come_back(tmp_path: Path) -> None:
    async with open_house(make_settings(tmp_path)) as house:
        daniel = await house.person(1)
        await daniel.start()

        await press(house, daniel, "block")
        await eventually(partial(is_blocked, daniel, True))
        await press(house, daniel, "unblock")
        await daniel.start()
        await eventually(partial(is_blocked, daniel, False))


async def press(house: House, person: Person, deed: str) -> None:
    url = f"{house.sandbox_url}/sim/people/{person.id}/chats/bot:{person.bot_id}/{deed}"
    async with house.session.post(url, json={}) as answer:
        assert answer.status == 200


async def is_blocked(person: Person, expected: bool) -> bool:
    contact = await Contact.get(user__telegram_id=person.id)
    return (contact.blocked_at is not None) == expected


async def test_after_a_restart_each_bot_serves_and_a_bad_token_stops_no_other(
    tmp_path: Path,
) -> None:
    settings = make_settings(tmp_path)
    vault = Vault(settings.encryption_keys, settings.primary_encryption_key)
    async with open_house(settings) as house:
        made = await house.make_bot("School", "school_bot", 0)
        good = KnownBots({made["token"]: BotProfile(made["id"], "school_bot", "School")})
        await connect_as_owner("broken", "7000000001:" + "B" * 35, KnownBots(), vault)
        await connect_as_owner("good", made["token"], good, vault)

    async with open_house(settings) as house:
        daniel = await house.person(1, made["id"])
        url = f"{house.sandbox_url}/bot{made['token']}/getWebhookInfo"
        await eventually(partial(has_webhook, house.session, url))
        greeting = await daniel.start()
        await eventually(partial(is_broken, 7_000_000_001))

    assert greeting.text.startswith("Good")


async def connect_as_owner(key: str, token: str, telegram: KnownBots, vault: Vault) -> None:
    """Connect a bot of a community, whatever the sandbox knows of it."""
    owner = await make_member(await make_community(key.title(), key=key), Role.OWNER)
    telegram_id = int(token.partition(":")[0])
    telegram.bots.setdefault(token, BotProfile(telegram_id, f"{key}_bot", key))
    with within(owner.community_id):
        await communities.connect_bot(owner, token, vault=vault, telegram=telegram)


async def has_webhook(session: ClientSession, url: str) -> bool:
    async with session.get(url) as answer:
        return bool((await answer.json())["result"]["url"])


async def is_broken(telegram_id: int) -> bool:
    return (await Bot.get(telegram_id=telegram_id)).status is BotStatus.BROKEN
