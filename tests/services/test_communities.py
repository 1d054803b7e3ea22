"""Communities: made with good keys, joined as their policy says, each blind to the other."""

import asyncio
from datetime import timedelta

import pytest

from bot.limits import MemoryLimiter
from models import Community, Job, JoinRequest, Membership
from models.base import within
from models.choices import CommunityStatus, JoinPolicy, JoinRequestStatus, MembershipStatus, Role
from services import clock, communities
from services.errors import ForbiddenError, NotFoundError
from tests.databases import Database
from tests.make.communities import make_community, make_member, make_user


async def create(user, key: str = "school", title: str = "Школа", who_may: str = "open"):
    return await communities.create_community(
        user, key=key, title=title, join_policy=JoinPolicy.OPEN, who_may=who_may
    )


async def test_who_makes_a_community_owns_it(database: Database) -> None:
    anna = await make_user()

    community = await create(anna, " School ", " Школа \n подкастеров ")

    member = await communities.find_member(community, anna)
    assert (community.key, community.title) == ("school", "Школа подкастеров")
    assert member is not None
    assert member.role is Role.OWNER


@pytest.mark.parametrize(
    "key",
    ["", "a", "ab", "1st", "-ab", "ab-", "a--b", "школа", "a b", "a_b", "admin", "x" * 33, "a/b"],
)
async def test_a_key_that_is_no_good_address_is_refused(database: Database, key: str) -> None:
    with pytest.raises(communities.BadKeyError):
        await create(await make_user(), key)

    assert not await Community.exists()


@pytest.mark.parametrize("title", ["", "  ", "x" * 129, "a\0b"])
async def test_a_title_that_cannot_be_shown_is_refused(database: Database, title: str) -> None:
    with pytest.raises(communities.BadTitleError):
        await create(await make_user(), title=title)


async def test_a_key_is_given_once_even_at_once(database: Database) -> None:
    people = [await make_user() for _ in range(5)]

    answers = await asyncio.gather(*(create(one) for one in people), return_exceptions=True)

    assert sum(isinstance(one, Community) for one in answers) == 1
    assert sum(isinstance(one, communities.KeyTakenError) for one in answers) == 4


async def test_making_it_again_finds_it(database: Database) -> None:
    anna = await make_user()

    first, again = await create(anna), await create(anna)

    assert first.id == again.id


async def test_only_admins_make_communities_unless_it_is_open(database: Database) -> None:
    anna, admin = await make_user(), await make_user(is_platform_admin=True)

    with pytest.raises(ForbiddenError):
        await create(anna, who_may="admins")

    assert await create(admin, who_may="admins")


async def test_one_person_owns_so_many_and_no_more(database: Database) -> None:
    anna = await make_user()
    for number in range(10):
        await create(anna, f"school-{number}")

    with pytest.raises(communities.TooManyCommunitiesError):
        await create(anna, "one-more")


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Школа подкастеров", "shkola-podkasterov"),
        ("Ёжик & щука!", "ezhik-schuka"),
        ("Admin", "c-admin"),
        ("日本", "club"),
        ("42", "c-42"),
        ("Main", "main-2"),
    ],
)
async def test_a_key_is_suggested_from_the_title(database: Database, title: str, key: str) -> None:
    await make_community(key="main")

    suggested = await communities.suggest_key(title)

    assert suggested == key
    assert await communities.check_key(suggested) == key


# Coming in


async def test_an_open_community_takes_everybody_at_the_first_visit(database: Database) -> None:
    community, anna = await make_community(), await make_user()

    members = await asyncio.gather(*(communities.enter(community, anna) for _ in range(5)))

    assert len({one.id for one in members if one is not None}) == 1
    assert await Job.filter(kind="event:member.joined").count() == 1


@pytest.mark.parametrize("policy", [JoinPolicy.REQUEST, JoinPolicy.INVITE])
async def test_a_visit_alone_opens_no_closed_door(database: Database, policy: JoinPolicy) -> None:
    community, anna = await make_community(join_policy=policy), await make_user()

    assert await communities.enter(community, anna) is None
    assert await communities.find_member(community, anna) is None


async def test_one_asks_once_however_often_one_taps(database: Database) -> None:
    community, anna = await make_community(join_policy=JoinPolicy.REQUEST), await make_user()

    await asyncio.gather(*(communities.join(community, anna) for _ in range(5)))

    with within(community.id):
        assert await JoinRequest.all().count() == 1
        assert not await Membership.exists()
    assert await Job.filter(kind="event:join.requested").count() == 1


async def test_a_community_by_invite_takes_no_requests(database: Database) -> None:
    community, anna = await make_community(join_policy=JoinPolicy.INVITE), await make_user()

    with pytest.raises(communities.InviteNeededError):
        await communities.join(community, anna)


