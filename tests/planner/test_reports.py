"""Balance on past days, its trend and the report of waits: arguments, plans, denials, and practices without anybody."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

import pytest
from sqlalchemy import ColumnElement, delete, false, true, update

from caseload_gql.db.engine import Database
from caseload_gql.db.models import Assignment, Base, Client, PoolEntry, Provider
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.policy.rules import Grant, PolicyRequest, Redact
from tests.planner.door import Door, Rules, door_of
from tests.support import House

THEN: Final = "query($day: Date) { workload(asOf: $day) { providerCount load } practice { name } }"
TREND: Final = "query($from: Date!, $to: Date!) { workloadTrend(from: $from, to: $to) { asOf } practice { name } }"
WAITS: Final = "query($from: Date!, $to: Date!) { waitReport(from: $from, to: $to) { entered } practice { name } }"
NOVEMBER: Final = {"from": "2026-11-01", "to": "2026-11-20"}


@pytest.fixture
def door(database: Database) -> Door:
    """At noon of 20 November; everybody came on the second."""
    return door_of(database)


async def spoiled(door: Door, query: str, variables: dict[str, Any]) -> str:
    """What is said of the one field that could not be answered; the other one is."""
    answer = await door.ask(query, variables)
    (error,) = answer["errors"]
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}
    assert answer["data"].pop("practice") is not None
    assert list(answer["data"].values()) == [None]
    return str(error["message"])


async def test_today_is_the_balance_of_now_and_a_later_day_is_refused(door: Door) -> None:
    now = await door.data(THEN, {})
    assert await door.data(THEN, {"day": None}) == await door.data(THEN, {"day": "2026-11-20"}) == now
    assert "future" in await spoiled(door, THEN, {"day": "2026-11-21"})
    written = await door.ask('{ workload(asOf: "2026-11-21") { load } }')
    assert written["data"] == {"workload": None}


async def test_one_plan_serves_every_past_day(door: Door) -> None:
    days: Sequence[dict[str, object]] = [{"day": f"2026-11-{day:02}"} for day in (2, 3, 19)]
    assert await door.plans_for(THEN, *days) == 1
    assert await door.plans_for(THEN, {"day": "2026-11-20"}, {"day": "2026-11-18"}) == 1
    periods = [{"from": f"2026-11-{day:02}", "to": f"2026-11-{day + 9}"} for day in (1, 5, 9)]
    assert await door.plans_for(TREND, *periods) == 1
    assert await door.plans_for(WAITS, *periods) == 1


@pytest.mark.parametrize(
    ("query", "start", "end", "said"),
    [
        (TREND, "2026-11-20", "2026-11-19", "Give the earlier day first"),
        (TREND, "2026-11-20", "2026-11-21", "future"),
        (TREND, "2025-11-14", "2026-11-20", "53 weeks"),
        (WAITS, "2026-11-20", "2026-11-19", "Give the earlier day first"),
    ],
)
async def test_a_period_that_cannot_be_is_refused(door: Door, query: str, start: str, end: str, said: str) -> None:
    assert said in await spoiled(door, query, {"from": start, "to": end})


async def test_a_trend_goes_back_for_a_year_of_weeks(door: Door) -> None:
    points = (await door.data(TREND, {"from": "2025-11-15", "to": "2026-11-20"}))["workloadTrend"]
    assert [len(points), points[0]["asOf"], points[-1]["asOf"]] == [53, "2025-11-21", "2026-11-20"]


async def test_a_trend_reads_what_it_is_asked_for(door: Door) -> None:
    """Of providers alone, of the pool alone, and of neither."""
    query = """query($from: Date!, $to: Date!) {
      whole: workloadTrend(from: $from, to: $to) { __typename asOf load gini poolSize pastTarget longestWaitDays }
      providers: workloadTrend(from: $from, to: $to) { load }
      uneven: workloadTrend(from: $from, to: $to) { gini }
      pool: workloadTrend(from: $from, to: $to) { poolSize pastTarget longestWaitDays }
    }"""
    found = await door.data(query, {"from": "2026-10-30", "to": "2026-11-20"})
    assert [point["asOf"] for point in found["whole"]] == ["2026-10-30", "2026-11-06", "2026-11-13", "2026-11-20"]
    for name in ("providers", "uneven", "pool"):
        for part, whole in zip(found[name], found["whole"], strict=True):
            assert part.items() <= whole.items()
    first, *_, last = found["whole"]
    assert (first["load"], first["poolSize"], first["pastTarget"], first["longestWaitDays"]) == (0, 0, 0, None)
    assert last["load"] > 0
    assert (last["poolSize"], last["longestWaitDays"]) == (last["pastTarget"], 18)


async def test_nobody_makes_no_figures(door: Door) -> None:
    nobody = Rules(granted=lambda request: (Grant("NONE", "None.", false()),) if kept(request) else (_ALL,))
    empty = door_of(door.database, (nobody,))
    query = """query($from: Date!, $to: Date!) {
      workloadTrend(from: $from, to: $to) { providerCount capacity load openSlots overBy utilization gini poolSize }
      waitReport(from: $from, to: $to) {
        entered assigned pastTarget medianDaysToAssignment p90DaysToFirstSession longestDaysWaiting shareWithinTarget
        byTeam { name }
      }
      workload(asOf: "2026-11-03") { providerCount gini }
    }"""
    found = await empty.data(query, NOVEMBER)
    nothing = {"providerCount": 0, "capacity": 0, "load": 0, "openSlots": 0, "overBy": 0, "utilization": None}
    assert found["workloadTrend"] == [nothing | {"gini": None, "poolSize": 0}] * 3
    assert found["workload"] == {"providerCount": 0, "gini": None}
    assert found["waitReport"] == {
        "entered": 0,
        "assigned": 0,
        "pastTarget": 0,
        "medianDaysToAssignment": None,
        "p90DaysToFirstSession": None,
        "longestDaysWaiting": None,
        "shareWithinTarget": None,
        "byTeam": [],
    }


_ALL: Final = Grant("ALL", "All.")


def kept(request: PolicyRequest) -> bool:
    return request.resource in {"Provider", "PoolEntry"}


def hiding(resource: str, *fields: str) -> Rules:
    """Hides fields of a kind of row."""

    def hidden(request: PolicyRequest) -> list[Redact]:
        everywhere: ColumnElement[bool] = true()
        return [Redact("HIDDEN", "Hidden.", fields, everywhere)] if request.resource == resource else []

    return Rules(restricted=hidden)


async def test_a_hidden_payer_place_or_team_is_a_part_without_a_name(door: Door) -> None:
    await door.run(
        update(Client).values(payer="Lakeshore Health", payer_key="lakeshore health", location_id="loc_a"),
        update(PoolEntry).values(team_id="tem_n"),
    )
    query = """query($from: Date!, $to: Date!) { waitReport(from: $from, to: $to) {
      entered
      byPayer { name entered } byLocation { id name entered } byTeam { id name entered } byReason { __typename name }
    } }"""
    report = (await door.data(query, NOVEMBER))["waitReport"]
    every = report["entered"]
    assert every > 1
    assert report["byPayer"] == [{"name": "Lakeshore Health", "entered": every}]
    assert report["byLocation"] == [{"id": "loc_a", "name": "A", "entered": every}]
    assert report["byTeam"] == [{"id": "tem_n", "name": "North", "entered": every}]
    assert report["byReason"] == [{"__typename": "WaitGroup", "name": "NEW_INTAKE"}]
    for rules, name in (
        (hiding("Client", "payer"), "byPayer"),
        (hiding("Client", "location"), "byLocation"),
        (hiding("PoolEntry", "team"), "byTeam"),
    ):
        closed = (await door_of(door.database, (rules,)).data(query, NOVEMBER))["waitReport"]
        assert [(part["name"], part["entered"]) for part in closed[name]] == [(None, every)]
        assert {key: value for key, value in closed.items() if key != name} == {
            key: value for key, value in report.items() if key != name
        }


def stay(number: int, entered: int, left: int) -> PoolEntry:
    return PoolEntry(
        id=f"pen_m{number}",
        client_id="cli_moved",
        reason="NEW_INTAKE",
        entered_at=datetime(2026, 10, entered, 9, tzinfo=UTC),
        entered_on=date(2026, 10, entered),
        left_at=datetime(2026, 10, left, 9, tzinfo=UTC),
        left_on=date(2026, 10, left),
        outcome="ASSIGNED",
    )


def held(number: int, began: int, session: int | None, entry: str | None) -> Assignment:
    """An assignment that ends as the next one begins, a day before the stay that follows, or later."""
    return Assignment(
        id=f"asg_m{number}",
        client_id="cli_moved",
        provider_id="prv_n",
        weight_hundredths=100,
        assigned_at=datetime(2026, 10, began, 9, tzinfo=UTC),
        assigned_on=date(2026, 10, began),
        ended_at=datetime(2026, 10, 31, 9, tzinfo=UTC),
        ended_on=date(2026, 10, 31),
        end_reason="DISCHARGED",
        first_session_at=None if session is None else datetime(2026, 10, session, 9, tzinfo=UTC),
        first_session_on=None if session is None else date(2026, 10, session),
        pool_entry_id=entry,
    )


async def test_the_first_session_may_be_held_by_whoever_the_client_was_handed_on_to(door: Door) -> None:
    """From the first stay to the third of its assignments, and from the second stay to its own."""
    client = Client(
        id="cli_moved",
        name="Moved",
        name_key="moved",
        status="DISCHARGED",
        intake_date=date(2026, 10, 1),
        insurance_status="VERIFIED",
        telehealth_ok=False,
    )
    rows: list[list[Base]] = [
        [client],
        [stay(1, 1, 3), stay(2, 15, 16), stay(3, 25, 26)],
        [
            held(1, 3, None, "pen_m1"),
            held(2, 5, None, None),
            held(3, 8, 11, None),
            held(4, 16, 20, "pen_m2"),
            held(5, 26, None, "pen_m3"),
        ],
    ]

    async def write(unit: UnitOfWork) -> None:
        for group in rows:
            unit.session.add_all(group)
            await unit.session.flush()

    await door.database.write(write)
    query = """query($from: Date!, $to: Date!) {
      waitReport(from: $from, to: $to) { assigned medianDaysToFirstSession p90DaysToFirstSession }
    }"""
    expected = {1: 10, 15: 5, 25: None}
    for day, days in expected.items():
        found = await door.data(query, {"from": f"2026-10-{day:02}", "to": f"2026-10-{day:02}"})
        assert found["waitReport"] == {
            "assigned": 1,
            "medianDaysToFirstSession": days,
            "p90DaysToFirstSession": days,
        }
    await door.run(update(Assignment).where(Assignment.id == "asg_m4").values(first_session_on=date(2026, 10, 14)))
    early = await door.data(query, {"from": "2026-10-15", "to": "2026-10-15"})
    assert early["waitReport"]["medianDaysToFirstSession"] == 0


async def test_a_hidden_team_narrows_no_balance(door: Door) -> None:
    query = 'query($team: ID!) { workload(asOf: "2026-11-03", filter: { teamId: $team }) { providerCount } }'
    assert (await door.data(query, {"team": "tem_n"}))["workload"]["providerCount"] > 0
    closed = door_of(door.database, (hiding("Provider", "team"),))
    assert (await closed.data(query, {"team": "tem_n"}))["workload"]["providerCount"] == 0


async def test_reports_need_their_action(reading: House) -> None:
    asked = (
        'workload(asOf: "2026-11-03") { load }',
        'workloadTrend(from: "2026-11-01", to: "2026-11-03") { load }',
        'waitReport(from: "2026-11-01", to: "2026-11-03") { entered }',
    )
    for each in asked:
        assert await reading.problem("clinician", f"{{ {each} }}") == "FORBIDDEN"


async def test_the_team_of_a_list_has_a_balance_of_its_own_on_a_past_day(door: Door) -> None:
    query = """{
      teams(first: 5) { nodes { id workload(asOf: "2026-11-03") { providerCount caseloadCount capacity load } } }
    }"""
    one = 'query($team: ID!) { workload(asOf: "2026-11-03", filter: { teamId: $team }) { %s } }'
    teams = (await door.data(query))["teams"]["nodes"]
    assert len(teams) == 2
    for team in teams:
        alone = await door.data(one % "providerCount caseloadCount capacity load", {"team": team["id"]})
        assert team["workload"] == alone["workload"]


async def test_a_client_no_longer_in_the_practice_leaves_the_past_as_it_was(door: Door) -> None:
    """Counts and loads are facts of the provider: those of clients out of sight count too."""
    unseen = Rules(granted=lambda request: (Grant("NONE", "None.", false()),) if hides_clients(request) else (_ALL,))
    query = 'query { workload(asOf: "2026-11-03") { caseloadCount load } }'
    assert await door_of(door.database, (unseen,)).data(query) == await door.data(query)
    await door.run(delete(PoolEntry), update(Provider).values(load_hundredths=0, caseload_count=0))
    assert (await door.data(query))["workload"]["load"] > 0


def hides_clients(request: PolicyRequest) -> bool:
    return request.resource in {"Client", "Assignment"}


async def test_a_report_tells_its_type_and_the_target(door: Door) -> None:
    query = "query($from: Date!, $to: Date!) { waitReport(from: $from, to: $to) { __typename targetDays } }"
    assert await door.data(query, NOVEMBER) == {"waitReport": {"__typename": "WaitReport", "targetDays": 14}}
