"""Days told long after they ended are as they were when they ended: random histories through the use cases."""

import math
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from statistics import mean, pstdev
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import pytest

from caseload_gql.db.engine import open_database
from caseload_gql.db.models import Assignment, Client, EarlierTerms, EarlierWeight, PoolEntry, Provider
from caseload_gql.policy.practice import PracticeFacts
from caseload_gql.services.commands import (
    AssignClient,
    DischargeClient,
    ReadmitClient,
    ReassignClient,
    ReturnClientToPool,
    SetProviderCapacity,
    UndoAssignment,
    UpdateClient,
)
from caseload_gql.services.desk import ActorDesk
from caseload_gql.services.provider_commands import AddProvider, DepartProvider, ReinstateProvider
from tests.planner.door import Door, door_of
from tests.services.practice import SmallPractice

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

ZONE: Final = ZoneInfo("America/New_York")
#: Clocks go back in New York on the first of November.
FIRST: Final = date(2026, 10, 27)
DAYS: Final = tuple(FIRST + timedelta(days=after) for after in range(12))
#: Midnights, the hour that comes twice, and the day's last instant.
TIMES: Final = (time(0), time(0, 0, 0, 1), time(1, 30), time(1, 30, fold=1), time(12), time(23, 59, 59, 999_999))
NOW: Final = datetime(2026, 11, 20, 12, tzinfo=UTC)
BALANCE: Final = "providerCount caseloadCount capacity load openSlots overBy utilization coefficientOfVariation gini"
POOL: Final = "poolSize longestWaitDays"
FEW: Final = "providerCount capacity load"


@dataclass
class Clock:
    """Tells the instant that a test has set."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Diary:
    """A practice, somebody who works at its desk, and what each day came to as it ended."""

    practice: SmallPractice
    desk: ActorDesk
    clock: Clock
    door: Door
    balance: dict[date, dict[str, Any]] = field(default_factory=dict)
    loads: dict[date, dict[str, tuple[int, int, int]]] = field(default_factory=dict)

    async def write_down(self, day: date) -> None:
        """Note what the rows say at the end of a day."""
        providers = [each for each in await self.practice.rows(Provider) if each["status"] != "DEPARTED"]
        active = [each for each in await self.practice.rows(Assignment) if each["ended_at"] is None]
        carried = [
            (each["id"], each["capacity"], [a["weight_hundredths"] for a in active if a["provider_id"] == each["id"]])
            for each in providers
        ]
        self.balance[day] = told([(capacity, weights) for _, capacity, weights in carried])
        self.loads[day] = {name: (capacity, len(weights), sum(weights)) for name, capacity, weights in carried}


def told(carried: Sequence[tuple[int, Sequence[int]]]) -> dict[str, Any]:
    """The figures of providers with their capacities and their clients' weights, in plain Python."""
    loads = [(capacity * 100, sum(weights)) for capacity, weights in carried]
    full, load = sum(each for each, _ in loads), sum(each for _, each in loads)
    shares = [used / room for room, used in loads if room]
    return {
        "providerCount": len(carried),
        "caseloadCount": sum(len(weights) for _, weights in carried),
        "capacity": full // 100,
        "load": load / 100,
        "openSlots": sum(max(room - used, 0) for room, used in loads) / 100,
        "overBy": sum(max(used - room, 0) for room, used in loads) / 100,
        "utilization": load / full if full else None,
        "coefficientOfVariation": pstdev(shares) / mean(shares) if sum(shares) else None,
        "gini": (
            sum(abs(one - other) for one in shares for other in shares) / (2 * len(shares) * sum(shares))
            if sum(shares)
            else None
        ),
    }


def check(found: dict[str, Any], expected: dict[str, Any]) -> None:
    for name, value in expected.items():
        close = value is not None and found[name] is not None and math.isclose(found[name], value, abs_tol=1e-6)
        assert close or found[name] == value, (name, found[name], value)


@pytest.fixture
async def diary(database_url: str) -> AsyncIterator[Diary]:
    """Three providers, and six clients who wait."""
    database = open_database(database_url)
    practice = SmallPractice(database, PracticeFacts(time_zone=ZONE.key))
    await practice.settings(time_zone=ZONE.key)
    await practice.team("north")
    for name, capacity in (("ana", 4), ("ben", 2), ("cleo", 0)):
        await practice.provider(name, capacity=capacity)
    for number in range(6):
        await practice.waiting(f"c{number}", since=40, case_weight_hundredths=50 * (number + 1))
    clock = Clock()
    door = door_of(database, now=lambda: NOW)
    door.practice = practice.facts
    yield Diary(practice, await practice.desk(clock=clock), clock, door)
    await database.close()


def instants(random: Random, day: date) -> list[datetime]:
    """Some instants of a day in their order, the edges of the day among them."""
    chosen = random.choices(TIMES, k=random.randint(0, 9))
    return sorted(datetime.combine(day, each, ZONE).astimezone(UTC) for each in chosen)


