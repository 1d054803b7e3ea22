from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from services import clock

NOON = datetime(2026, 11, 21, 21, 30, tzinfo=UTC)


def test_the_time_is_aware_and_runs():
    first = clock.now()

    assert first.tzinfo is UTC
    assert clock.now() >= first


def test_a_frozen_clock_stands_until_it_is_moved():
    with clock.frozen(NOON) as frozen:
        assert clock.now() == NOON
        frozen.advance(timedelta(hours=1))
        assert clock.now() == NOON + timedelta(hours=1)

    assert clock.now() != NOON + timedelta(hours=1)


def test_the_day_depends_on_the_zone():
    with clock.frozen(NOON):
        assert clock.today("UTC") == date(2026, 11, 21)
        assert clock.today("Europe/Moscow") == date(2026, 11, 22)


def test_a_shifted_clock_stands_on_what_was_before():
    with clock.frozen(NOON), clock.shifted(timedelta(days=-1)):
        assert clock.now() == NOON - timedelta(days=1)


def test_another_zone_becomes_utc_and_no_zone_is_refused():
    with clock.frozen(NOON.astimezone(timezone(timedelta(hours=3)))):
        assert clock.now().tzinfo is UTC
    with pytest.raises(ValueError, match="aware"), clock.frozen(NOON.replace(tzinfo=None)):
        pass
