"""Waits are whole days between local dates."""

from datetime import UTC, date, datetime

import pytest

from caseload_gql.domain.wait import local_date, wait_days
from caseload_gql.errors import InvalidValue


def test_the_local_date_is_that_of_the_practice() -> None:
    night = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
    assert local_date(night, "UTC") == date(2026, 11, 20)
    assert local_date(night, "America/Chicago") == date(2026, 11, 19)
    assert local_date(datetime(2026, 11, 20, 15, 0, tzinfo=UTC), "Asia/Tokyo") == date(2026, 11, 21)


@pytest.mark.parametrize("time_zone", ["Mars/Olympus", "../etc/passwd", "America", "\x00", ""])
def test_a_time_zone_that_does_not_exist_is_refused(time_zone: str) -> None:
    with pytest.raises(InvalidValue, match="no such time zone"):
        local_date(datetime(2026, 11, 20, tzinfo=UTC), time_zone)


def test_a_wait_runs_to_today_until_it_ends() -> None:
    today = date(2026, 11, 20)
    assert wait_days(today, None, today) == 0
    assert wait_days(date(2026, 10, 31), None, today) == 20
    assert wait_days(date(2026, 10, 31), date(2026, 11, 2), today) == 2


def test_nobody_waits_less_than_no_day_where_a_practice_moves_west() -> None:
    entered, today = date(2026, 11, 21), date(2026, 11, 20)
    assert wait_days(entered, None, today) == 0
    assert wait_days(entered, today, date(2026, 11, 25)) == 0


def test_a_day_of_the_clock_change_is_one_day() -> None:
    assert wait_days(date(2026, 10, 31), None, date(2026, 11, 1)) == 1
