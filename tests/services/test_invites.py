"""Invites: who makes them, whom they let in, and that their limit is exact."""

import asyncio
import re
from datetime import timedelta

import pytest

from bot.limits import MemoryLimiter
from models import InviteUse, Membership
from models.base import within
from models.choices import JoinPolicy, MembershipStatus, Role
from services import clock, communities
from services.communities import InviteStatus, InviteTerms
from services.errors import ForbiddenError, InvalidError, RateLimitedError
from tests.databases import Database
from tests.make.communities import make_community, make_member, make_user

HOUR = timedelta(hours=1)
NO_CODE = "AAAAAAAAAAAA"


async def make_invite(community, **terms):
    return await communities.create_invite_as_operator(community, InviteTerms(**terms))


async def use(user, code):
    return await communities.use_invite(user, code, limiter=MemoryLimiter())


async def test_a_code_is_twelve_capitals_and_digits_and_never_the_same(database: Database) -> None:
    community = await make_community()

    codes = {(await make_invite(community)).code for _ in range(20)}

    assert len(codes) == 20
    assert all(re.fullmatch("[A-Z0-9]{12}", code) for code in codes)


async def test_an_invite_lets_a_stranger_into_a_closed_community(database: Database) -> None:
    community = await make_community(join_policy=JoinPolicy.INVITE)
    invite = await make_invite(community, role=Role.TEACHER, uses_limit=1)
    anna = await make_user()

    arrival = await use(anna, f" {invite.code.lower()} ")

    assert (arrival.is_new, arrival.member.role) == (True, Role.TEACHER)
    with within(community.id):
        assert await InviteUse.filter(invite_id=invite.id, user_id=anna.id).count() == 1


async def test_a_limit_is_exact_when_fifty_people_come_at_once(database: Database) -> None:
    community = await make_community(join_policy=JoinPolicy.INVITE)
    invite = await make_invite(community, uses_limit=10)
    people = [await make_user(f"Guest {number}") for number in range(50)]

    arrivals = await asyncio.gather(
        *(use(person, invite.code) for person in people), return_exceptions=True
    )

    let_in = [one for one in arrivals if isinstance(one, communities.Arrival)]
    refused = [one for one in arrivals if isinstance(one, communities.InviteOverError)]
    assert (len(let_in), len(refused)) == (10, 40)
    with within(community.id):
        await invite.refresh_from_db()
        assert invite.uses == 10
        assert await InviteUse.all().count() == 10
        assert await Membership.all().count() == 10


async def test_the_same_person_counts_once_however_often_and_fast_they_come(
    database: Database,
) -> None:
    community = await make_community(join_policy=JoinPolicy.INVITE)
    invite = await make_invite(community, uses_limit=3)
    anna = await make_user()

    await asyncio.gather(*(use(anna, invite.code) for _ in range(5)))
    await use(anna, invite.code)

    with within(community.id):
        await invite.refresh_from_db()
        assert invite.uses == 1


async def test_who_left_comes_back_by_the_same_invite_without_counting(database: Database) -> None:
    community = await make_community(join_policy=JoinPolicy.INVITE)
    invite = await make_invite(community, uses_limit=1)
    anna = await make_user()
    arrival = await use(anna, invite.code)
    with within(community.id):
        await communities.leave(arrival.member)

    again = await use(anna, invite.code)

    assert again.member.status is MembershipStatus.ACTIVE
    with within(community.id):
        await invite.refresh_from_db()
        assert invite.uses == 1


async def test_a_revoked_or_expired_invite_lets_nobody_in(database: Database) -> None:
    community = await make_community(join_policy=JoinPolicy.INVITE)
    revoked = await make_invite(community)
    await communities.revoke_invite_as_operator(revoked.code)
    with clock.frozen(clock.now()) as time:
        expired = await make_invite(community, expires_at=clock.now() + HOUR)
        time.advance(HOUR)

        for invite in (revoked, expired):
            with pytest.raises(communities.InviteOverError):
                await use(await make_user(), invite.code)

    with within(community.id):
        assert not await Membership.exists()
        assert not await InviteUse.exists()


async def test_who_came_and_left_is_not_brought_back_by_a_revoked_invite(
    database: Database,
) -> None:
    community = await make_community(join_policy=JoinPolicy.INVITE)
    invite = await make_invite(community)
    anna = await make_user()
    arrival = await use(anna, invite.code)
    with within(community.id):
        await communities.leave(arrival.member)
    await communities.revoke_invite_as_operator(invite.code)

    with pytest.raises(communities.InviteOverError):
        await use(anna, invite.code)

    assert await communities.find_member(community, anna) is None


async def test_a_banned_person_is_refused_and_takes_no_use(database: Database) -> None:
    community = await make_community(join_policy=JoinPolicy.INVITE)
    invite = await make_invite(community, uses_limit=1)
    banned = await make_member(community, status=MembershipStatus.BANNED)

    with pytest.raises(communities.BannedError):
        await use(banned.user, invite.code)

    with within(community.id):
        await invite.refresh_from_db()
        assert invite.uses == 0


