"""A thousand actors at once: those of one shape share a plan, and never a value of it."""

import asyncio
from typing import Any

import pytest

from caseload_gql.db.engine import open_database
from caseload_gql.planner import prepared
from caseload_gql.policy import shape
from tests.planner.crowd import QUERY, Member, rules, write_people
from tests.planner.door import Door, door_of

ACTORS = 1000
TOGETHER = 50


async def answers(door: Door, members: list[Member]) -> list[Any]:
    gate = asyncio.Semaphore(TOGETHER)

    async def one(member: Member) -> Any:
        async with gate:
            return await door.data(QUERY, {"since": member.since.isoformat()}, member.actor)

    return await asyncio.gather(*(one(each) for each in members))


def held(found: Any, member: Member) -> bool:
    nodes = sorted(found["clients"]["nodes"], key=lambda node: str(node["id"]))
    return nodes == member.expected() and found["clients"]["totalCount"] == len(nodes)


async def test_a_thousand_actors_at_once_each_get_exactly_their_own_rows(database_url: str) -> None:
    members = [Member(number) for number in range(ACTORS)]
    shapes = {member.shape for member in members}
    assert len(shapes) == 48
    assert len({str(member.expected()) for member in members}) > ACTORS / 3
    database = open_database(database_url)
    try:
        await write_people(database)
        door = door_of(database, [rules(members)])
        found = await answers(door, members)
    finally:
        await database.close()
    wrong = [member.actor.user_id for member, each in zip(members, found, strict=True) if not held(each, member)]
    assert wrong == []
    assert door.planner.figures.misses == len(shapes)
    assert door.planner.figures.hits == ACTORS - len(shapes)


@pytest.mark.parametrize("forgotten", ["plans", "shapes", "both"])
async def test_actors_get_their_own_rows_when_plans_and_shapes_are_forgotten(
    database_url: str, monkeypatch: pytest.MonkeyPatch, forgotten: str
) -> None:
    if forgotten != "shapes":
        monkeypatch.setattr(prepared, "PLANS_AT_MOST", 3)
    if forgotten != "plans":
        monkeypatch.setattr(shape, "KEEP_SHAPES", 3)
    members = [Member(number) for number in range(60)]
    database = open_database(database_url)
    try:
        await write_people(database)
        door = door_of(database, [rules(members)])
        found = await answers(door, members * 2)
    finally:
        await database.close()
    wrong = [member.actor.user_id for member, each in zip(members * 2, found, strict=True) if not held(each, member)]
    assert wrong == []
    assert door.planner.figures.misses > len({member.shape for member in members})
