from datetime import timedelta

import pytest
import pytest_asyncio

from models import Session
from models.base import within
from services import clock, users
from services.errors import NotFoundError
from services.users import SessionEndedError, SessionExpiredError
from tests.make.communities import make_community, make_user


@pytest_asyncio.fixture
async def anna(database):
    return await make_user("Анна")


@pytest_asyncio.fixture
async def school(database):
    community = await make_community()
    with within(community.id):
        yield community


async def open_one(user, community, **more):
    return await users.open_session(user, community, **{"bot_id": 1, "is_proven": True, **more})


async def test_a_session_stands_until_it_is_revoked(anna, school):
    session, _ = await open_one(anna, school, platform="android", device="Android")

    found = await users.access_session(session.public_id)
    await users.revoke_session(anna, session.id)

    assert (found.user, found.community) == (anna, school)
    with pytest.raises(SessionEndedError):
        await users.access_session(session.public_id)


async def test_the_refresh_token_is_stored_as_its_hash_only(anna, school):
    session, token = await open_one(anna, school)

    row = await Session.get(id=session.id).values()

    assert token not in str(row)


async def test_a_refresh_token_works_once_and_gives_the_next(anna, school):
    _, first = await open_one(anna, school)

    session, second = await users.rotate_session(first)
    _, third = await users.rotate_session(second)

    assert len({first, second, third}) == 3
    assert session.user == anna


async def test_an_old_refresh_token_that_comes_back_later_ends_the_session(anna, school):
    with clock.frozen(clock.now()) as time:
        _, first = await open_one(anna, school)
        session, second = await users.rotate_session(first)
        time.advance(timedelta(seconds=11))

        with pytest.raises(SessionEndedError):
            await users.rotate_session(first)

        with pytest.raises(SessionEndedError):
            await users.access_session(session.public_id)
        with pytest.raises(SessionEndedError):
            await users.rotate_session(second)


async def test_a_refresh_whose_answer_was_lost_can_be_repeated_at_once(anna, school):
    with clock.frozen(clock.now()) as time:
        _, first = await open_one(anna, school)
        await users.rotate_session(first)
        time.advance(timedelta(seconds=9))

        session, again = await users.rotate_session(first)

        assert await users.access_session(session.public_id)
        assert await users.rotate_session(again)


async def test_repeating_does_not_prolong_the_time_for_it(anna, school):
    with clock.frozen(clock.now()) as time:
        _, first = await open_one(anna, school)
        await users.rotate_session(first)
        time.advance(timedelta(seconds=6))
        await users.rotate_session(first)
        time.advance(timedelta(seconds=6))

        with pytest.raises(SessionEndedError):
            await users.rotate_session(first)


async def test_an_unknown_refresh_token_ends_nothing(anna, school):
    session, _ = await open_one(anna, school)

    with pytest.raises(SessionExpiredError):
        await users.rotate_session("kmr_" + "x" * 43)

    assert await users.access_session(session.public_id)


async def test_a_session_that_nobody_uses_is_over_after_thirty_days(anna, school):
    with clock.frozen(clock.now()) as time:
        session, token = await open_one(anna, school)
        time.advance(timedelta(days=30))

        with pytest.raises(SessionExpiredError):
            await users.access_session(session.public_id)
        with pytest.raises(SessionExpiredError):
            await users.rotate_session(token)


async def test_another_persons_device_cannot_be_signed_out(anna, school):
    boris = await make_user("Борис")
    session, _ = await open_one(anna, school)

    with pytest.raises(NotFoundError):
        await users.revoke_session(boris, session.id)

    assert await users.access_session(session.public_id)


async def test_devices_of_another_community_are_neither_shown_nor_ended(anna, school):
    other = await make_community("Другая")
    with within(other.id):
        foreign, _ = await open_one(anna, other)

    own, _ = await open_one(anna, school)
    listed = await users.list_sessions(anna)

    assert [session.id for session in listed] == [own.id]
    with pytest.raises(NotFoundError):
        await users.revoke_session(anna, foreign.id)


async def test_all_devices_but_the_present_one_are_signed_out_together(anna, school):
    present, _ = await open_one(anna, school)
    others = [await open_one(anna, school) for _ in range(2)]

    ended = await users.revoke_all(anna, but=present.id)

    assert ended == 2
    assert await users.access_session(present.public_id)
    for session, _ in others:
        with pytest.raises(SessionEndedError):
            await users.access_session(session.public_id)


async def test_the_device_used_longest_ago_makes_room_for_the_twenty_first(anna, school):
    with clock.frozen(clock.now()) as time:
        opened = []
        for _ in range(21):
            opened.append(await open_one(anna, school))
            time.advance(timedelta(minutes=1))

        with pytest.raises(SessionEndedError):
            await users.access_session(opened[0][0].public_id)
        assert len(await users.list_sessions(anna)) == 20


async def test_devices_of_one_bot_neither_crowd_out_nor_end_those_of_another(anna, school):
    kept, _ = await open_one(anna, school, bot_id=1)
    crowd = [(await open_one(anna, school, bot_id=2))[0] for _ in range(21)]

    ended = await users.revoke_all(anna, bot_id=2)

    assert ended == 20
    assert [session.id for session in await users.list_sessions(anna)] == [kept.id]
    with pytest.raises(SessionEndedError):
        await users.access_session(crowd[-1].public_id)


async def test_being_used_is_noted_at_most_every_five_minutes(anna, school):
    with clock.frozen(clock.now()) as time:
        session, _ = await open_one(anna, school)
        began = session.seen_at
        time.advance(timedelta(minutes=4))
        early = await users.access_session(session.public_id)
        time.advance(timedelta(minutes=2))
        late = await users.access_session(session.public_id)

    assert early.seen_at == began
    assert late.seen_at - began == timedelta(minutes=6)
