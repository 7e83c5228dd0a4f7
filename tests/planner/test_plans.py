"""An operation seen before is only bound and run; what shapes its plan, and what does not."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from sqlalchemy import insert

from caseload_gql.db.engine import Database
from caseload_gql.db.models import ClientWord
from tests.planner.calls import called
from tests.planner.door import door_of

SCREEN = """
query($search: String, $first: Int, $after: String, $from: Date, $statuses: [ClientStatus!]) {
  clients(first: $first, after: $after, filter: { search: $search, intakeFrom: $from, status: $statuses }) {
    totalCount
    pageInfo { endCursor }
    nodes { id name provider { name loadStatus } poolEntry { waitDays } assignments(first: 2) { nodes { assignedAt } } }
  }
  workload { utilization }
}
"""
#: What a request seen before may not touch: each builds something that is kept.
BUILDING = (
    "graphql.language",
    "graphql.validation",
    "graphql.type.validate",
    "graphql.execution",
    "caseload_gql.db.dialect",
    "caseload_gql.db.models",
    "caseload_gql.plugins",
    "caseload_gql.policy.answer",
    "caseload_gql.policy.expressions",
    "caseload_gql.policy.shape",
    *(
        f"caseload_gql.planner.{room}"
        for room in (
            "aggregates",
            "carried",
            "connection",
            "days",
            "entity",
            "filters",
            "joins",
            "keyset",
            "one_row",
            "ordering",
            "paging",
            "percentile",
            "request",
            "roots",
            "selection",
            "then",
            "trend",
            "waits",
        )
    ),
)
#: Functions of the rooms above that hand over what is already there.
HANDING = {
    ("caseload_gql.planner.filters", "holds_nul"),
    ("caseload_gql.planner.filters", "_count_words"),
    ("caseload_gql.planner.filters", "<lambda>"),
    ("caseload_gql.planner.keyset", "_fingerprint"),
    ("caseload_gql.planner.keyset", "_identifier"),
    ("caseload_gql.planner.paging", "_itself"),
    ("caseload_gql.planner.request", "<lambda>"),
    ("caseload_gql.planner.roots", "_kind"),
}


def building(calls: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """The calls that build; of SQLAlchemy nothing may run but what turns a value into the driver's."""
    found = {each for each in calls if each[0].startswith(BUILDING)} - HANDING
    return found | {each for each in calls if each[0].startswith("sqlalchemy") and each[1] != "process"}


async def test_a_repeated_operation_does_no_parsing_validation_planning_or_expression_building(
    database: Database,
) -> None:
    door = door_of(database)
    await door.run(insert(ClientWord).values(client_id="cli_south", word="south"))
    first = {"search": "nor", "first": 2, "from": "2026-01-01", "statuses": ["ACTIVE"]}
    with called() as new:
        await door.data(SCREEN, first)
    # The same look finds all of it where there is something to find.
    rooms = {each[0] for each in building(new)}
    assert {"graphql.language.parser", "graphql.validation.validate", "caseload_gql.policy.answer"} <= rooms
    assert {"sqlalchemy.sql.compiler", "caseload_gql.planner.connection"} <= rooms
    with called() as again:
        found = await door.data(SCREEN, {**first, "search": "so", "from": "2026-02-01"})
    assert [node["name"] for node in found["clients"]["nodes"]] == ["south"]
    assert building(again) == set()
    assert (door.planner.figures.hits, door.planner.figures.misses) == (1, 1)


async def test_a_cursor_of_a_page_is_bound_like_any_other_value(database: Database) -> None:
    door = door_of(database)
    after = (await door.data(SCREEN, {"first": 1}))["clients"]["pageInfo"]["endCursor"]
    second = await door.data(SCREEN, {"first": 1, "after": after})
    with called() as again:
        third = await door.data(SCREEN, {"first": 1, "after": second["clients"]["pageInfo"]["endCursor"]})
    assert building(again) == set()
    assert third["clients"]["nodes"][0]["name"] == "routed"


async def test_the_answer_says_whether_the_plan_was_made_before(database: Database) -> None:
    door = door_of(database)
    for hits, misses in ((0, 1), (1, 1), (2, 1)):
        await door.data("{ practice { name } }")
        assert (door.planner.figures.hits, door.planner.figures.misses) == (hits, misses)
    await door.data("{ practice { id } }")
    assert (door.planner.figures.hits, door.planner.figures.misses) == (2, 2)


CLIENTS = "query($f: ClientFilter) { clients(first: 9, filter: $f) { nodes { id } } }"
PAGES = "query($n: Int, $m: Int) { clients(first: $n, last: $m) { nodes { id } } }"
ORDERS = "query($o: [ClientOrder!]) { clients(first: 9, orderBy: $o) { nodes { id } } }"
NODE = "query($id: ID!) { node(id: $id) { id } }"
NODES = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
DIRECTIVE = "query($with: Boolean!) { practice { name id @include(if: $with) } }"
DEFAULTED = "query($days: Int! = 3) { pool { dueWithin(days: $days) } }"
OF_TEAM = "query($t: ID) { clients(first: 9, filter: { teamId: $t }) { nodes { id } } }"
ENTRIES = "query($f: PoolFilter) { pool { entries(first: 9, filter: $f) { nodes { id } } } }"


