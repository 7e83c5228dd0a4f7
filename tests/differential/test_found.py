"""What drawn operations have found, each by name."""

import sqlite3
from typing import Any

import pytest

from tests.differential.canonical import canonical
from tests.differential.conftest import Houses
from tests.differential.operations import Operation
from tests.differential.practice import FINE
from tests.differential.test_differential import check


def alike(
    houses: Houses, query: str, *, who: str = "ceo", examples: bool = False, seed: int = 0, **variables: Any
) -> None:
    """The product answers as the naive executor does."""
    house = houses(seed, examples=examples)
    marked = query.replace("CLIENT", next(iter(house.picture.rows["Client"])))
    check(
        house.viewer(who), Operation(marked.replace("PROVIDER", next(iter(house.picture.rows["Provider"]))), variables)
    )


@pytest.mark.parametrize("who", ["admin", "supervisor", "clinician"])
def test_the_example_policy_filters_by_a_json_attribute_on_sqlite_too(houses: Houses, who: str) -> None:
    alike(houses, "{ clients(first: 3) { nodes { id } } }", who=who, examples=True)


@pytest.mark.parametrize(
    "query",
    [
        '{ client(id: "CLIENT") { doNotMatch { __typename } } }',
        '{ provider(id: "PROVIDER") { locations { __typename } } }',
        "{ viewer { teams { id @skip(if: true) } } }",
        "{ viewer { teams { providers(first: 3) { nodes { id } } } } }",
    ],
)
def test_a_whole_list_may_be_asked_for_nothing_but_its_type(houses: Houses, query: str) -> None:
    alike(houses, query, who="admin")


def test_the_stays_of_a_client_come_newest_first(houses: Houses) -> None:
    alike(houses, "{ clients(first: 50) { nodes { poolEntries(first: 5) { nodes { enteredAt } } } } }")


def test_due_within_takes_any_number_of_days(houses: Houses) -> None:
    alike(houses, "{ pool { dueWithin(days: 2147483647) } }")


@pytest.mark.parametrize(
    "query",
    [
        "{ workload { byLoadStatus { loadStatus count } } }",
        "{ providers(first: 20) { nodes { loadStatus } } }",
        "{ providers(first: 20, filter: { loadStatus: AVAILABLE }) { nodes { id } } }",
    ],
)
def test_the_largest_capacity_has_a_load_status(houses: Houses, query: str) -> None:
    alike(houses, query)


def test_null_in_a_variable_for_an_argument_with_a_default_spoils_its_own_field_only(houses: Houses) -> None:
    query = "query($days: Int) { pool { dueWithin(days: $days) } practice { name } }"
    alike(houses, query, days=None)


@pytest.mark.parametrize(
    "query",
    [
        "{ teams(first: 2) { a: nodes { name } A: nodes { id } } }",
        "{ clients(first: 2) { e: edges { node { id } } E: edges { node { name } } } }",
    ],
)
def test_aliases_that_differ_in_case_only_are_two(houses: Houses, query: str) -> None:
    alike(houses, query)


@pytest.mark.parametrize(
    "query",
    [
        "{ workload { gini } }",
        "{ workload { __typename } }",
        "{ pool { medianWaitDays } }",
        "{ pool { byReason { reason count } } }",
        "{ pool { totalCount byReason { __typename } } }",
        "{ clients(first: 2) { pageInfo { hasPreviousPage } } }",
        "{ clients(last: 2) { pageInfo { __typename } } }",
    ],
)
def test_a_figure_may_be_asked_for_alone(houses: Houses, query: str) -> None:
    alike(houses, query)


def test_the_figures_of_nobody_are_an_object(houses: Houses) -> None:
    nobody = 'filter: { search: "nobody" }'
    query = f"{{ workload({nobody}) {{ gini }} clients(first: 1, {nobody}) {{ pageInfo {{ hasPreviousPage }} }} }}"
    alike(houses, query)


@pytest.mark.parametrize("seed", [2, 4])
def test_evenness_is_rounded_once(houses: Houses, seed: int) -> None:
    alike(
        houses,
        "{ workload { coefficientOfVariation } teams(first: 9) { nodes { workload { coefficientOfVariation } } } }",
        seed=seed,
    )


