"""Plans outlive what they were made under: settings, access and room change, and the next request is answered right."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import update

from caseload_gql.db.engine import Database
from caseload_gql.db.models import Practice, Provider
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.errors import StaleAccess
from caseload_gql.planner import prepared
from caseload_gql.schema import documents
from tests.planner.door import ADA, FACTS, Door, actor, door_of
from tests.support import House, counted


async def change(house: House, **values: Any) -> None:
    async def work(unit: UnitOfWork) -> None:
        await unit.session.execute(update(Practice).values(**values))
        unit.access_changed()

    await house.database.write(work)


FULLNESS = "{ providers(first: 100, filter: { status: ACTIVE }) { nodes { loadStatus utilization } } }"
WAITING = "{ pool { pastTarget totalCount entries(first: 100) { nodes { waitDays } } } }"


def nearing(found: Any) -> int:
    return sum(node["loadStatus"] == "NEARING_CAPACITY" for node in found["providers"]["nodes"])


async def test_a_new_threshold_holds_from_the_next_request_on(house: House) -> None:
    before = await house.data("ceo", FULLNESS)
    below = [node["utilization"] for node in before["providers"]["nodes"] if node["loadStatus"] == "AVAILABLE"]
    assert any(below)
    await change(house, nearing_ten_thousandths=1)
    after = await house.data("ceo", FULLNESS)
    assert nearing(after) > nearing(before)
    assert [node["loadStatus"] for node in after["providers"]["nodes"] if node["utilization"]].count("AVAILABLE") == 0
    await change(house, nearing_ten_thousandths=8500)
    assert await house.data("ceo", FULLNESS) == before


async def test_a_new_wait_target_holds_from_the_next_request_on(house: House) -> None:
    for target in (0, 3650, 0):
        await change(house, wait_target_days=target)
        pool = (await house.data("ceo", WAITING))["pool"]
        waits = [node["waitDays"] for node in pool["entries"]["nodes"]]
        assert pool["pastTarget"] == sum(wait > target for wait in waits)
        assert (pool["pastTarget"] > 0) == (target == 0)


async def test_a_new_time_zone_makes_another_today_from_the_next_request_on(house: House) -> None:
    longest = []
    # The clocks of these two are 25 hours apart.
    for zone in ("Pacific/Pago_Pago", "Pacific/Kiritimati", "Pacific/Pago_Pago"):
        await change(house, time_zone=zone)
        longest.append(max(node["waitDays"] for node in (await house.data("ceo", WAITING))["pool"]["entries"]["nodes"]))
    assert longest[1] - longest[0] in {1, 2}
    assert longest[1] - longest[2] in {1, 2}


async def test_access_taken_from_supervisors_is_gone_with_the_next_request_and_comes_back(house: House) -> None:
    query = "{ viewer { actions } clients(first: 1) { nodes { id } } }"
    for access in ("WRITE", "READ", "WRITE"):
        await change(house, supervisor_access=access)
        found = await house.data("supervisor", query)
        assert ("caseload:assign" in found["viewer"]["actions"]) == (access == "WRITE")
        assert found["clients"]["nodes"]


async def test_an_epoch_that_moved_costs_one_more_run_and_is_then_known(house: House) -> None:
    query = "{ practice { name } }"
    await house.data("ceo", query)
    await change(house, name="Renamed")
    for statements in (3, 1):
        with counted() as seen:
            assert await house.data("ceo", query) == {"practice": {"name": "Renamed"}}
        assert len(seen) == statements


async def test_what_was_read_under_an_older_epoch_is_not_answered(database: Database) -> None:
    door = door_of(database)
    door.epoch = 2
    for query in ("{ practice { name } }", '{ clients(first: 1, after: "0.x") { nodes { id } } practice { name } }'):
        for _ in range(2):
            with pytest.raises(StaleAccess):
                await door.ask(query)


async def test_today_is_bound_and_not_kept(database: Database) -> None:
    moment = [datetime(2026, 11, 20, 23, 30, tzinfo=UTC)]
    door = door_of(database, now=lambda: moment[0])
    query = "{ pool { longestWaitDays } }"
    first = (await door.data(query))["pool"]["longestWaitDays"]
    moment[0] = datetime(2026, 11, 21, 0, 30, tzinfo=UTC)
    assert (await door.data(query))["pool"]["longestWaitDays"] == first + 1
    assert door.planner.figures.misses == 1


async def test_settings_and_readers_are_bound_and_not_kept(database: Database) -> None:
    door = door_of(database)
    await door.run(update(Provider).values(load_hundredths=250))
    query = "{ providers(first: 1) { nodes { loadStatus } } pool { pastTarget } viewer { id } }"
    for threshold, target, status, past in (
        (8500, 14, "AVAILABLE", 2),
        (5000, 400, "NEARING_CAPACITY", 0),
        (5001, 0, "AVAILABLE", 2),
    ):
        facts = replace(FACTS, nearing_ten_thousandths=threshold, wait_target_days=target)
        found = await door.data(query, None, ADA, facts)
        assert found["providers"]["nodes"] == [{"loadStatus": status}]
        assert found["pool"] == {"pastTarget": past}
        assert found["viewer"] is None
    await door.data(query, None, actor("bob"), FACTS)
    assert door.planner.figures.misses == 1


async def _sizes(door: Door) -> None:
    query = "query($n: Int) { clients(first: $n) { nodes { name } } }"
    names = ["gone", "north", "routed", "south", "unrouted", "vip"]
    for size in (1, 2, 3, 4, 5, 6, 1, 6, 2):
        found = await door.data(query, {"n": size})
        assert [node["name"] for node in found["clients"]["nodes"]] == names[:size]


async def test_plans_beyond_the_room_for_them_are_made_again_and_answer_right(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepared, "PLANS_AT_MOST", 2)
    door = door_of(database)
    await _sizes(door)
    await _sizes(door)
    assert door.planner.figures.misses > 6


async def test_documents_beyond_the_room_for_them_are_read_again_and_answer_right(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = door_of(database)
    kept = door.executor._documents
    monkeypatch.setattr(kept, "keep_characters", 2 * documents.LEAST)
    for _ in range(2):
        for at in range(4):
            assert await door.data(f"{{ a{at}: practice {{ __typename }} }}") == {f"a{at}": {"__typename": "Practice"}}
        assert len(kept) == 2
    assert (door.planner.figures.hits, door.planner.figures.misses) == (0, 8)
    await door.data("{ a3: practice { __typename } }")
    assert door.planner.figures.hits == 1


async def test_a_document_larger_than_all_the_room_is_kept_alone(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = door_of(database)
    kept = door.executor._documents
    monkeypatch.setattr(kept, "keep_characters", 1)
    for _ in range(2):
        await door.data("{ practice { id } }")
    assert len(kept) == 1
    assert (door.planner.figures.hits, door.planner.figures.misses) == (1, 1)