def orders(*fields: tuple[str, str]) -> dict[str, Any]:
    return {"o": [{"field": field, "direction": direction} for field, direction in fields]}


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        (CLIENTS, [None, {"f": None}, {"f": {}}, {"f": {"search": None}}, {"f": {"search": "a"}}]),
        (CLIENTS, [{"f": {"search": words}} for words in ("", "a", "a b", "a b c")]),
        (CLIENTS, [{"f": {"search": "a"}}, {"f": {"search": "a\0"}}]),
        (CLIENTS, [{"f": {"payer": "a"}}, {"f": {"locationId": "a"}}, {"f": {"payer": "a", "locationId": "a"}}]),
        (CLIENTS, [{"f": {"status": each}} for each in ([], ["ACTIVE"], ["WAITING"], ["ACTIVE", "WAITING"])]),
        (ENTRIES, [{"f": {"unrouted": True}}, {"f": {"unrouted": False}}]),
        (PAGES, [{"n": 1}, {"n": 2}, {"m": 2}, {"n": 2, "m": None}, {"n": None, "m": 2}]),
        (
            ORDERS,
            [
                {"o": []},
                orders(("NAME", "ASC")),
                orders(("NAME", "DESC")),
                orders(("INTAKE_DATE", "ASC")),
                orders(("NAME", "ASC"), ("INTAKE_DATE", "ASC")),
            ],
        ),
        (NODE, [{"id": f"{prefix}_1"} for prefix in ("cli", "prv", "pol", "nix")]),
        (NODES, [{"ids": ids} for ids in ([], ["cli_1"], ["cli_1", "cli_2"], ["cli_1", "prv_2"])]),
        (DIRECTIVE, [{"with": True}, {"with": False}]),
    ],
    ids=[
        "null or absent",
        "words",
        "text no row holds",
        "conditions",
        "enum values",
        "booleans",
        "sizes",
        "orders",
        "prefixes",
        "lengths",
        "directives",
    ],
)
async def test_what_shapes_a_statement_has_a_plan_of_its_own(
    database: Database, query: str, variables: Sequence[Mapping[str, Any] | None]
) -> None:
    door = door_of(database)
    assert await door.plans_for(query, *variables) == len(variables)
    assert await door.plans_for(query, *variables) == 0


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        (CLIENTS, [{"f": {"search": words}} for words in ("nor", "SOUTH", " vip ", "x'--", "%é%")]),
        (CLIENTS, [{"f": {"intakeFrom": "2026-01-01"}}, {"f": {"intakeFrom": "2027-01-01"}}]),
        (OF_TEAM, [{"t": "tem_n"}, {"t": "tem_s"}, {"t": ""}, {"t": "nobody"}]),
        (ENTRIES, [{"f": {"waitingAtLeastDays": days}} for days in (0, 1, -5, 2147483647)]),
        (NODE, [{"id": "cli_north"}, {"id": "cli_"}, {"id": "cli_é'--"}]),
        (NODES, [{"ids": ["cli_a", "prv_b"]}, {"ids": ["cli_c", "prv_d"]}]),
        (DEFAULTED, [None, {"days": 3}, {"days": 400}]),
    ],
    ids=["words", "dates", "ids", "numbers", "one id", "many ids", "defaults"],
)
async def test_every_other_value_shares_a_plan(
    database: Database, query: str, variables: Sequence[Mapping[str, Any] | None]
) -> None:
    door = door_of(database)
    assert await door.plans_for(query, *variables) == 1


async def test_a_cursor_forward_and_one_back_are_two_plans_whatever_row_they_name(database: Database) -> None:
    door = door_of(database)
    query = """
    query($f: Int, $a: String, $l: Int, $b: String) {
      clients(first: $f, after: $a, last: $l, before: $b) { edges { cursor } }
    }
    """
    cursors = [each["cursor"] for each in (await door.data(query, {"f": 9}))["clients"]["edges"]]
    forward = [{"f": 2, "a": cursor} for cursor in cursors]
    back = [{"l": 2, "b": cursor} for cursor in cursors]
    between = [{"f": 2, "a": cursors[0], "b": cursor} for cursor in cursors[1:]]
    assert await door.plans_for(query, *forward, *back, *between) == 3


async def test_a_field_whose_arguments_cannot_be_used_leaves_no_plan_behind(database: Database) -> None:
    door = door_of(database)
    for size in (0, 101, 0, 101):
        answer = await door.ask(PAGES, {"n": size})
        assert answer["errors"][0]["message"] == f"first is {size}; it must be from 1 to 100."
    assert (door.planner.figures.hits, door.planner.figures.misses) == (0, 4)
    assert await door.plans_for(PAGES, {"n": 1}) == 1


async def test_one_document_read_with_another_operation_name_is_another_operation(database: Database) -> None:
    door = door_of(database)
    assert await door.plans_for("query A { practice { name } }", None) == 1
    assert await door.plans_for("query B { practice { name } }", None, None) == 1
