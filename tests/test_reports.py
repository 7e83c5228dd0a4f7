"""docs/reports.md: its practice, its queries with their answers, and the same figures in plain Python."""

import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import mean, median, pstdev, quantiles
from typing import Any, Final

import pytest

from caseload_gql.db.engine import open_database
from caseload_gql.db.models import Assignment, Client, PoolEntry
from caseload_gql.domain.text import sort_key
from caseload_gql.domain.vocabulary import AssignmentEndReason, ClientStatus, PoolEntryOutcome, PoolReason
from caseload_gql.services.commands import SetProviderCapacity, UpdateClient
from tests.planner.door import Door, door_of
from tests.services.practice import SmallPractice

PAGE: Final = (Path(__file__).parents[1] / "docs" / "reports.md").read_text(encoding="utf-8")
SHOWN: Final = re.findall(r"```graphql\n(.*?)```\n\n```json\n(.*?)```", PAGE, re.DOTALL)
LAKESHORE, MEDICARE = "Lakeshore Health", "Medicare"
Stay = tuple[str, date, date | None, date | None, str | None]
#: Who, entered, left, first session, payer; Flo was discharged.
STAYS: Final[tuple[Stay, ...]] = (
    ("amy", date(2026, 10, 1), date(2026, 10, 5), date(2026, 10, 9), LAKESHORE),
    ("bob", date(2026, 10, 2), date(2026, 10, 10), date(2026, 10, 12), LAKESHORE),
    ("cam", date(2026, 10, 5), date(2026, 10, 15), date(2026, 10, 26), MEDICARE),
    ("dan", date(2026, 10, 6), date(2026, 10, 20), None, LAKESHORE),
    ("eva", date(2026, 10, 8), date(2026, 10, 30), date(2026, 11, 6), MEDICARE),
    ("flo", date(2026, 10, 12), date(2026, 10, 14), None, None),
    ("gus", date(2026, 10, 20), None, None, None),
    ("hal", date(2026, 10, 25), None, None, LAKESHORE),
    ("jo", date(2026, 11, 3), None, None, None),
    ("ida", date(2026, 11, 11), None, None, None),
)
TODAY: Final = date(2026, 11, 20)
TARGET: Final = 14


def at(day: date, hour: int = 15) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


async def waited(practice: SmallPractice, stay: Stay) -> None:
    """One of the ten stays; who was assigned has been discharged since, so that the balance stays plain."""
    name, entered, left, session, payer = stay
    status = ClientStatus.WAITING if left is None else ClientStatus.DISCHARGED
    key = None if payer is None else sort_key(payer)
    await practice.client(name, status, intake_date=entered, payer=payer, payer_key=key)
    await practice.change(Client, f"cli_{name}", name=name.title())
    outcome = None if left is None else PoolEntryOutcome.DISCHARGED if name == "flo" else PoolEntryOutcome.ASSIGNED
    entry = PoolEntry(
        id=f"pen_{name}",
        client_id=f"cli_{name}",
        reason=PoolReason.NEW_INTAKE,
        entered_at=at(entered),
        entered_on=entered,
        left_at=None if left is None else at(left),
        left_on=left,
        outcome=outcome,
    )
    await practice.add(entry)
    if left is not None and outcome is PoolEntryOutcome.ASSIGNED:
        ended = session or left
        await practice.add(
            Assignment(
                id=f"asg_{name}",
                client_id=f"cli_{name}",
                provider_id="prv_dora",
                weight_hundredths=100,
                assigned_at=at(left),
                assigned_on=left,
                ended_at=at(ended),
                ended_on=ended,
                end_reason=AssignmentEndReason.DISCHARGED,
                first_session_at=None if session is None else at(session),
                first_session_on=session,
                pool_entry_id=f"pen_{name}",
            )
        )


@pytest.fixture
async def door(database_url: str) -> AsyncIterator[Door]:
    """The practice of the page."""
    database = open_database(database_url)
    practice = SmallPractice(database)
    await practice.team("north")
    for name, capacity, weights in (("ana", 20, (4, 4, 4)), ("ben", 10, (4, 4, 4)), ("cleo", 10, (5,))):
        await practice.provider(name, capacity=capacity)
        for number, weight in enumerate(weights):
            await practice.served(f"{name}{number}", name, since=60, case_weight_hundredths=weight * 100)
    await practice.provider("dora", status="DEPARTED")
    for stay in STAYS:
        await waited(practice, stay)
    desk = await practice.desk(clock=lambda: at(date(2026, 11, 10)))
    assert not (await desk.do(SetProviderCapacity("prv_ben", 12))).user_errors
    assert not (await desk.do(UpdateClient("cli_ben0", case_weight=2))).user_errors
    yield door_of(database)
    await database.close()


