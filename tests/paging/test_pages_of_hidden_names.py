"""Names that are hidden from a reader: no page, cursor, filter, search or count tells anything of them."""

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

import pytest
from sqlalchemy import delete, insert, update

from caseload_gql.db.engine import open_database
from caseload_gql.db.facets import word_rows
from caseload_gql.db.models import Client, ClientWord, PoolEntry
from caseload_gql.domain.text import sort_key
from caseload_gql.domain.vocabulary import PoolReason
from caseload_gql.policy.rules import Grant, PolicyRequest, Redact
from tests.planner.crowd import PEOPLE, Person, write_people
from tests.planner.door import NOON, Door, Rules, actor, door_of

READER: Final = actor("reader")
#: Hidden from the reader are the names of these; one of those is not seen at all.
HIDDEN: Final = [each for each in PEOPLE if each.telehealth]
UNSEEN: Final = [each for each in PEOPLE if each.weight == 60]
SHOWN: Final = [each for each in PEOPLE if each not in HIDDEN and each not in UNSEEN]


def granted(request: PolicyRequest) -> list[Grant]:
    if request.resource == "Client" and request.actor == READER:
        return [Grant("LIGHT", "Light ones.", request.row.case_weight_hundredths != 60)]
    return [Grant("ALL", "All.")]


def restricted(request: PolicyRequest) -> list[Redact]:
    if request.resource != "Client" or request.actor != READER:
        return []
    return [Redact("HIDDEN", "Hidden.", ("name",), request.row.telehealth_ok.is_(True))]


def name_of(each: Person, change: int) -> str:
    """Names that sort otherwise each time."""
    return f"{'zmav'[(each.at * (change + 1) + change) % 4]}{(each.at * 7 + change * 11) % 30:02} Doe"


async def rename(door: Door, people: list[Person], change: int) -> None:
    for each in people:
        name = name_of(each, change)
        await door.run(
            update(Client).where(Client.id == each.id).values(name=name, name_key=sort_key(name)),
            delete(ClientWord).where(ClientWord.client_id == each.id),
            insert(ClientWord).values(word_rows("client_id", each.id, name)),
        )


@pytest.fixture
async def door(database_url: str) -> AsyncIterator[Door]:
    database = open_database(database_url)
    await write_people(database)
    made = door_of(database, [Rules(granted, restricted)])
    await made.run(
        insert(PoolEntry).values(
            [
                {
                    "id": f"pen_{each.at:02}",
                    "client_id": each.id,
                    "reason": PoolReason.NEW_INTAKE,
                    "entered_at": NOON,
                    "entered_on": NOON.date(),
                }
                for each in PEOPLE
            ]
        )
    )
    await rename(made, PEOPLE, 0)
    yield made
    await database.close()


