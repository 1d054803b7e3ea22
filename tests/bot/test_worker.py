"""Jobs are done, tried again when they fail, and buried when they fail for good."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from bot.dead_letters import DeadLetters
from bot.worker import JobRows, Tick, Worker
from bot.worker import worker as worker_module
from bot.worker.rows import LEASE
from jobs import REACTIONS, all_jobs
from models import Bot as BotRow
from models import Community, Contact, Job, Membership, OutboxMessage, User
from models.base import current_community, everywhere, within
from models.choices import JobState
from models.transactions import transaction
from services import clock, steps
from services.domain_events import CourseFinished, LessonCompleted, emit
from services.vault import Vault
from tests.databases import Database
from tests.make.courses import make_community, make_member
from tests.make.waiting import eventually

Payload = dict[str, Any]


@asynccontextmanager
async def working(
    jobs: dict[str, Any], reactions: dict[str, Any] | None = None, **options: Any
) -> AsyncIterator[Worker]:
    worker = Worker(JobRows(), jobs, reactions or {}, is_shared=False, **options)
    await worker.start()
    try:
        yield worker
    finally:
        await worker.stop(5)


@pytest.fixture
async def home(database: Database) -> Community:
    return await make_community()


def is_settled(count: int = 1) -> Callable[[], Any]:
    async def look() -> bool:
        left = await Job.filter(state=JobState.READY).count()
        return left == 0 and await Job.all().count() >= count

    return look


async def test_a_job_runs_in_the_scope_of_its_community(home: Community) -> None:
    seen: list[tuple[int | None, Payload]] = []

    async def note(payload: Payload) -> None:
        seen.append((current_community(), payload))

    await JobRows().add("note", payload={"n": 1}, community_id=home.id)
    async with working({"note": note}):
        await eventually(is_settled())

    assert seen == [(home.id, {"n": 1})]
    assert (await Job.get()).state is JobState.DONE


async def test_an_event_wakes_the_worker_right_after_its_commit(home: Community) -> None:
    done_at: list[float] = []

    async def note(payload: Payload) -> None:
        done_at.append(asyncio.get_running_loop().time())

    async with working({"note": note}, {"course.finished": ("note",)}):
        await asyncio.sleep(0.05)
        with within(home.id):
            async with transaction():
                await emit(CourseFinished(member_id=1, course_id=2))
        committed_at = asyncio.get_running_loop().time()
        await eventually(is_settled())

    assert done_at[0] - committed_at < 0.5


async def test_what_is_rolled_back_never_happens(home: Community) -> None:
    seen: list[Payload] = []

    async def note(payload: Payload) -> None:
        seen.append(payload)

    async with working({"note": note}, {"course.finished": ("note",)}):
        with within(home.id), contextlib.suppress(ZeroDivisionError):
            async with transaction():
                await emit(CourseFinished(member_id=1, course_id=2))
                raise ZeroDivisionError
        with within(home.id):
            async with transaction():
                await emit(CourseFinished(member_id=3, course_id=4))
        await eventually(is_settled())

    assert seen == [{"member_id": 3, "course_id": 4}]


async def test_one_reaction_that_fails_does_not_repeat_the_others(home: Community) -> None:
    tries = {"steady": 0, "shaky": 0}

    async def steady(payload: Payload) -> None:
        tries["steady"] += 1

    async def shaky(payload: Payload) -> None:
        tries["shaky"] += 1
        if tries["shaky"] < 2:
            raise ValueError("not yet")

    jobs = {"steady": steady, "shaky": shaky}
    async with working(jobs, {"course.finished": ("steady", "shaky")}):
        with within(home.id):
            async with transaction():
                await emit(CourseFinished(member_id=1, course_id=2))
        await eventually(is_settled(3))

    assert tries == {"steady": 1, "shaky": 2}


async def test_an_event_that_nobody_wants_is_done(home: Community) -> None:
    async with working({}):
        with within(home.id):
            async with transaction():
                await emit(CourseFinished(member_id=1, course_id=2))
        await eventually(is_settled())

    assert (await Job.get()).state is JobState.DONE


async def test_a_second_try_finds_what_the_first_one_did(home: Community) -> None:
    effects: list[str] = []
    tries = 0

    async def count(payload: Payload) -> None:
        nonlocal tries
        tries += 1
        async with transaction():
            if await steps.is_first("count"):
                effects.append("counted")
        if tries == 1:
            raise ValueError("after the effect")

    await JobRows().add("count", community_id=home.id)
    async with working({"count": count}):
        await eventually(is_settled())

    assert (tries, effects) == (2, ["counted"])


async def test_a_job_that_always_fails_is_buried_shown_and_replayed(
    home: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "MAX_ATTEMPTS", 2)
    is_mended = False

    async def work(payload: Payload) -> None:
        if not is_mended:
            raise ValueError("broken")

    letters = DeadLetters(Vault({"k1": b"k" * 32}, "k1"))
    await JobRows().add("work", community_id=home.id)
    async with working({"work": work}):
        await eventually(is_settled())
        [buried] = await letters.list_all()
        assert await letters.replay("job:999999") is False
        assert await letters.replay("update:1") is False
        assert await letters.replay("nonsense") is False

        is_mended = True
        assert await letters.replay(buried.name)
        await eventually(is_settled())

    assert (buried.kind, buried.error) == ("work", "ValueError: broken")
    assert (await Job.get()).state is JobState.DONE
    assert await letters.list_all() == []


async def test_a_kind_that_nobody_knows_is_kept_as_a_dead_letter(
    home: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "MAX_ATTEMPTS", 1)
    await JobRows().add("unheard.of")

    async with working({}):
        await eventually(is_settled())

    assert (await Job.get()).state is JobState.DEAD


async def test_the_world_may_fail_as_often_as_it_likes(
    home: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "MAX_ATTEMPTS", 1)
    tries = 0

    async def call(payload: Payload) -> None:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise ConnectionResetError

    await JobRows().add("call", community_id=home.id)
    async with working({"call": call}):
        await eventually(is_settled())

    job = await Job.get()
    assert (job.state, job.attempts, tries) == (JobState.DONE, 1, 3)


async def test_a_job_for_later_waits(home: Community) -> None:
    rows = JobRows()
    await rows.add("work", run_at=clock.now() + timedelta(hours=1))

    assert await rows.claim(10) == []
    with clock.shifted(timedelta(hours=2)):
        assert [claim.kind for claim in await rows.claim(10)] == ["work"]


async def test_many_workers_never_share_a_job(home: Community) -> None:
    rows = [JobRows() for _ in range(4)]
    for number in range(60):
        await rows[0].add("work", payload={"n": number})

    claimed: list[int] = []

    async def drain(own: JobRows) -> None:
        while claims := await own.claim(3):
            claimed.extend(claim.payload["n"] for claim in claims)

    await asyncio.gather(*(drain(own) for own in rows))

    assert sorted(claimed) == list(range(60))


async def test_who_lost_the_lease_writes_nothing(home: Community) -> None:
    anna = await make_member(home)
    rows = JobRows()
    is_frozen, thaw = asyncio.Event(), asyncio.Event()

    async def rename(payload: Payload) -> None:
        is_frozen.set()
        await thaw.wait()
        async with transaction():
            await User.filter(id=anna.user_id).update(first_name="written")

    await rows.add("rename", community_id=home.id)
    async with working({"rename": rename}):
        await is_frozen.wait()
        await Job.all().update(lease="another's", lease_until=clock.now() + LEASE)
        thaw.set()
        await asyncio.sleep(0.3)

    assert (await User.get(id=anna.user_id)).first_name == "Анна"
    job = await Job.get()
    assert (job.state, job.lease) == (JobState.READY, "another's")


async def test_a_stop_finishes_what_is_under_way_and_gives_back_the_rest(home: Community) -> None:
    begun, finished = asyncio.Event(), []

    async def quick(payload: Payload) -> None:
        begun.set()
        await asyncio.sleep(0.1)
        finished.append("quick")

    async def endless(payload: Payload) -> None:
        await asyncio.Event().wait()

    rows = JobRows()
    await rows.add("endless")
    await rows.add("quick")
    worker = Worker(rows, {"quick": quick, "endless": endless}, {}, is_shared=False)
    await worker.start()
    await begun.wait()
    await worker.stop(0.5)

    left = await Job.get(kind="endless")
    assert finished == ["quick"]
    assert (left.state, left.lease, left.attempts) == (JobState.READY, None, 0)


async def test_a_tick_is_made_once_a_period_by_however_many_replicas(home: Community) -> None:
    ticks = [Tick("digest", timedelta(hours=1))]
    at = clock.now()
    ran: list[str] = []

    async def digest(payload: Payload) -> None:
        ran.append("digest")

    with clock.frozen(at) as frozen:
        async with (
            working({"digest": digest}, ticks=ticks),
            working({"digest": digest}, ticks=ticks),
        ):
            await eventually(is_settled())
            frozen.advance(timedelta(hours=1))
            await eventually(is_settled(2))

    assert len(ran) == 2
    assert await Job.all().count() == 2


async def test_lessons_become_points_and_a_level_becomes_a_message(home: Community) -> None:
    anna = await make_member(home, telegram_id=4242)
    bot = await BotRow.create(
        telegram_id=77, username="a_bot", name="A", token="t", webhook_secret="s"
    )
    await Contact.create(user_id=anna.user_id, bot_id=bot.id, spoke_at=clock.now())

    async with working(all_jobs(), dict(REACTIONS)):
        with within(home.id):
            async with transaction():
                await emit(LessonCompleted(member_id=anna.id, lesson_id=1, course_id=1))
        await eventually(is_settled(2))

    with everywhere():
        member = await Membership.get(id=anna.id)
    [message] = await OutboxMessage.all()
    assert (member.points, member.level) == (5, 2)
    assert (message.bot_id, message.chat_id, message.method) == (77, 4242, "sendMessage")
    assert "New level: 2, Regular" in message.payload["text"]
