from datetime import timedelta

import jobs
from bot.worker import JobRows, Worker
from models import Job, Session
from models.base import everywhere, within
from models.choices import JobState
from services import clock, users
from tests.make.communities import make_community, make_user
from tests.make.waiting import eventually


async def open_one(user, community):
    with within(community.id):
        session, _ = await users.open_session(user, community, bot_id=1, is_proven=True)
    return session


async def remaining():
    with everywhere():
        return set(await Session.all().values_list("id", flat=True))


async def is_done():
    return await Job.filter(kind="users.forget_sessions", state=JobState.DONE).exists()


async def test_sessions_are_forgotten_a_month_after_their_end_in_every_community(database):
    anna = await make_user("Анна")
    schools = [await make_community("Школа"), await make_community("Другая")]
    with clock.frozen(clock.now()) as time:
        for school in schools:
            await open_one(anna, school)
            revoked = await open_one(anna, school)
            with within(school.id):
                await users.revoke_session(anna, revoked.id)
        time.advance(timedelta(days=30, seconds=-1))
        early = await users.forget_sessions()
        time.advance(timedelta(seconds=2))
        ended = await users.forget_sessions()
        standing = [await open_one(anna, school) for school in schools]
        time.advance(timedelta(days=30))
        expired = await users.forget_sessions()

    assert (early, ended, expired) == (0, 2, 2)
    assert await remaining() == {session.id for session in standing}


async def test_the_timetable_has_them_forgotten(database):
    anna, school = await make_user("Анна"), await make_community()
    with clock.frozen(clock.now() - timedelta(days=61)):
        await open_one(anna, school)
    kept = await open_one(anna, school)
    worker = Worker(
        JobRows(), jobs.all_jobs(), jobs.REACTIONS, ticks=jobs.TIMETABLE, is_shared=False
    )

    await worker.start()
    await eventually(is_done)
    await worker.stop(5)

    assert await remaining() == {kept.id}
