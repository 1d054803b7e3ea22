"""A community's own bots and groups: connected once, sealed, removed whole."""

import asyncio

import pytest

from models import Bot, ConnectedChat, Membership
from models.base import everywhere, within
from models.choices import BotStatus, ConnectedChatKind, Role
from services import communities
from services.communities import TelegramChat
from services.errors import ForbiddenError, UnavailableError
from services.vault import BrokenSealError, Vault
from tests.databases import Database
from tests.make.communities import make_community, make_member
from tests.make.telegram_bots import KnownBots

VAULT = Vault({"k1": b"1" * 32}, "k1")


async def connect(member: Membership, token: str, telegram: KnownBots):
    with within(member.community_id):
        return await communities.connect_bot(member, token, vault=VAULT, telegram=telegram)


async def make_owner() -> Membership:
    return await make_member(await make_community(), Role.OWNER)


async def test_a_token_is_sealed_for_its_row_alone(database: Database) -> None:
    owner, telegram = await make_owner(), KnownBots()
    token = telegram.make(7_000_000_001)

    connected = await connect(owner, f"  {token}\n", telegram)

    row = await Bot.get(id=connected.row_id)
    assert token not in row.token
    assert "A" * 35 not in row.token
    assert VAULT.open(row.token, f"bots:{row.telegram_id}:token").decode() == token
    with pytest.raises(BrokenSealError):
        VAULT.open(row.token, "bots:1:token")
    assert row.webhook_secret != connected.webhook_secret


@pytest.mark.parametrize(
    "token", ["", "hello", "123:short", "999999999:" + "B" * 35, "7000000001:" + "A" * 34 + "\n2"]
)
async def test_a_token_that_telegram_does_not_know_is_refused(
    database: Database, token: str
) -> None:
    owner, telegram = await make_owner(), KnownBots()
    telegram.make(7_000_000_001)

    with pytest.raises(communities.BadTokenError):
        await connect(owner, token, telegram)

    assert not await Bot.exists()


async def test_a_bot_serves_one_community(database: Database) -> None:
    ours, theirs, telegram = await make_owner(), await make_owner(), KnownBots()
    token = telegram.make(7_000_000_001)
    await connect(ours, token, telegram)

    with pytest.raises(communities.BotTakenError):
        await connect(theirs, token, telegram)

    assert (await Bot.get()).community_id == ours.community_id


async def test_the_platforms_bot_cannot_be_taken(database: Database) -> None:
    owner, telegram = await make_owner(), KnownBots()
    token = telegram.make(7_000_000_001)
    await communities.register_platform_bot(
        VAULT, token=token, username="k", name="K", webhook_secret=None, is_sandbox=False
    )

    with pytest.raises(communities.BotTakenError):
        await connect(owner, token, telegram)


async def test_two_who_connect_a_bot_at_once_are_told_apart(database: Database) -> None:
    ours, theirs, telegram = await make_owner(), await make_owner(), KnownBots()
    token = telegram.make(7_000_000_001)

    answers = await asyncio.gather(
        connect(ours, token, telegram), connect(theirs, token, telegram), return_exceptions=True
    )

    assert sorted(type(one).__name__ for one in answers) == ["BotTakenError", "ConnectedBot"]
    assert await Bot.all().count() == 1


async def test_a_new_token_of_the_same_bot_is_taken_over(database: Database) -> None:
    owner, telegram = await make_owner(), KnownBots()
    first = await connect(owner, telegram.make(7_000_000_001), telegram)
    newer = "7000000001:" + "B" * 35
    telegram.bots[newer] = telegram.bots[first.token]

    second = await connect(owner, newer, telegram)

    assert (second.row_id, second.token) == (first.row_id, newer)
    assert second.webhook_secret != first.webhook_secret


async def test_removing_a_bot_takes_webhook_token_and_secret(database: Database) -> None:
    owner, telegram = await make_owner(), KnownBots()
    connected = await connect(owner, telegram.make(7_000_000_001), telegram)

    with within(owner.community_id):
        await communities.remove_bot(owner, connected.row_id, vault=VAULT, telegram=telegram)
        left = await communities.list_own_bots(owner)

    row = await Bot.get(id=connected.row_id)
    assert telegram.without_webhook == [connected.token]
    assert (row.status, row.token, row.webhook_secret) == (BotStatus.REMOVED, "", "")
    assert await communities.find_bot(VAULT, connected.telegram_id) is None
    assert left == []