@pytest.mark.parametrize(
    ("present", "invited", "then"),
    [
        (Role.OWNER, Role.MEMBER, Role.OWNER),
        (Role.ADMIN, Role.TEACHER, Role.ADMIN),
        (Role.MEMBER, Role.GUEST, Role.MEMBER),
        (Role.TEACHER, Role.ORGANISER, Role.TEACHER),
        (Role.GUEST, Role.MEMBER, Role.MEMBER),
        (Role.MEMBER, Role.TEACHER, Role.TEACHER),
        (Role.STEWARD, Role.ADMIN, Role.ADMIN),
    ],
)
async def test_a_member_keeps_a_role_that_may_do_more(
    database: Database, present: Role, invited: Role, then: Role
) -> None:
    community = await make_community()
    invite = await make_invite(community, role=invited)
    member = await make_member(community, present)

    await use(member.user, invite.code)

    found = await communities.find_member(community, member.user)
    assert found is not None
    assert found.role is then


@pytest.mark.parametrize(
    ("maker", "role", "is_allowed"),
    [
        (Role.OWNER, Role.ADMIN, True),
        (Role.OWNER, Role.OWNER, False),
        (Role.ADMIN, Role.MODERATOR, True),
        (Role.ADMIN, Role.ADMIN, False),
        (Role.MODERATOR, Role.MEMBER, True),
        (Role.MODERATOR, Role.TEACHER, False),
        (Role.MODERATOR, Role.MODERATOR, False),
        (Role.TEACHER, Role.MEMBER, False),
        (Role.MEMBER, Role.MEMBER, False),
        (Role.OWNER, Role.CUSTOM, False),
    ],
)
async def test_nobody_invites_to_what_they_may_not_do_themselves(
    database: Database, maker: Role, role: Role, is_allowed: bool
) -> None:
    community = await make_community()
    member = await make_member(community, maker)

    with within(community.id):
        if is_allowed:
            assert (await communities.create_invite(member, InviteTerms(role=role))).role is role
        else:
            with pytest.raises(ForbiddenError):
                await communities.create_invite(member, InviteTerms(role=role))


async def test_the_same_key_makes_one_invite_even_at_once(database: Database) -> None:
    community = await make_community()
    terms = InviteTerms(idempotency_key="update:1:2:invite")

    made = await asyncio.gather(
        *(communities.create_invite_as_operator(community, terms) for _ in range(5))
    )

    assert len({invite.id for invite in made}) == 1


@pytest.mark.parametrize(
    "terms",
    [
        {"uses_limit": -1},
        {"uses_limit": 2**40},
        {"role": Role.OWNER},
        {"notes": "x" * 300},
        {"notes": "\0"},
        {"expires_at": clock.now() - HOUR},
    ],
)
async def test_impossible_terms_are_refused(database: Database, terms: dict) -> None:
    community = await make_community()

    with pytest.raises(InvalidError):
        await make_invite(community, **terms)


async def test_invites_are_listed_by_what_became_of_them(database: Database) -> None:
    community = await make_community()
    owner = await make_member(community, Role.OWNER)
    with clock.frozen(clock.now()) as time:
        expired = await make_invite(community, expires_at=clock.now() + HOUR)
        time.advance(HOUR)
        active = await make_invite(community, uses_limit=2)
        exhausted = await make_invite(community, uses_limit=1)
        await use(await make_user(), exhausted.code)
        revoked = await make_invite(community)
        await communities.revoke_invite_as_operator(revoked.code)

        with within(community.id):
            found = {
                status: [one.id for one in await communities.list_invites(owner, status)]
                for status in InviteStatus
            }
            everything = await communities.list_invites(owner)

    assert found == {
        InviteStatus.ACTIVE: [active.id],
        InviteStatus.EXPIRED: [expired.id],
        InviteStatus.EXHAUSTED: [exhausted.id],
        InviteStatus.REVOKED: [revoked.id],
    }
    assert [one.id for one in everything] == [revoked.id, exhausted.id, active.id, expired.id]


async def test_one_invite_shows_who_came(database: Database) -> None:
    community = await make_community()
    owner = await make_member(community, Role.OWNER)
    invite = await make_invite(community)
    anna = await make_user("Anna")
    await use(anna, invite.code)

    with within(community.id):
        found, uses = await communities.access_invite(owner, invite.code)

    assert found.uses == 1
    assert [one.user.first_name for one in uses] == ["Anna"]


async def test_another_communitys_invite_is_as_if_it_did_not_exist(database: Database) -> None:
    ours, theirs = await make_community(), await make_community()
    owner = await make_member(ours, Role.OWNER)
    invite = await make_invite(theirs)

    with within(ours.id):
        for code in (invite.code, "ABCDEFGH2345", "no code"):
            with pytest.raises(communities.InviteNotFoundError):
                await communities.access_invite(owner, code)
            with pytest.raises(communities.InviteNotFoundError):
                await communities.revoke_invite(owner, code)
        assert await communities.list_invites(owner) == []

    assert (await communities.find_invite(invite.code)).revoked_at is None


async def test_guessing_codes_is_stopped(database: Database) -> None:
    anna, limiter = await make_user(), MemoryLimiter()

    for _ in range(10):
        with pytest.raises(communities.InviteNotFoundError):
            await communities.use_invite(anna, NO_CODE, limiter=limiter)
    with pytest.raises(RateLimitedError):
        await communities.use_invite(anna, NO_CODE, limiter=limiter)
