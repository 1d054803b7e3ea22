from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.limits import MemoryLimiter
from services import clock

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def noon():
    with clock.frozen(NOON) as frozen:
        yield frozen


async def allowed(limiter: MemoryLimiter, key: str, tries: int, **limit: float) -> int:
    limit = {"rate": 5, "per": 60, "burst": 5} | limit
    waits = [
        await limiter.hit(key, rate=limit["rate"], per=limit["per"], burst=int(limit["burst"]))
        for _ in range(tries)
    ]
    return waits.count(0.0)


async def test_a_burst_is_allowed_and_then_the_wait_is_told(noon):
    limiter = MemoryLimiter()

    assert await allowed(limiter, "anna", 8) == 5
    assert await limiter.hit("anna", rate=5, per=60, burst=5) == pytest.approx(12)


async def test_waiting_as_told_is_enough_and_a_little_less_is_not(noon):
    limiter = MemoryLimiter()
    await allowed(limiter, "anna", 5)

    noon.advance(timedelta(seconds=11.9))
    assert await limiter.hit("anna", rate=5, per=60, burst=5) == pytest.approx(0.1)
    noon.advance(timedelta(seconds=0.1))
    assert await limiter.hit("anna", rate=5, per=60, burst=5) == 0


async def test_one_persons_flood_is_nobody_elses_matter(noon):
    limiter = MemoryLimiter()
    await allowed(limiter, "anna", 100)

    assert await allowed(limiter, "boris", 8) == 5


async def test_memory_is_bounded_and_whoever_insists_stays_limited(noon):
    limiter = MemoryLimiter(max_keys=100)
    await allowed(limiter, "anna", 5)

    for number in range(1000):
        await limiter.hit(f"other{number}", rate=5, per=60, burst=5)
        if number % 50 == 0:
            assert await limiter.hit("anna", rate=5, per=60, burst=5) > 0

    assert len(limiter) == 100


async def test_a_clock_set_back_locks_nobody_out(noon):
    limiter = MemoryLimiter()
    await allowed(limiter, "anna", 5)

    noon.advance(-timedelta(days=1))

    assert await limiter.hit("anna", rate=5, per=60, burst=5) <= 12


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(0, 20), min_size=1, max_size=60))
async def test_never_more_than_the_rate_and_one_burst(pauses):
    limiter = MemoryLimiter()
    with clock.frozen(NOON) as frozen:
        count = 0
        for pause in pauses:
            frozen.advance(timedelta(seconds=pause))
            count += await limiter.hit("anna", rate=5, per=60, burst=5) == 0

    assert count <= 5 + sum(pauses) / 12 + 1e-3
