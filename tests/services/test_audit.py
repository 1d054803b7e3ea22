"""The audit: numbered, chained, without names, and only added to."""

import asyncio

import pytest

from models import AuditEntry, sql
from models.base import within
from models.choices import Role
from models.transactions import transaction
from services import communities
from services.communities import AuditCheck
from services.errors import ForbiddenError
from tests.databases import Database
from tests.make.communities import make_community, make_member


async def fill(count: int):
    community = await make_community()
    owner = await make_member(community, Role.OWNER)
    with within(community.id):
        for number in range(count):
            await communities.record("invite.created", owner.user, target_id=number, role="член")
    return community, owner


async def test_entries_are_numbered_without_gaps_when_many_write_at_once(
    database: Database,
) -> None:
    ours, theirs = await make_community(), await make_community()

    async def write(community, number):
        with within(community.id):
            await communities.record("invite.created", None, target_id=number)

    await asyncio.gather(*(write(one, n) for n in range(20) for one in (ours, theirs)))

    for community in (ours, theirs):
        with within(community.id):
            entries = await AuditEntry.all().order_by("number")
            assert [one.number for one in entries] == list(range(1, 21))
            assert await communities.verify_audit() == AuditCheck(20, None)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET action = 'other' WHERE number = 2",
        "UPDATE audit_entries SET actor_id = 999 WHERE number = 2",
        "UPDATE audit_entries SET details = '{}' WHERE number = 2",
        "UPDATE audit_entries SET created_at = '2001-01-01 00:00:00+00:00' WHERE number = 2",
        "UPDATE audit_entries SET digest = '0' WHERE number = 2",
        "DELETE FROM audit_entries WHERE number = 2",
    ],
)
async def test_a_changed_or_removed_entry_is_noticed(database: Database, statement: str) -> None:
    community, _ = await fill(4)

    await sql.query(statement)

    with within(community.id):
        check = await communities.verify_audit()
    assert (check.is_whole, check.broken_at) == (False, 2)


async def test_an_untouched_chain_is_whole(database: Database) -> None:
    community, _ = await fill(4)

    with within(community.id):
        assert await communities.verify_audit() == AuditCheck(4, None)


async def test_an_entry_is_gone_with_the_change_that_failed(database: Database) -> None:
    community, owner = await fill(1)

    async def fail() -> None:
        async with transaction():
            await communities.record("invite.created", owner.user)
            raise ValueError("no")

    with within(community.id), pytest.raises(ValueError, match="no"):
        await fail()

    with within(community.id):
        assert await communities.verify_audit() == AuditCheck(1, None)


async def test_the_newest_come_first_page_by_page(database: Database) -> None:
    community, owner = await fill(5)

    with within(community.id):
        first = await communities.list_audit(owner, limit=3)
        second = await communities.list_audit(owner, before=first[-1].number, limit=3)

    assert [one.number for one in first + second] == [5, 4, 3, 2, 1]


async def test_entries_hold_ids_and_the_names_are_found_when_read(database: Database) -> None:
    community, owner = await fill(1)

    with within(community.id):
        entries = await communities.list_audit(owner)

    assert owner.user.name not in str([(one.details, one.action) for one in entries])
    assert await communities.read_actor_names(entries) == {owner.user_id: owner.user.name}


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.TEACHER, Role.MEMBER, Role.GUEST])
async def test_who_may_not_see_the_audit_is_refused(database: Database, role: Role) -> None:
    community, _ = await fill(1)
    member = await make_member(community, role)

    with within(community.id), pytest.raises(ForbiddenError):
        await communities.list_audit(member)


async def test_another_communitys_entries_are_not_seen(database: Database) -> None:
    ours, owner = await fill(2)
    await fill(3)

    with within(ours.id):
        assert len(await communities.list_audit(owner)) == 2
