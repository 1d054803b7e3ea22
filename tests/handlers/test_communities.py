"""What happens to the bot itself, and the first admin of an installation."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from aiohttp import ClientSession

from models import Contact, Membership, User
from models.base import everywhere
from models.choices import Role
from sandbox import Sandbox, SandboxConfig, start_sandbox
from serving import serving
from tests.journeys.house import House, Person, eventually, make_settings, open_house


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
        await boris.wait_for(lambda one: "has ended" in one.text)
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
