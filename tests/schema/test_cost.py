"""What an operation asks for is told from its text: by hand, by expansion, and for documents made to hurt."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import pytest
from graphql import DocumentNode, get_introspection_query, parse

from caseload_gql.errors import ErrorCode
from caseload_gql.schema.build import build_schema, graphql_schema
from caseload_gql.schema.cost import CostLimits, Measured, measure, over
from caseload_gql.schema.documents import Limits

SCHEMA = graphql_schema(build_schema())
ROOT = Path(__file__).parents[2]
LIMITS = CostLimits()


def cost(text: str | DocumentNode, name: str | None = None, variables: Mapping[str, object] | None = None) -> Measured:
    document = parse(text) if isinstance(text, str) else text
    return measure(SCHEMA, document, name, LIMITS, variables)


def told(text: str | DocumentNode) -> list[str]:
    return [error.message for error in over(cost(text), LIMITS)]


def bomb(fragments: int, of: str, leaf: str) -> str:
    doubling = (f"fragment F{n} on {of} {{ ...F{n - 1} ...F{n - 1} }}" for n in range(1, fragments))
    return f"fragment F0 on {of} {{ {leaf} }} " + " ".join(doubling)


# --- requested nodes, worked by hand ---


@pytest.mark.parametrize(
    ("text", "nodes"),
    [
        # GitHub's first example with our words: 50 + 50 * 10.
        ("{ providers(first: 50) { edges { node { name caseload(first: 10) { totalCount nodes { name } } } } } }", 550),
        # GitHub's second: 50 + 50*20 + 50*20*10 + 50*20 + 50*20*10 + 10.
        (
            """{ providers(first: 50) { edges { node {
                 caseload(first: 20) { edges { node { assignments(first: 10) { edges { node { assignedAt } } } } } }
                 assignments(first: 20) { edges { node { client { poolEntries(first: 10) { nodes { id } } } } } }
               } } }
               locations(first: 10) { nodes { name } } }""",
            50 + 50 * 20 + 50 * 20 * 10 + 50 * 20 + 50 * 20 * 10 + 10,
        ),
        ("{ viewer { name companyRoles actions } }", 1),
        ("{ viewer { name teams { name } } }", 1 + 20),
        ("{ provider(id: 1) { team { name } leave { coverProvider { name } } } }", 1),
        ("{ providers(first: 50) { totalCount pageInfo { endCursor } } }", 50),
        ("{ providers(last: 7) { nodes { team { name } } } }", 7),
        ("{ providers(first: 3) { nodes { id } edges { cursor node { team { id } } } } }", 3),
        ("{ nodes(ids: [1, 2, 3]) { ... on Client { provider { id } } } }", 3),
        ("{ nodes(ids: 1) { id } }", 1),
        ("{ node(id: 1) { id } }", 1),
        ("{ client(id: 1) { matches { matches { provider { id } } degraded } } }", 1 + 5),
        (
            "{ client(id: 1) { matches(first: 2) { matches { contributions { raw } failedGates { code } } } } }",
            1 + 2 * (1 + 10 + 10),
        ),
        ("{ client(id: 1) { availability { starts } doNotMatch { name } serviceRequirements } }", 1 + 14 + 10),
        (
            "{ pool { totalCount byReason { count } entries(first: 100) { nodes { client { location { id } } } } } }",
            1 + 4 + 100,
        ),
        ("{ viewer { id } viewer { id } }", 2),
        ("{ viewer @skip(if: true) { id } }", 1),
        ("{ __schema { types { fields { name } } } viewer { __typename } }", 1),
        ("mutation { assignClient(input: 1) { client { id } userErrors { code gate { code } } } }", 1 + 10),
        (
            (
                "{ ...F } fragment F on Query { providers(first: 2) { ...G } } "
                "fragment G on ProviderConnection { nodes { id } }"
            ),
            2,
        ),
        (
            (
                "{ providers(first: 2) { ...G } teams(first: 9) { nodes { providers(first: 4) { ...G } } } }"
                "fragment G on ProviderConnection { nodes { team { id } locations { id } } }"
            ),
            2 * (1 + 10) + 9 * (1 + 4 * (1 + 10)),
        ),
        ("{ ... { viewer { id } } ... on Query { practice { id } } }", 2),
    ],
)
def test_nodes_are_counted_as_the_examples_worked_by_hand(text: str, nodes: int) -> None:
    assert cost(text).nodes == nodes


@pytest.mark.parametrize(
    ("size", "nodes"),
    [
        ("", 100),
        ("(first: null)", 100),
        ("(first: null, last: 4)", 4),
        ("(first: 3, last: 4)", 4),
        ("(first: 101)", 100),
        (f"(first: {'9' * 9_000})", 100),
        (f"(first: -{'9' * 9_000})", 0),
        ("(first: -1)", 0),
        ('(first: "9")', 100),
        ("(first: $unknown)", 100),
    ],
)
def test_a_page_of_a_length_that_will_be_refused_counts_as_the_longest_or_as_nothing(size: str, nodes: int) -> None:
    assert cost(f"{{ teams{size} {{ nodes {{ id }} }} }}").nodes == nodes


def test_the_longest_page_is_a_limit_of_its_own() -> None:
    limits = CostLimits(page=500)
    document = parse("{ teams { nodes { id } } locations(first: 400) { nodes { id } } }")
    assert measure(SCHEMA, document, None, limits).nodes == 900


@pytest.mark.parametrize(
    ("variables", "nodes"),
    [
        ({"size": 7}, 7),
        ({}, 20),
        ({"size": None}, 100),
        ({"size": 7.0}, 7),
        ({"size": 7.5}, 100),
        ({"size": True}, 100),
        ({"size": "7"}, 100),
        ({"size": 10**30}, 100),
        ({"size": [1]}, 100),
    ],
)
def test_a_page_sized_by_a_variable_counts_its_value_or_its_default(variables: dict[str, object], nodes: int) -> None:
    measured = cost("query($size: Int = 20) { teams(first: $size) { nodes { id } } }", variables=variables)
    assert (measured.nodes, measured.varies) == (nodes, True)


def test_a_variable_that_is_absent_leaves_the_arguments_own_default() -> None:
    text = "query($size: Int) { client(id: 1) { matches(first: $size) { matches { score } } } }"
    assert cost(text).nodes == 1 + 5
    assert cost(text, variables={"size": 9}).nodes == 1 + 9


@pytest.mark.parametrize(
    ("variables", "nodes"),
    [
        ({"ids": ["a", "b"]}, 2),
        ({"ids": ("a",)}, 1),
        ({"ids": "a"}, 1),
        ({"ids": []}, 0),
        ({"ids": ["a"] * 999}, 100),
        ({}, 3),
        ({"ids": None}, 100),
    ],
)
def test_ids_in_a_variable_count_as_many_as_they_are(variables: dict[str, object], nodes: int) -> None:
    measured = cost('query($ids: [ID!]! = ["x", "y", "z"]) { nodes(ids: $ids) { id } }', variables=variables)
    assert (measured.nodes, measured.varies) == (nodes, True)


@pytest.mark.parametrize(("assumed", "nodes"), [(0, 0 + 0 + 1), (100, 100 + 100 + 1 + 100), (None, 2 + 20 + 1 + 5)])
def test_before_variables_are_known_the_least_and_the_most_can_be_told(assumed: int | None, nodes: int) -> None:
    document = parse(
        """query($ids: [ID!]! = ["x", "y"], $size: Int = 20, $few: Int) {
          nodes(ids: $ids) { id }
          teams(first: $size) { nodes { id } }
          client(id: 1) { matches(first: $few) { matches { score } } }
        }"""
    )
    measured = measure(SCHEMA, document, None, LIMITS, assumed=assumed)
    assert (measured.nodes, measured.varies) == (nodes, True)


def test_only_what_sizes_a_list_makes_the_figures_vary() -> None:
    text = """query($after: String, $id: ID!, $hide: Boolean!, $filter: ClientFilter) {
      client(id: $id) @skip(if: $hide) { id }
      clients(first: 5, after: $after, filter: $filter) { nodes { id } }
      nodes(ids: [$id, $id]) { id }
    }"""
    measured = cost(text)
    assert (measured.nodes, measured.varies) == (1 + 5 + 2, False)


def test_an_operation_that_is_not_run_does_not_make_the_figures_vary() -> None:
    text = """query A { viewer { id } } query B($n: Int) { teams(first: $n) { ...F } }
    fragment F on TeamConnection { totalCount }"""
    assert cost(text, "A", {"n": 3}).varies is False
    assert cost(text, "B", {"n": 3}).nodes == 3


# --- the other figures ---


@pytest.mark.parametrize(
    ("text", "depth"),
    [
        ("{ __typename }", 1),
        ("{ pool { totalCount } }", 2),
        ("{ pool { entries(first: 1) { nodes { client { name } } } } }", 5),
        (
            (
                "{ pool { ... { ... on Pool { entries(first: 1) { ...E } } } } } "
                "fragment E on PoolEntryConnection { totalCount }"
            ),
            3,
        ),
        ("{ __schema { types { fields { type { ofType { ofType { name } } } } } } }", 1),
        ('{ __type(name: "Client") { fields { name } } viewer { id } }', 2),
        (get_introspection_query(), 1),
    ],
)
def test_depth_counts_levels_of_fields_and_spares_introspection(text: str, depth: int) -> None:
    assert cost(text).depth == depth


def test_aliases_fields_and_root_fields_count_wherever_their_fragment_is_spread() -> None:
    measured = cost(
        """{ ...R ...R __typename provider(id: 1) { ...P ... on Provider { ...P } } }
        fragment R on Query { a: viewer { id } practice { b: id } }
        fragment P on Provider { c: name id }"""
    )
    assert measured.aliases == 2 * 2 + 2
    assert measured.root_fields == 2 * 2 + 1
    assert measured.fields == 2 * 4 + 1 + 1 + 2 * 2
    assert measured.mutations == 0


def test_the_changes_of_a_mutation_are_counted() -> None:
    measured = cost(
        "mutation { a: admitClient(input: 1) { pool { id } } ...M } fragment M on Mutation { __typename "
        "undoAssignment(input: 1) { pool { id } } }"
    )
    assert (measured.mutations, measured.root_fields) == (2, 2)


# --- documents that are not valid ---


@pytest.mark.parametrize(
    ("text", "nodes"),
    [
        ("{ nope { nope { id } } viewer { id } }", 1),
        ("{ viewer { id { deeper } } nope(first: 9) { ...F } } fragment F on Viewer { teams { id } }", 1),
        ("{ ...Missing viewer { id ...Missing } }", 1),
        ("{ ...F viewer { id } } fragment F on Nope { viewer { id } ...G } fragment G on String { viewer { id } }", 1),
        ("{ viewer { ... on Nope { teams { id } } } }", 1),
        ("{ viewer { ...A } } fragment A on Viewer { teams { id } ...A }", 1 + 20),
        (
            (
                "{ viewer { ...A } } fragment A on Viewer { teams { id } ...B } "
                "fragment B on Viewer { ...A teams { id } }"
            ),
            1 + 20 + 20,
        ),
        (
            "{ client(id: 1) { ...A } } fragment A on Client { provider { caseload(first: 2) { nodes { ...A } } } }",
            1 + 2,
        ),
        ("subscription { changed { id } }", 0),
    ],
)
def test_what_is_not_valid_brings_no_nodes_and_no_error(text: str, nodes: int) -> None:
    assert cost(text).nodes == nodes


def test_what_the_schema_does_not_know_is_as_deep_as_it_is_written() -> None:
    assert cost("{ nope { nope { x: nope } } }").depth == 3
    assert cost("{ nope { nope { x: nope } } }").aliases == 1


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("fragment F on Query { viewer { id } }", None),
        ("query A { viewer { id } } query B { viewer { id } }", None),
        ("query A { viewer { id } }", "B"),
    ],
)
def test_without_an_operation_to_run_there_is_nothing_to_count(text: str, name: str | None) -> None:
    measured = cost(text, name)
    assert measured == Measured(0, 0, 0, 0, 0, 0, varies=False, limits=LIMITS)
    assert over(measured, LIMITS) == []


# --- messages and the extension ---


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "{ provider(id: 1) {" + "leave { coverProvider {" * 6 + "id" + "} }" * 6 + "} }",
            (
                "This operation is nested 14 levels deep; at most 12 are read. "
                "Ask for fewer levels, and go on from an id in another request."
            ),
        ),
        (
            "{ viewer {" + " ".join(f"a{n}: id" for n in range(31)) + "} }",
            (
                "This operation has 31 aliases once its fragments are spread; at most 30 are read at once. "
                "Ask with fewer aliases, or in several requests."
            ),
        ),
        (
            "{ viewer { ...F14 } } " + bomb(15, "Viewer", "id"),
            (
                "This operation asks for 16,385 fields once its fragments are spread; at most 10,000 are read at once. "
                "Spread fewer fragments, or ask in several requests."
            ),
        ),
        (
            "{" + "viewer { id } " * 21 + "}",
            (
                "This operation asks for 21 fields at its root; at most 20 are read at once. "
                "Ask in several requests, or for rows by their ids with nodes(ids:)."
            ),
        ),
        (
            "mutation {" + "undoAssignment(input: 1) { pool { id } } " * 5 + "}",
            "This operation makes 5 changes; at most 4 are made at once. Send them in several requests.",
        ),
        (
            (
                "{ providers(first: 100) { nodes { caseload(first: 83) { "
                "nodes { payer provider { id } assignments(first: 2) { nodes { id } } } } } } }"
            ),
            (
                "This operation asks for 25,000 nodes; at most 10,000 are read at once. "
                "Ask for fewer with a smaller first, or in several requests."
            ),
        ),
    ],
    ids=["depth", "aliases", "fields", "root fields", "mutations", "nodes"],
)
def test_what_is_too_much_is_refused_with_figure_limit_and_way_out(text: str, message: str) -> None:
    assert told(text) == [message]


def test_every_limit_that_is_exceeded_is_told() -> None:
    errors = over(Measured(13, 31, 21, 5, 10_001, 10_001, varies=False, limits=LIMITS), LIMITS)
    assert len(errors) == 6
    assert {error.extensions["code"] for error in errors if error.extensions} == {ErrorCode.QUERY_TOO_COMPLEX.value}


def test_what_reaches_a_limit_and_does_not_pass_it_is_read() -> None:
    assert over(Measured(12, 30, 20, 4, 10_000, 10_000, varies=False, limits=LIMITS), LIMITS) == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "src/caseload_gql/web/assets/examples").glob("*.graphql")), ids=lambda path: path.stem
)
def test_the_screens_of_the_user_guide_fit(path: Path) -> None:
    assert told(path.read_text(encoding="utf-8")) == []


def test_introspection_fits() -> None:
    assert told(get_introspection_query(input_value_deprecation=True, directive_is_repeatable=True)) == []


# --- docs/limits.md ---

PAGE = (ROOT / "docs/limits.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


def test_the_worked_example_costs_what_the_page_says() -> None:
    measured = cost(block("graphql"))
    assert {"cost": measured.as_extension()} == json.loads(block("json"))
    assert f"= {measured.nodes:,} nodes" in PAGE
    with_hours = block("graphql").replace("location {", "availability { weekday starts ends } location {")
    assert told(with_hours) == [block("text").strip()]
    assert cost(with_hours, variables={"clients": 10}).nodes == 7_550
    assert "= 7,550." in PAGE


def told_of(settings: str) -> dict[str, int]:
    rows = re.findall(rf"^\| [a-z ]+ \| ([0-9,]+) \| `{settings}_(\w+)` \|", PAGE, re.MULTILINE)
    return {name: int(limit.replace(",", "")) for limit, name in rows}


def test_the_page_names_every_limit_with_its_setting() -> None:
    assert told_of("document") == asdict(Limits())
    assert told_of("query") == {
        "depth": LIMITS.depth,
        "aliases": LIMITS.aliases,
        "fields": LIMITS.fields,
        "root_fields": LIMITS.root_fields,
        "mutations": LIMITS.mutations,
        "nodes": LIMITS.nodes,
    }
