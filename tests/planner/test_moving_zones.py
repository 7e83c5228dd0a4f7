"""A practice that moves its time zone westward lives through a day twice: nobody waits less than no day at all."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any, Final

import pytest
from sqlalchemy import update

from caseload_gql.db.engine import open_database
from caseload_gql.db.models import Assignment, Client, PoolEntry
from caseload_gql.domain.vocabulary import PoolEntryOutcome
from caseload_gql.policy.practice import PracticeFacts
from tests.planner.door import Door, door_of
from tests.services.practice import SmallPractice

#: The 21st in Tokyo, and the 20th in Chicago.
NOW: Final = datetime(2026, 11, 20, 18, tzinfo=UTC)
YESTERDAY, TODAY, TOMORROW = (date(2026, 11, day) for day in (19, 20, 21))
FIRST: Final = "entries(first: 9, {}) {{ nodes {{ client {{ name }} waitDays waitDaysSinceIntake }} }}"
REPORT: Final = """{
  waitReport(from: "2026-11-21", to: "2026-11-21") {
    entered waiting assigned pastTarget medianDaysToAssignment p90DaysToAssignment medianDaysToFirstSession
    medianDaysWaiting longestDaysWaiting shareWithinTarget byReason { medianDaysWaiting longestDaysWaiting }
  }
}"""


@pytest.fixture
async def door(database_url: str) -> AsyncIterator[Door]:
    """Two who came on what was the 21st, one of them assigned since, and one who came on the 19th: it is the 20th."""
    database = open_database(database_url)
    practice = SmallPractice(database)
    await practice.team("north")
    await practice.provider("ana")
    for name, day in (("new", TOMORROW), ("gone", TOMORROW), ("old", YESTERDAY)):
        await practice.waiting(name, since=0, intake_date=day)
        await practice.change(PoolEntry, f"pen_{name}", entered_on=day)
    await practice.change(PoolEntry, "pen_gone", left_at=NOW, left_on=TODAY, outcome=PoolEntryOutcome.ASSIGNED)
    await practice.change(Client, "cli_gone", status="ACTIVE")
    await practice.assignment(
        "gone",
        "ana",
        since=0,
        first_session_at=NOW,
        first_session_on=TODAY,
        pool_entry_id="pen_gone",
    )
    door = door_of(database, now=lambda: NOW)
    door.practice = PracticeFacts(time_zone="America/Chicago")
    yield door
    await database.close()


async def names(door: Door, given: str) -> list[tuple[str, int, int]]:
    pool = (await door.data(f"{{ pool {{ {FIRST.format(given)} }} }}"))["pool"]
    return [
        (each["client"]["name"], each["waitDays"], each["waitDaysSinceIntake"]) for each in pool["entries"]["nodes"]
    ]


async def test_who_came_tomorrow_waits_for_no_day_today(door: Door) -> None:
    old, new = ("old", 1, 1), ("new", 0, 0)
    assert await names(door, "orderBy: [{field: WAIT_SINCE_INTAKE, direction: DESC}]") == [old, new]
    assert await names(door, "orderBy: [{field: INTAKE_DATE, direction: ASC}]") == [old, new]
    assert await names(door, "orderBy: [{field: INTAKE_DATE, direction: DESC}]") == [new, old]
    assert sorted(await names(door, "filter: {waitingAtLeastDays: 0}")) == [new, old]
    assert await names(door, "filter: {waitingAtLeastDays: 1}") == [old]
    assert sorted(await names(door, "filter: {dueWithinDays: 15}")) == [new, old]
    # Within 14 days the wait of the one comes to 15 days, and that of the other to 14.
    assert await names(door, "filter: {dueWithinDays: 14}") == [old]
    figures = "longestWaitDays medianWaitDays pastTarget dueWithin(days: 14)"
    assert (await door.data(f"{{ pool {{ {figures} }} }}"))["pool"] == {
        "longestWaitDays": 1,
        "medianWaitDays": 0.5,
        "pastTarget": 0,
        "dueWithin": 1,
    }


async def test_reports_count_no_day_for_who_came_or_left_on_the_day_that_came_twice(door: Door) -> None:
    found: Any = (await door.data(REPORT))["waitReport"]
    assert found == {
        "entered": 2,
        "waiting": 1,
        "assigned": 1,
        "pastTarget": 0,
        "medianDaysToAssignment": 0,
        "p90DaysToAssignment": 0,
        "medianDaysToFirstSession": 0,
        "medianDaysWaiting": 0,
        "longestDaysWaiting": 0,
        "shareWithinTarget": 1,
        "byReason": [{"medianDaysWaiting": 0, "longestDaysWaiting": 0}],
    }


async def test_the_trend_says_of_today_what_is_so_now(door: Door) -> None:
    await door.run(update(Assignment).values(assigned_on=TOMORROW))
    balance = "providerCount caseloadCount load"
    found = await door.data(f"""{{
      now: workload {{ {balance} }} today: workload(asOf: "{TODAY}") {{ {balance} }}
      trend: workloadTrend(from: "2026-11-13", to: "{TODAY}") {{ asOf {balance} poolSize longestWaitDays pastTarget }}
    }}""")
    assert found["now"] == found["today"] == {"providerCount": 1, "caseloadCount": 1, "load": 1}
    pool = {"poolSize": 2, "longestWaitDays": 1, "pastTarget": 0}
    assert found["trend"][1] == {"asOf": str(TODAY), **found["now"], **pool}
    assert (found["trend"][0]["caseloadCount"], found["trend"][0]["poolSize"]) == (0, 0)