async def live_through(diary: Diary, random: Random) -> None:
    """Something happens on most of the days, or is refused. Dora stays, with a client who is reweighed."""
    await diary.practice.provider("dora", capacity=3)
    await diary.practice.served("own", "dora", since=40)
    added = 0
    for day in DAYS:
        if day == DAYS[4]:
            diary.clock.at = datetime.combine(day, time(), ZONE)
            await diary.desk.do(UpdateClient("cli_own", case_weight=2.5))
            await diary.desk.do(SetProviderCapacity("prv_dora", 2))
        for moment in instants(random, day):
            diary.clock.at = moment
            # Ids are never the same twice.
            found = sorted(await diary.practice.rows(Provider), key=lambda each: str(each["name"]))
            providers = [str(each["id"]) for each in found if each["name"] != "dora"]
            rows = sorted(
                await diary.practice.rows(Assignment), key=lambda each: (each["assigned_at"], each["client_id"])
            )
            assignments = [str(each["id"]) for each in rows]
            client, provider = f"cli_c{random.randrange(6)}", random.choice(providers)
            added += 1
            often: dict[DataclassInstance, float] = {
                AssignClient(client, provider, override_reason="Agreed."): 6,
                ReassignClient(client, provider, override_reason="Agreed."): 2,
                ReturnClientToPool(client, keep_provider_until_moved=random.random() < 0.5): 1,
                UndoAssignment(random.choice(assignments)): 1,
                UpdateClient(client, case_weight=random.choice([0.5, 1.0, 2.5])): 5,
                SetProviderCapacity(provider, random.choice([0, 1, 3, 8])): 4,
                DepartProvider(provider): 0.5,
                ReinstateProvider(provider, random.choice([None, 2])): 2,
                AddProvider(f"New {added}", random.randint(0, 4)): 0.5,
                DischargeClient(client): 1,
                ReadmitClient(client): 2,
            }
            (command,) = random.choices(list(often), list(often.values()))
            await diary.desk.do(command)
        await diary.write_down(day)


@pytest.mark.parametrize("seed", [1, 2])
async def test_each_day_is_told_as_it_ended(diary: Diary, seed: int) -> None:
    await live_through(diary, Random(seed))  # noqa: S311  # no secret
    assert await diary.practice.rows(EarlierTerms)
    assert await diary.practice.rows(EarlierWeight)
    named = {f"d{day:%m%d}": day for day in DAYS}
    asked = " ".join(f'{name}: workload(asOf: "{day}") {{ {BALANCE} }}' for name, day in named.items())
    found = await diary.door.data(f"{{ {asked} }}")
    for name, day in named.items():
        check(found[name], diary.balance[day])
    query = f'query($to: Date!) {{ workloadTrend(from: "{FIRST}", to: $to) {{ asOf {BALANCE} {POOL} }} }}'
    for last in DAYS[-7:]:
        points = (await diary.door.data(query, {"to": str(last)}))["workloadTrend"]
        days = [last - timedelta(days=back) for back in (7, 0) if last - timedelta(days=back) >= FIRST]
        assert [point["asOf"] for point in points] == [str(day) for day in days]
        for day, point in zip(days, points, strict=True):
            check(point, diary.balance[day] | await pool_of(diary, day))


async def pool_of(diary: Diary, day: date) -> dict[str, Any]:
    waits = [
        (day - each["entered_on"]).days
        for each in await diary.practice.rows(PoolEntry)
        if each["entered_on"] <= day and (each["left_on"] is None or each["left_on"] > day)
    ]
    return {"poolSize": len(waits), "longestWaitDays": max(waits, default=None)}


async def test_filters_go_by_how_full_providers_were_then(diary: Diary) -> None:
    await live_through(diary, Random(4))  # noqa: S311  # no secret
    query = (
        "query($day: Date!, $f: ProviderFilter) { workload(asOf: $day, filter: $f) { providerCount capacity load } }"
    )
    for day in DAYS:
        loads = diary.loads[day].values()
        free = [(capacity, load) for capacity, _, load in loads if load < capacity * 100]
        over = [(capacity, load) for capacity, _, load in loads if load > capacity * 100]
        for given, those in (({"hasOpenSlots": True}, free), ({"loadStatus": ["OVER_CAPACITY"]}, over)):
            found = (await diary.door.data(query, {"day": str(day), "f": given}))["workload"]
            assert found == {
                "providerCount": len(those),
                "capacity": sum(capacity for capacity, _ in those),
                "load": sum(load for _, load in those) / 100,
            }


async def as_of(diary: Diary, day: date, figures: str = FEW) -> Any:
    return (await diary.door.data(f'{{ workload(asOf: "{day}") {{ {figures} }} }}'))["workload"]


async def test_a_client_who_is_assigned_at_midnight_counts_on_the_day_that_begins(diary: Diary) -> None:
    diary.clock.at = datetime(2026, 11, 3, tzinfo=ZONE)
    assert not (await diary.desk.do(AssignClient("cli_c1", "prv_ana"))).user_errors
    assert [(await as_of(diary, date(2026, 11, day)))["load"] for day in (2, 3)] == [0, 1]
    # It is the fourth in New York, and the fifth in London.
    diary.clock.at = datetime(2026, 11, 4, 23, 59, 59, 999_999, tzinfo=ZONE)
    assert not (await diary.desk.do(DischargeClient("cli_c1"))).user_errors
    assert [(await as_of(diary, date(2026, 11, day)))["load"] for day in (3, 4, 5)] == [1, 0, 0]


