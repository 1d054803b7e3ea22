"""Points count once, the sum fits the ledger, and a level is told when it is reached."""

import asyncio
import contextlib

import pytest

from models import Community, Job, Membership, PointsEntry
from models.base import UnscopedError, everywhere, within
from models.transactions import transaction
from services import gamification
from services.errors import NotFoundError
from services.gamification import LEVELS, level_of
from tests.databases import Database
from tests.make.courses import make_community, make_member


@pytest.fixture
async def home(database: Database) -> Community:
    return await make_community()


async def _points(member: Membership) -> tuple[int, int]:
    with everywhere():
        row = await Membership.get(id=member.id)
    return row.points, row.level


async def test_a_deed_counts_once_however_often_it_is_told(home: Community) -> None:
    anna = await make_member(home)

    with within(home.id):
        told = [await gamification.award(anna.id, "lesson.completed", 5, "l:1") for _ in range(3)]
        entries = await PointsEntry.all()

    assert told == [True, False, False]
    assert [(entry.member_id, entry.points) for entry in entries] == [(anna.id, 5)]
    assert await _points(anna) == (5, 2)


async def test_deeds_told_at_once_lose_no_point(home: Community) -> None:
    anna = await make_member(home)

    with within(home.id):
        await asyncio.gather(
            *(gamification.award(anna.id, "lesson.completed", 5, f"l:{n % 20}") for n in range(40))
        )
        entries = await PointsEntry.all()

    assert len(entries) == 20
    assert await _points(anna) == (100, level_of(100))


async def test_a_rolled_back_deed_leaves_no_trace(home: Community) -> None:
    anna = await make_member(home)

    with within(home.id), contextlib.suppress(ZeroDivisionError):
        async with transaction():
            await gamification.award(anna.id, "course.finished", 50, "c:1")
            raise ZeroDivisionError

    assert await _points(anna) == (0, 1)
    assert not await Job.exists()


async def test_a_deed_known_already_does_not_undo_the_transaction_around_it(
    home: Community,
) -> None:
    anna = await make_member(home)

    with within(home.id):
        await gamification.award(anna.id, "lesson.completed", 5, "l:1")
        async with transaction():
            assert not await gamification.award(anna.id, "lesson.completed", 5, "l:1")
            assert await gamification.award(anna.id, "lesson.completed", 5, "l:2")

    assert await _points(anna) == (10, 2)


async def test_reaching_a_level_is_told_once_and_with_the_points(home: Community) -> None:
    anna = await make_member(home)

    with within(home.id):
        await gamification.award(anna.id, "quiz.passed", 10, "q:1")
        await gamification.award(anna.id, "lesson.completed", 5, "l:1")
        await gamification.award(anna.id, "course.finished", 50, "c:1")

    told = await Job.filter(kind="event:level.reached").order_by("id")
    assert [job.payload for job in told] == [
        {"member_id": anna.id, "level": 2},
        {"member_id": anna.id, "level": 4},
    ]


async def test_points_taken_lower_the_level_and_tell_nobody(home: Community) -> None:
    anna = await make_member(home)

    with within(home.id):
        await gamification.award(anna.id, "course.finished", 50, "c:1")
        await gamification.award(anna.id, "moderation.warned", -60, "m:1")

    assert await _points(anna) == (-10, 1)
    assert await Job.filter(kind="event:level.reached").count() == 1


async def test_a_member_of_another_community_gets_nothing(home: Community) -> None:
    other = await make_community("other", is_home=False)
    stranger = await make_member(other)

    with within(home.id), pytest.raises(NotFoundError):
        await gamification.award(stranger.id, "lesson.completed", 5, "l:1")

    assert await _points(stranger) == (0, 1)
    with everywhere():
        assert not await PointsEntry.exists()


async def test_the_same_key_counts_in_each_community(home: Community) -> None:
    other = await make_community("other", is_home=False)
    here, there = await make_member(home), await make_member(other)

    for community, member in ((home, here), (other, there)):
        with within(community.id):
            assert await gamification.award(member.id, "lesson.completed", 5, "l:1")

    assert await _points(here) == await _points(there) == (5, 2)


async def test_points_outside_of_a_community_are_refused(home: Community) -> None:
    anna = await make_member(home)

    with pytest.raises(UnscopedError):
        await gamification.award(anna.id, "lesson.completed", 5, "l:1")


async def test_the_rules_know_what_a_deed_is_worth(home: Community) -> None:
    anna = await make_member(home)

    with within(home.id):
        assert await gamification.reward_deed(anna.id, "lesson.completed", "lesson:1")
        assert await gamification.reward_deed(anna.id, "quiz.passed", "lesson:1")
        assert await gamification.reward_deed(anna.id, "course.finished", "course:1")
        assert not await gamification.reward_deed(anna.id, "tea.drunk", "cup:1")

    assert await _points(anna) == (65, 4)


async def test_a_standing_tells_how_far_the_next_level_is(home: Community) -> None:
    anna = await make_member(home, telegram_id=1)
    legend = await make_member(home, telegram_id=2)

    with within(home.id):
        await gamification.award(anna.id, "lesson.completed", 8, "l:1")
        await gamification.award(legend.id, "course.finished", 40_000, "c:1")
        low, high = [await gamification.read_standing(member) for member in (anna, legend)]

    assert (low.points, low.level, low.missing, low.percent) == (8, 2, 12, 20)
    assert low.title == "gamification-level-2"
    assert (high.level, high.missing, high.percent) == (9, None, 100)


def test_levels_begin_at_their_thresholds() -> None:
    assert [level_of(points) for points in LEVELS] == list(range(1, len(LEVELS) + 1))
    assert [level_of(points - 1) for points in LEVELS[1:]] == list(range(1, len(LEVELS)))
    assert level_of(-100) == 1