async def test_a_removed_bot_may_serve_another_community(database: Database) -> None:
    ours, theirs, telegram = await make_owner(), await make_owner(), KnownBots()
    token = telegram.make(7_000_000_001)
    connected = await connect(ours, token, telegram)
    with within(ours.community_id):
        await communities.remove_bot(ours, connected.row_id, vault=VAULT, telegram=telegram)

    again = await connect(theirs, token, telegram)

    assert again.community_id == theirs.community_id


async def test_a_bot_stays_while_telegram_does_not_answer(database: Database) -> None:
    owner, telegram = await make_owner(), KnownBots()
    connected = await connect(owner, telegram.make(7_000_000_001), telegram)
    telegram.is_down = True

    with within(owner.community_id), pytest.raises(UnavailableError):
        await communities.remove_bot(owner, connected.row_id, vault=VAULT, telegram=telegram)

    assert await communities.find_bot(VAULT, connected.telegram_id) == connected


async def test_another_communitys_bot_is_as_if_it_did_not_exist(database: Database) -> None:
    ours, theirs, telegram = await make_owner(), await make_owner(), KnownBots()
    connected = await connect(theirs, telegram.make(7_000_000_001), telegram)

    with within(ours.community_id):
        for bot_id in (connected.row_id, 10**9):
            with pytest.raises(communities.BotNotFoundError):
                await communities.remove_bot(ours, bot_id, vault=VAULT, telegram=telegram)
        assert await communities.list_own_bots(ours) == []
    assert telegram.without_webhook == []


async def test_a_broken_bot_is_shown_and_mended_by_a_new_token(database: Database) -> None:
    owner, telegram = await make_owner(), KnownBots()
    token = telegram.make(7_000_000_001)
    connected = await connect(owner, token, telegram)

    await communities.mark_broken(connected.telegram_id)

    with within(owner.community_id):
        assert [one.status for one in await communities.list_own_bots(owner)] == [BotStatus.BROKEN]
    assert (await connect(owner, token, telegram)).row_id == connected.row_id
    assert await communities.find_bot(VAULT, connected.telegram_id) is not None


# Groups


def group(telegram_id: int = -1_001) -> TelegramChat:
    return TelegramChat(telegram_id=telegram_id, kind=ConnectedChatKind.SUPERGROUP, title="Гости")


async def connect_group(member: Membership, telegram: KnownBots, token: str) -> ConnectedChat:
    with within(member.community_id):
        return await communities.connect_chat(member, group(), bot_token=token, telegram=telegram)


async def test_a_group_is_connected_when_person_and_bot_administer_it(database: Database) -> None:
    owner, telegram = await make_owner(), KnownBots()
    token = telegram.make(7_000_000_001)
    telegram.admins[-1_001] = {7_000_000_001, owner.user.telegram_id}

    first = await connect_group(owner, telegram, token)
    again = await connect_group(owner, telegram, token)

    assert first.id == again.id
    found = await communities.find_by_chat(-1_001)
    assert found is not None
    assert found.id == owner.community_id


@pytest.mark.parametrize("who", ["bot", "person"])
async def test_a_group_that_only_one_of_them_administers_is_refused(
    database: Database, who: str
) -> None:
    owner, telegram = await make_owner(), KnownBots()
    token = telegram.make(7_000_000_001)
    telegram.admins[-1_001] = {7_000_000_001 if who == "bot" else owner.user.telegram_id}

    with pytest.raises(communities.NotChatAdminError):
        await connect_group(owner, telegram, token)

    with everywhere():
        assert not await ConnectedChat.exists()


async def test_a_group_belongs_to_one_community(database: Database) -> None:
    ours, theirs, telegram = await make_owner(), await make_owner(), KnownBots()
    token = telegram.make(7_000_000_001)
    telegram.admins[-1_001] = {7_000_000_001, ours.user.telegram_id, theirs.user.telegram_id}
    await connect_group(ours, telegram, token)

    with pytest.raises(communities.ChatTakenError):
        await connect_group(theirs, telegram, token)


async def test_who_may_not_manage_groups_connects_none(database: Database) -> None:
    community = await make_community()
    teacher, telegram = await make_member(community, Role.TEACHER), KnownBots()
    token = telegram.make(7_000_000_001)
    telegram.admins[-1_001] = {7_000_000_001, teacher.user.telegram_id}

    with pytest.raises(ForbiddenError):
        await connect_group(teacher, telegram, token)

    assert await communities.list_connectable(teacher.user) == []