DEEP = {
    "ceo": """{ client(id: "CLIENT") { assignment { client { assignment { client { assignment { client {
        assignment { client { assignment { client { id } } } } } } } } } } } }""",
    "supervisor": """{ pool { entries(last: 5) { nodes { client { assignments(first: 1) { nodes {
        client { name } } } } } } } }""",
    "both": """{ providers(last: 1) { edges { node { caseload(last: 1) { edges { node { assignments(last: 1) {
        edges { node { client { name } } } pageInfo { hasNextPage } } } } } } } } }""",
}


@pytest.mark.parametrize("who", ["supervisor", "both"])
def test_an_operation_may_be_as_deep_as_the_screens_are(houses: Houses, who: str) -> None:
    alike(houses, DEEP[who], who=who)


@pytest.mark.skipif(sqlite3.sqlite_version_info >= (3, 46), reason="this SQLite's parser takes any depth")
def test_deeper_than_sqlite_reads_is_refused_there_with_a_code(houses: Houses) -> None:
    house = houses(0)
    client = next(iter(house.picture.rows["Client"]))
    sqlite, postgres, naive = house.viewer("ceo").answers(DEEP["ceo"].replace("CLIENT", client), {})
    assert postgres.data == naive.data
    assert sqlite.data == "null"
    assert [code for code, _ in sqlite.errors] == ["QUERY_TOO_COMPLEX"]


def test_a_supervisor_sees_the_past_assignments_of_a_client_served_now(houses: Houses) -> None:
    """Within `has()` of an aliased row, SQLAlchemy adapts every column of its table, also an inner query's own."""
    past = sorted(houses(3).picture.rows["Assignment"])
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    for at in range(0, len(past), 50):
        alike(houses, query, who="supervisors", seed=3, ids=past[at : at + 50])


@pytest.mark.parametrize("asked", ["totalCount", "__typename"])
def test_a_cursor_that_cannot_be_is_refused_whatever_is_asked(houses: Houses, asked: str) -> None:
    alike(houses, f'{{ clients(first: 3, after: "garbage") {{ {asked} }} }}')


def test_a_cursor_of_the_wait_is_none_of_the_intake(houses: Houses) -> None:
    viewing = houses(0).viewer("ceo")
    cursor = viewing.given("PoolEntry", [{"field": "WAIT_SINCE_INTAKE", "direction": "DESC"}])[0]
    page = "first: 3, after: $after, orderBy: { field: INTAKE_DATE, direction: DESC }"
    query = f"query($after: String) {{ pool {{ entries({page}) {{ nodes {{ id }} }} }} }}"
    alike(houses, query, after=cursor)


@pytest.mark.parametrize("beside", ["", "plugins { name }"], ids=["alone", "beside Python"])
def test_too_many_nodes_leave_no_data(houses: Houses, beside: str) -> None:
    viewing = houses(0).viewer("ceo")
    query = f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ id }} {beside} }}"
    for body in viewing.product(query, {"ids": ["x"] * 101}):
        answer = canonical(body, set())
        assert answer.codes == {"BAD_USER_INPUT"}
        assert answer.data == "null"


def test_a_place_is_told_with_all_its_digits(houses: Houses) -> None:
    alike(houses, "{ locations(first: 5) { nodes { latitude } } }", seed=FINE)


def test_keys_stand_in_the_order_asked_for_beside_values_of_the_practices_own(houses: Houses) -> None:
    alike(houses, "{ clients(first: 50) { nodes { dateOfBirth A0: attributes languages id } } }")


def test_a_place_without_coordinates_has_none(houses: Houses) -> None:
    alike(houses, "{ locations(first: 5) { nodes { latitude longitude } } }", seed=1)


WIDE = " ".join(f"k{at}: {name}" for at, name in enumerate(["name", "load", "capacity", "status", "team { id }"] * 26))


def test_an_object_may_have_more_keys_than_a_database_takes_at_once(houses: Houses) -> None:
    alike(houses, f"{{ providers(first: 5) {{ nodes {{ {WIDE} }} }} }}")