async def test_a_closed_community_is_as_if_it_did_not_exist(database: Database) -> None:
    community = await make_community(status=CommunityStatus.CLOSED)
    anna = await make_user()

    with pytest.raises(NotFoundError):
        await communities.join(community, anna)
    assert await communities.enter(community, anna) is None
    assert await communities.find_open_community(community.key) is None


async def ask(community: Community):
    anna = await make_user("Anna")
    request = await communities.join(community, anna)
    assert isinstance(request, JoinRequest)
    return anna, request


async def test_two_admins_decide_at_once_and_one_of_them_has_decided(database: Database) -> None:
    community = await make_community(join_policy=JoinPolicy.REQUEST)
    owner, admin = (
        await make_member(community, Role.OWNER),
        await make_member(community, Role.ADMIN),
    )
    anna, request = await ask(community)

    decisions = await asyncio.gather(
        communities.decide_request(owner, request.id, approve=True),
        communities.decide_request(admin, request.id, approve=False),
    )

    first = next(one for one in decisions if one.is_new)
    assert sum(one.is_new for one in decisions) == 1
    assert {one.is_approved for one in decisions} == {first.is_approved}
    assert len({one.decided_by.id for one in decisions if one.decided_by}) == 1
    member = await communities.find_member(community, anna)
    assert (member is not None) == first.is_approved
    assert await Job.filter(kind="event:join.decided").count() == 1


async def test_who_was_refused_asks_again_after_a_day(database: Database) -> None:
    community = await make_community(join_policy=JoinPolicy.REQUEST)
    owner = await make_member(community, Role.OWNER)
    with clock.frozen(clock.now()) as time:
        anna, request = await ask(community)
        await communities.decide_request(owner, request.id, approve=False)

        with pytest.raises(communities.RefusedLatelyError):
            await communities.join(community, anna)
        time.advance(timedelta(days=1))
        again = await communities.join(community, anna)

    assert isinstance(again, JoinRequest)
    assert again.id != request.id


async def test_an_applicant_who_was_banned_meanwhile_stays_out(database: Database) -> None:
    community = await make_community(join_policy=JoinPolicy.REQUEST)
    owner = await make_member(community, Role.OWNER)
    anna, request = await ask(community)
    await make_member(community, user=anna, status=MembershipStatus.BANNED)

    with pytest.raises(communities.BannedError):
        await communities.decide_request(owner, request.id, approve=True)

    with within(community.id):
        assert (await JoinRequest.get(id=request.id)).status is JoinRequestStatus.PENDING


async def test_only_members_staff_decides_and_only_here(database: Database) -> None:
    ours = await make_community(join_policy=JoinPolicy.REQUEST)
    theirs = await make_community(join_policy=JoinPolicy.REQUEST)
    owner, teacher = await make_member(ours, Role.OWNER), await make_member(ours, Role.TEACHER)
    _, request = await ask(ours)
    _, foreign = await ask(theirs)

    with pytest.raises(ForbiddenError):
        await communities.decide_request(teacher, request.id, approve=True)
    for request_id in (foreign.id, 10**9):
        with pytest.raises(communities.RequestNotFoundError):
            await communities.decide_request(owner, request_id, approve=True)

    with within(theirs.id):
        assert (await JoinRequest.get(id=foreign.id)).status is JoinRequestStatus.PENDING


async def test_an_invite_settles_the_open_request(database: Database) -> None:
    community = await make_community(join_policy=JoinPolicy.REQUEST)
    invite = await communities.create_invite_as_operator(community, communities.InviteTerms())
    anna, _ = await ask(community)

    await communities.use_invite(anna, invite.code, limiter=MemoryLimiter())

    assert await communities.find_open_request(community, anna) is None


async def test_the_news_of_a_request_goes_to_those_who_may_decide(database: Database) -> None:
    community = await make_community(join_policy=JoinPolicy.REQUEST)
    deciders = [
        await make_member(community, role) for role in (Role.OWNER, Role.ADMIN, Role.MODERATOR)
    ]
    for role in (Role.TEACHER, Role.MEMBER):
        await make_member(community, role)
    anna, request = await ask(community)

    with within(community.id):
        news = await communities.find_request_news(request.id)

    assert news is not None
    assert news.applicant.id == anna.id
    assert {one.id for one in news.deciders} == {one.user_id for one in deciders}


async def test_a_home_community_that_nobody_described_is_dressed_once(database):
    home = await communities.ensure_home(None, JoinPolicy.OPEN, ())

    await communities.dress_demo(home)
    await communities.dress_demo(home)

    assert home.title == "Подкаст-клуб"
    assert home.description.startswith("Учимся делать подкасты вместе")


@pytest.mark.parametrize("given", [{"title": "Моя школа"}, {"description": "О звуке."}])
async def test_what_somebody_called_their_community_stays(database, given):
    home = await communities.ensure_home(None, JoinPolicy.OPEN, ())
    await Community.filter(id=home.id).update(**given)

    await communities.dress_demo(home)

    assert {name: getattr(home, name) for name in given} == given