CLIENTS: Final = """
query($first: Int, $after: String, $last: Int, $before: String, $order: [ClientOrder!], $filter: ClientFilter) {
  clients(first: $first, after: $after, last: $last, before: $before, orderBy: $order, filter: $filter) {
    totalCount edges { cursor node { id name } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""
ELSEWHERE: Final = """
query($search: String) {
  pool { entries(first: 100, filter: { search: $search }) { totalCount nodes { id client { id name } } } }
  providers(first: 100) { nodes { id caseload(first: 100, filter: { search: $search }) { nodes { id name } } } }
}
"""
ORDERS: Final = [
    [{"field": field, "direction": direction} for field, direction in fields]
    for fields in (
        [("NAME", "ASC")],
        [("NAME", "DESC")],
        [("CASE_WEIGHT", "ASC"), ("NAME", "DESC")],
        [("NAME", "DESC"), ("INTAKE_DATE", "ASC")],
    )
]


async def pages(door: Door, order: Any, size: int, who: Any = READER, *, back: bool = False) -> list[Mapping[str, Any]]:
    edges: list[Mapping[str, Any]] = []
    cursor, more = None, True
    while more:
        bounds = {"last": size, "before": cursor} if back else {"first": size, "after": cursor}
        found = (await door.data(CLIENTS, {**bounds, "order": order}, who))["clients"]
        edges = found["edges"] + edges if back else edges + found["edges"]
        info = found["pageInfo"]
        cursor, more = (
            (info["startCursor"], info["hasPreviousPage"]) if back else (info["endCursor"], info["hasNextPage"])
        )
    return edges


@pytest.mark.parametrize("order", ORDERS, ids=range(len(ORDERS)))
async def test_pages_over_hidden_names_give_every_row_once_both_ways(door: Door, order: Any) -> None:
    whole = (await door.data(CLIENTS, {"first": 100, "order": order}, READER))["clients"]
    assert whole["totalCount"] == len(PEOPLE) - len(UNSEEN)
    for size in (1, 7, 50):
        assert await pages(door, order, size) == whole["edges"]
        assert await pages(door, order, size, back=True) == whole["edges"]


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
async def test_rows_of_hidden_names_stand_together_at_the_end_by_id_in_the_direction_asked(
    door: Door, direction: str
) -> None:
    order = [{"field": "NAME", "direction": direction}]
    nodes = [edge["node"] for edge in await pages(door, order, 9)]
    names = [node["name"] for node in nodes if node["name"] is not None]
    assert names == sorted(names, reverse=direction == "DESC")
    assert len(names) == len(SHOWN)
    hidden = sorted((each.id for each in HIDDEN if each not in UNSEEN), reverse=direction == "DESC")
    assert [node["id"] for node in nodes[len(names) :]] == hidden


def battery(cursors: list[str]) -> list[tuple[str, dict[str, Any]]]:
    """What somebody might ask who wants to learn a hidden name."""
    asked: list[tuple[str, dict[str, Any]]] = []
    for order in ORDERS:
        asked += [(CLIENTS, {"first": 100, "order": order}), (CLIENTS, {"last": 100, "order": order})]
    letters = [f"{letter}{digit}" for letter in "zmav" for digit in ("", "0", "1", "2")]
    for search in ["doe", "d", *letters]:
        asked += [(CLIENTS, {"first": 100, "filter": {"search": search}}), (ELSEWHERE, {"search": search})]
    by_name = [{"field": "NAME", "direction": "ASC"}]
    for cursor in cursors:
        asked += [
            (CLIENTS, {"first": 3, "after": cursor, "order": by_name}),
            (CLIENTS, {"last": 3, "before": cursor, "order": by_name}),
            (CLIENTS, {"first": 100, "after": cursor, "order": by_name, "filter": {"search": "doe"}}),
        ]
    return asked


async def answers(door: Door, cursors: list[str], who: Any = READER) -> list[str]:
    return [json.dumps(await door.ask(query, variables, who)) for query, variables in battery(cursors)]


async def test_nothing_that_can_be_asked_changes_with_a_hidden_name(door: Door) -> None:
    """Every answer stays the same, to the byte, whatever the hidden names and those of unseen rows are."""
    whole = (await door.data(CLIENTS, {"first": 100, "order": ORDERS[0]}))["clients"]["edges"]
    cursors = [edge["cursor"] for edge in whole]
    before = await answers(door, cursors)
    for change in (1, 2):
        await rename(door, [*HIDDEN, *UNSEEN], change)
        assert await answers(door, cursors) == before
    await rename(door, SHOWN, 1)
    assert await answers(door, cursors) != before


async def test_a_search_never_finds_a_row_by_its_hidden_name(door: Door) -> None:
    for each in HIDDEN:
        search = {"search": name_of(each, 0)}
        found = (await door.data(CLIENTS, {"first": 100, "filter": search}, READER))["clients"]["edges"]
        assert each.id not in {edge["node"]["id"] for edge in found}
        known = (await door.data(CLIENTS, {"first": 100, "filter": search}))["clients"]["edges"]
        assert each.id in {edge["node"]["id"] for edge in known}


@pytest.mark.parametrize("bounds", [("first", "after"), ("last", "before")])
async def test_a_cursor_on_an_unseen_row_is_answered_as_one_on_no_row(door: Door, bounds: tuple[str, str]) -> None:
    size, end = bounds
    for order in ORDERS:
        edges = (await door.data(CLIENTS, {"first": 100, "order": order}))["clients"]["edges"]
        unseen = {each.id for each in UNSEEN}
        cursor = next(edge["cursor"] for edge in edges if edge["node"]["id"] in unseen)
        nobody = cursor.partition(".")[0] + ".cli_nobody"
        refusals = [await door.ask(CLIENTS, {size: 3, end: each, "order": order}, READER) for each in (cursor, nobody)]
        assert refusals[0] == refusals[1]
        (error,) = refusals[0]["errors"]
        assert refusals[0]["data"] == {"clients": None}
        assert error["extensions"] == {"code": "BAD_USER_INPUT"}
        assert error["path"] == ["clients"]
        assert "Start again" in error["message"]
