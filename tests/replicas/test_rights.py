"""What was taken away is gone within a second, on both replicas, at every door."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from bot.i18n import Translator
from gateways.telegram import Fleet
from gateways.telegram_bots import BotsAtTelegram
from models import Job, Membership, Session, User
from models.base import everywhere, within
from models.choices import JobState, MembershipStatus, Role
from models.transactions import transaction
from services import clock, communities, users
from services.communities import ConnectedBot
from services.domain_events import LevelReached, emit
from services.errors import ForbiddenError
from tests.journeys.house import Person
from tests.make.waiting import eventually
from tests.replicas.pair import Pair
from tests.replicas.test_updates import make_start, settled

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.xdist_group("replicas"),
]


#: A removed bot is in nobody's memory for longer; a loaded machine needs some more to ask.
SOON_SECONDS = 3.0


@dataclass
class Device:
    """Somebody who is signed in."""

    pair: Pair
    person: Person
    access_token: str
    refresh_token: str

    async def statuses(self, path: str = "/api/v1/auth/me") -> list[int]:
        """What each replica says to this device."""
        headers = {"Authorization": f"Bearer {self.access_token}"}
        found = []
        for replica in self.pair.replicas:
            async with self.pair.session.get(replica.url + path, headers=headers) as answer:
                found.append(answer.status)
        return found

    async def read_role(self, number: int) -> str:
        """The role as one replica sees it."""
        headers = {"Authorization": f"Bearer {self.access_token}"}
        url = f"{self.pair.replicas[number].url}/api/v1/auth/me"
        async with self.pair.session.get(url, headers=headers) as answer:
            return str((await answer.json())["role"])

    async def refresh(self, number: int, token: str | None = None) -> tuple[int, dict[str, Any]]:
        """Exchange a refresh token at one of the replicas."""
        url = f"{self.pair.replicas[number].url}/api/v1/auth/refresh"
        body = {"refresh_token": token or self.refresh_token}
        async with self.pair.session.post(url, json=body) as answer:
            return answer.status, await answer.json()


async def sign_in(pair: Pair, name: str) -> Device:
    person = await pair.make_person(name)
    await person.start()
    path = f"people/{person.id}/init-data"
    init_data = (await pair.sim(path, bot_id=person.bot_id))["init_data"]
    url = f"{pair.balancer.url}/api/v1/auth/telegram/validate"
    async with pair.session.post(url, json={"init_data": init_data}) as answer:
        said = await answer.json()
        assert answer.status == 200, said
    return Device(pair, person, said["access_token"], said["refresh_token"])


async def find_member(person: Person) -> Membership:
    user = await User.get(telegram_id=person.id)
    member = await communities.find_member(await communities.read_home(), user)
    assert member is not None
    return member


async def read_owner(pair: Pair) -> Membership:
    home = await communities.read_home()
    with within(home.id):
        return await Membership.get(role=Role.OWNER).select_related("custom_role")


async def test_twenty_refreshes_at_once_leave_one_pair_that_works(pair: Pair) -> None:
    device = await sign_in(pair, "Galina")

    answers = await asyncio.gather(*(device.refresh(number % 2) for number in range(20)))

    tokens = [said["refresh_token"] for status, said in answers if status == 200]
    assert {status for status, _ in answers} == {200}  # within the grace of ten seconds
    later = [(await device.refresh(0, token))[0] for token in tokens]
    assert later.count(200) == 1
    assert later.count(401) == len(tokens) - 1


async def test_an_old_refresh_token_after_the_grace_ends_the_session_everywhere(pair: Pair) -> None:
    device = await sign_in(pair, "Egor")
    status, fresh = await device.refresh(0)
    assert status == 200
    with everywhere():
        long_ago = clock.now() - timedelta(seconds=11)
        await Session.filter(user__telegram_id=device.person.id).update(rotated_at=long_ago)
    assert await device.statuses() == [200, 200]

    status, _ = await device.refresh(1)

    assert status == 401
    assert await device.statuses() == [401, 401]
    assert (await device.refresh(0, fresh["refresh_token"]))[0] == 401


async def test_signing_out_everywhere_works_at_once_on_both(pair: Pair) -> None:
    device = await sign_in(pair, "Zoya")
    assert await device.statuses() == [200, 200]
    home = await communities.read_home()

    with within(home.id):
        await users.revoke_all(await User.get(telegram_id=device.person.id))

    assert await device.statuses() == [401, 401]


async def test_a_ban_works_at_once_over_http_and_in_the_chat(pair: Pair) -> None:
    device = await sign_in(pair, "Ilya")
    shown = await device.person.last()
    refusals = [Translator("en")(error.text) for error in (communities.BannedError, ForbiddenError)]
    owner, member = await read_owner(pair), await find_member(device.person)
    with within(member.community_id):
        await communities.ban_member(owner, member.id)

    assert await device.statuses() == [403, 403]
    for _ in pair.replicas:
        answer = await device.person.click(message_id=shown.id, row=0, column=0)
        assert answer in refusals
    await settled()
    assert (await device.person.last()).raw == shown.raw
    with within(member.community_id):
        assert (await Membership.get(id=member.id)).status is MembershipStatus.BANNED


async def test_a_role_that_changed_counts_at_once_on_both(pair: Pair) -> None:
    device = await sign_in(pair, "Kira")
    owner, member = await read_owner(pair), await find_member(device.person)

    with within(member.community_id):
        await communities.change_role(owner, member.id, Role.MODERATOR)
    promoted = [await device.read_role(number) for number in (0, 1)]
    with within(member.community_id):
        await communities.change_role(owner, member.id, Role.MEMBER)
    demoted = [await device.read_role(number) for number in (0, 1)]

    assert promoted == ["moderator", "moderator"]
    assert demoted == ["member", "member"]


async def test_a_job_for_somebody_who_was_banned_sends_nothing(pair: Pair) -> None:
    owner = await read_owner(pair)
    people = [(await sign_in(pair, name)).person for name in ("Lev", "Mila")]
    members = [await find_member(person) for person in people]

    with within(owner.community_id):
        await communities.ban_member(owner, members[0].id)
        async with transaction():
            for member in members:
                await emit(LevelReached(member_id=member.id, level=2))

    async def done() -> bool:
        left = await Job.filter(state=JobState.READY).count()
        return left == 0 and len(await pair.calls("sendMessage", people[1].id)) == 2

    await eventually(done, 30)
    assert len(await pair.calls("sendMessage", people[0].id)) == 1


async def test_a_bot_that_was_connected_serves_on_both_and_then_on_none(pair: Pair) -> None:
    owner = await read_owner(pair)
    made = await pair.sim("bots", name="School", username="school_bot", owner=pair.sandbox.owner_id)
    fleet = Fleet(pair.sandbox.url)
    telegram = BotsAtTelegram(fleet)
    url = [f"{replica.url}/tg/bot/{made['id']}" for replica in pair.replicas]

    with within(owner.community_id):
        connected = await communities.connect_bot(
            owner, made["token"], vault=pair.vault, telegram=telegram
        )
    served = [await post_update(pair, one, connected, 1) for one in url]
    with within(owner.community_id):
        await communities.remove_bot(owner, connected.row_id, vault=pair.vault, telegram=telegram)

    async def nobody_serves() -> bool:
        return {await post_update(pair, one, connected, 2) for one in url} == {401}

    assert served == [200, 200]
    await eventually(nobody_serves, SOON_SECONDS)
    await fleet.close()


async def post_update(pair: Pair, url: str, connected: ConnectedBot, update_id: int) -> int:
    headers = {"X-Telegram-Bot-Api-Secret-Token": connected.webhook_secret}
    update = make_start(pair.sandbox.owner_id, update_id)
    async with pair.session.post(url, json=update, headers=headers) as answer:
        return answer.status