async def test_of_several_changes_on_one_day_the_last_one_holds_at_its_end(diary: Diary) -> None:
    for hour, capacity in ((9, 7), (10, 9), (11, 5)):
        diary.clock.at = datetime(2026, 11, 3, hour, tzinfo=ZONE)
        await diary.desk.do(SetProviderCapacity("prv_ana", capacity))
    assert [(await as_of(diary, date(2026, 11, day)))["capacity"] for day in (2, 3, 4)] == [6, 7, 7]
    assert len(await diary.practice.rows(EarlierTerms)) == 1


async def test_what_happened_stays_on_its_days_when_the_practice_moves(diary: Diary) -> None:
    """At eleven in the evening of the third in New York it is the fourth in Tokyo."""
    diary.clock.at = datetime(2026, 11, 3, 23, tzinfo=ZONE)
    await diary.desk.do(AssignClient("cli_c1", "prv_ana"))
    await diary.desk.do(SetProviderCapacity("prv_ana", 9))
    before = [await as_of(diary, date(2026, 11, day)) for day in (2, 3, 4)]
    assert [each["load"] for each in before] == [0, 1, 1]
    assert [each["capacity"] for each in before] == [6, 11, 11]
    await diary.practice.settings(time_zone="Asia/Tokyo")
    assert [await as_of(diary, date(2026, 11, day)) for day in (2, 3, 4)] == before
    diary.clock.at = datetime(2026, 11, 5, 16, tzinfo=UTC)  # the sixth in Tokyo
    await diary.desk.do(UpdateClient("cli_c1", case_weight=2.0))
    await diary.practice.settings(time_zone="Pacific/Pago_Pago")
    diary.clock.at = datetime(2026, 11, 6, 5, tzinfo=UTC)  # the fifth once more
    await diary.desk.do(UpdateClient("cli_c1", case_weight=3.0))
    assert [(await as_of(diary, date(2026, 11, day)))["load"] for day in (3, 4, 5, 6)] == [1, 1, 1, 3]


async def test_who_was_added_was_not_there_before(diary: Diary) -> None:
    diary.clock.at = datetime(2026, 11, 3, 9, tzinfo=ZONE)
    await diary.desk.do(AddProvider("Dora", 3))
    assert [(await as_of(diary, date(2026, 11, day)))["providerCount"] for day in (2, 3)] == [3, 4]


async def test_who_was_recorded_after_the_fact_counts_while_carrying_clients(diary: Diary) -> None:
    diary.clock.at = datetime(2026, 11, 3, 9, tzinfo=ZONE)
    outcome = await diary.desk.do(AddProvider("Dora", 3))
    dora = str(outcome.ids["provider"])
    client = await diary.practice.row(Client, "cli_c0")
    began, ended = datetime(2026, 10, 20, 9, tzinfo=ZONE), datetime(2026, 10, 25, 9, tzinfo=ZONE)
    await diary.practice.add(
        Assignment(
            id="asg_before",
            client_id=client["id"],
            provider_id=dora,
            weight_hundredths=100,
            assigned_at=began,
            assigned_on=began.date(),
            ended_at=ended,
            ended_on=ended.date(),
            end_reason="DISCHARGED",
        )
    )
    days = [date(2026, 10, 19), date(2026, 10, 20), date(2026, 10, 24), date(2026, 10, 25), date(2026, 11, 3)]
    found = [await as_of(diary, day) for day in days]
    assert [(each["providerCount"], each["capacity"], each["load"]) for each in found] == [
        (3, 6, 0),
        (4, 9, 1),
        (4, 9, 1),
        (3, 6, 0),
        (4, 9, 0),
    ]


async def test_who_is_handed_on_after_the_practice_moved_westward_is_with_one_provider_at_a_time(diary: Diary) -> None:
    await diary.practice.settings(time_zone="Asia/Tokyo")
    diary.clock.at = datetime(2026, 11, 1, 12, tzinfo=UTC)
    assert not (await diary.desk.do(AssignClient("cli_c1", "prv_ana"))).user_errors
    diary.clock.at = datetime(2026, 11, 3, 16, tzinfo=UTC)  # the fourth in Tokyo
    assert not (await diary.desk.do(ReturnClientToPool("cli_c1"))).user_errors
    await diary.practice.settings(time_zone=ZONE.key)
    diary.clock.at = datetime(2026, 11, 3, 17, tzinfo=UTC)  # the third in New York
    assert not (await diary.desk.do(AssignClient("cli_c1", "prv_ben"))).user_errors
    counts = [(await as_of(diary, date(2026, 11, day), "caseloadCount"))["caseloadCount"] for day in range(1, 6)]
    assert counts == [1, 1, 1, 1, 1]
    (first, second) = sorted(await diary.practice.rows(Assignment), key=lambda each: each["assigned_at"])
    assert first["ended_on"] == second["assigned_on"] == date(2026, 11, 4)