async def test_the_page_says_what_is_answered(door: Door) -> None:
    assert len(SHOWN) == 4
    for query, answer in SHOWN:
        assert await door.data(query) == json.loads(answer)


def told(number: int) -> Any:
    """The answer that the page shows at that place."""
    return json.loads(SHOWN[number][1])


def test_the_balance_is_what_its_formulas_say() -> None:
    carried = {"then": ((20, 12), (10, 12), (10, 5)), "now": ((20, 12), (12, 10), (10, 5))}
    for when, providers in carried.items():
        shares = sorted(load / capacity for capacity, load in providers)
        capacity, load = (sum(each) for each in zip(*providers, strict=True))
        assert told(0)[when] == {
            "providerCount": 3,
            "caseloadCount": 7,
            "capacity": capacity,
            "load": load,
            "utilization": round(load / capacity, 6),
            "openSlots": sum(max(room - used, 0) for room, used in providers),
            "overBy": sum(max(used - room, 0) for room, used in providers),
            "coefficientOfVariation": round(pstdev(shares) / mean(shares), 6),
            "gini": round(
                sum(abs(one - other) for one in shares for other in shares) / (2 * len(shares) * sum(shares)), 6
            ),
        }


def test_the_trend_is_the_balance_and_the_pool_of_each_day() -> None:
    days = [date(2026, 10, 25), date(2026, 11, 1), date(2026, 11, 8), date(2026, 11, 15)]
    points = told(1)["workloadTrend"]
    assert [point["asOf"] for point in points] == [day.isoformat() for day in days]
    for day, point in zip(days, points, strict=True):
        waits = [(day - entered).days for _, entered, left, *_ in STAYS if entered <= day and (not left or left > day)]
        balance = told(0)["now" if day >= date(2026, 11, 10) else "then"]
        assert point == {
            "asOf": day.isoformat(),
            **{name: balance[name] for name in ("utilization", "coefficientOfVariation", "gini")},
            "poolSize": len(waits),
            "longestWaitDays": max(waits),
            "pastTarget": sum(days > TARGET for days in waits),
        }


def of_stays(stays: list[Stay]) -> dict[str, Any]:
    """The report's figures, in plain Python."""
    taken = [(left - entered).days for name, entered, left, *_ in stays if left and name != "flo"]
    so_far = [(TODAY - entered).days for _, entered, left, *_ in stays if not left]
    sessions = [(session - entered).days for _, entered, _, session, _ in stays if session]
    late = sum(days > TARGET for days in so_far)
    settled = len(taken) + late
    return {
        "entered": len(stays),
        "assigned": len(taken),
        "waiting": len(so_far),
        "leftOtherwise": len(stays) - len(taken) - len(so_far),
        "medianDaysToAssignment": median(taken) if taken else None,
        "p90DaysToAssignment": quantiles(taken, n=10, method="inclusive")[8] if len(taken) > 1 else None,
        "medianDaysToFirstSession": median(sessions) if sessions else None,
        "p90DaysToFirstSession": quantiles(sessions, n=10, method="inclusive")[8] if len(sessions) > 1 else None,
        "medianDaysWaiting": median(so_far) if so_far else None,
        "longestDaysWaiting": max(so_far, default=None),
        "pastTarget": late + sum(days > TARGET for days in taken),
        "shareWithinTarget": round(sum(days <= TARGET for days in taken) / settled, 6),
    }


def test_the_waits_are_what_their_definitions_say() -> None:
    report = told(2)["waitReport"]
    stays = [each for each in STAYS if each[1] <= date(2026, 10, 31)]
    groups = report.pop("byPayer")
    assert report == of_stays(stays) | {"targetDays": TARGET}
    assert [group["name"] for group in groups] == [LAKESHORE, MEDICARE, None]
    for group in groups:
        figures = of_stays([each for each in stays if each[4] == group["name"]])
        assert group == {"name": group["name"]} | {name: figures[name] for name in group if name != "name"}


def test_the_forecast_is_of_those_within_the_target() -> None:
    pool = told(3)["pool"]
    waits = [(TODAY - entered).days for _, entered, left, *_ in STAYS if not left]
    due = [days for days in waits if days <= TARGET < days + 7]
    assert pool["pastTarget"] == sum(days > TARGET for days in waits)
    assert (pool["dueWithin"], pool["medianWaitDays"]) == (len(due), median(waits))
    assert [node["waitDays"] for node in pool["entries"]["nodes"]] == due
