"""Documents are kept within bounds, and answered alike whether they are kept or not."""

import pytest
from graphql import print_ast

from caseload_gql.schema.build import build_schema, graphql_schema
from caseload_gql.schema.cost import CostLimits
from caseload_gql.schema.documents import LEAST, Documents, Limits, Ready, Refusal

SCHEMA = graphql_schema(build_schema())
LONG = "{ viewer { id } } #" + "x" * LEAST


def documents(keep_characters: int = 10 * LEAST, limits: Limits | None = None) -> Documents:
    return Documents(SCHEMA, limits or Limits(), CostLimits(), keep_characters)


def ready(kept: Documents, query: str, name: str | None = None) -> Ready:
    read = kept.read(query, name)
    assert isinstance(read, Ready)
    return read


def refusal(query: str, name: str | None = None, limits: Limits | None = None) -> Refusal:
    kept = documents(limits=limits)
    read = kept.read(query, name)
    assert isinstance(read, Refusal)
    assert len(kept) == 0
    return read


def number(n: int) -> str:
    return f"{{ teams(first: {n}) {{ totalCount }} }}"


# --- what is kept ---


def test_a_document_read_before_is_neither_parsed_nor_validated_again() -> None:
    kept = documents()
    assert ready(kept, number(1)) is ready(kept, number(1))
    assert len(kept) == 1


def test_two_operations_of_one_document_are_kept_apart() -> None:
    kept = documents()
    text = "query A { viewer { id } } query B { pool { totalCount } }"
    a, b = ready(kept, text, "A"), ready(kept, text, "B")
    assert (a.prepared.definition.name, b.prepared.definition.name) == (
        a.document.definitions[0].name,  # type: ignore[attr-defined]  # an operation
        b.document.definitions[1].name,  # type: ignore[attr-defined]  # an operation
    )
    assert len(kept) == 2
    assert (ready(kept, text, "A"), ready(kept, text, "B")) == (a, b)


def test_short_documents_are_kept_as_long_as_there_is_room_for_their_least_size() -> None:
    kept = documents(3 * LEAST)
    for n in range(1, 10):
        ready(kept, number(n))
        assert len(kept) == min(n, 3)


def test_a_long_document_takes_the_room_of_as_many_short_ones() -> None:
    kept = documents(3 * LEAST)
    for n in (1, 2, 3):
        ready(kept, number(n))
    assert LEAST < len(LONG) <= 2 * LEAST
    ready(kept, LONG)
    assert len(kept) == 2  # itself and the latest of the short ones
    third = ready(kept, number(3))
    ready(kept, number(1))
    assert ready(kept, number(3)) is third
    assert len(kept) == 2


def test_the_one_not_used_for_longest_goes_first() -> None:
    kept = documents(3 * LEAST)
    first, second, third = (ready(kept, number(n)) for n in (1, 2, 3))
    ready(kept, number(1))
    ready(kept, number(4))
    assert ready(kept, number(1)) is first
    assert ready(kept, number(3)) is third
    assert ready(kept, number(2)) is not second


def test_a_document_larger_than_all_the_room_is_kept_alone() -> None:
    kept = documents(LEAST)
    ready(kept, number(1))
    read = ready(kept, LONG)
    assert len(kept) == 1
    assert ready(kept, LONG) is read
    ready(kept, number(1))
    assert ready(kept, LONG) is not read


def test_a_document_that_had_to_go_is_read_as_before() -> None:
    kept = documents(LEAST)
    before = ready(kept, number(7))
    ready(kept, number(8))
    again = ready(kept, number(7))
    assert again is not before
    assert print_ast(again.document) == print_ast(before.document)
    assert again.ceiling == before.ceiling
    assert again.prepared.definition == before.prepared.definition


def test_what_is_refused_is_refused_again() -> None:
    kept = documents()
    first, second = (kept.read("{ nope }", None) for _ in range(2))
    assert isinstance(first, Refusal)
    assert first == second
    assert first is not second
    assert len(kept) == 0


# --- what is refused ---


@pytest.mark.parametrize(
    ("query", "code", "message"),
    [
        ("{ viewer {", "GRAPHQL_PARSE_FAILED", "Syntax Error: Expected Name, found <EOF>."),
        ('{ viewer { "Parsing aborted." } }', "GRAPHQL_PARSE_FAILED", "Syntax Error: Expected Name, found String"),
        ("{ nope }", "GRAPHQL_VALIDATION_FAILED", "Cannot query field 'nope' on type 'Query'."),
        ("fragment F on Viewer { id }", "GRAPHQL_VALIDATION_FAILED", "Fragment 'F' is never used."),
        ("{ viewer { id } }" + " " * 15_000, "QUERY_TOO_COMPLEX", "The document has 15,017 characters; at most 15,000"),
        (
            "{ viewer {" + " id" * 2_000 + "} }",
            "QUERY_TOO_COMPLEX",
            "The document has more than 2,000 tokens, or nests",
        ),
        ("{ viewer { id } }" + "#\n" * 2_000, "QUERY_TOO_COMPLEX", "The document has more than 2,000 tokens, or nests"),
        ("{" + "... {" * 250, "QUERY_TOO_COMPLEX", "The document has more than 2,000 tokens, or nests more than 200"),
        ("{ viewer {" + "id " * 500 + "} }", "QUERY_TOO_COMPLEX", "This document asks for the same fields too many"),
    ],
    ids=[
        "no end",
        "quoted",
        "unknown field",
        "unused fragment",
        "characters",
        "tokens",
        "comments",
        "depth",
        "repeats",
    ],
)
def test_a_refusal_tells_its_kind_and_why(query: str, code: str, message: str) -> None:
    (error,) = refusal(query).errors
    assert error["extensions"] == {"code": code}
    assert error["message"].startswith(message)


@pytest.mark.parametrize(
    ("query", "name", "named"),
    [
        ("query A { viewer { id } } query B { viewer { id } }", None, "A, B"),
        ("query A { viewer { id } }", "C", "A"),
        ("{ viewer { id } }", "C", "none is named"),
    ],
)
def test_which_operation_to_run_must_be_clear(query: str, name: str | None, named: str) -> None:
    refused = refusal(query, name)
    assert refused.status == 400
    assert [(each["message"], each["extensions"]["code"]) for each in refused.errors] == [
        (f"Send operationName with one of: {named}.", "OPERATION_RESOLUTION_FAILURE")
    ]


# --- what it costs ---


def test_what_is_too_much_whatever_the_variables_say_is_not_read() -> None:
    (error,) = refusal("{ providers { nodes { caseload { nodes { id nope } } } } }", limits=Limits()).errors
    assert error["message"].startswith("This operation asks for 10,100 nodes")


def test_an_operation_without_variable_lengths_is_measured_once() -> None:
    kept = documents()
    read = ready(kept, number(9))
    assert kept.measured(read, {"size": 3}) is read.ceiling
    assert kept.too_complex(read, {}) == []


@pytest.mark.parametrize("name", [None, "Named"])
def test_an_operation_that_may_be_too_much_is_measured_with_its_variables(name: str | None) -> None:
    kept = documents()
    query = "($size: Int!) { providers(first: $size) { nodes { caseload(first: $size) { nodes { id } } } } }"
    read = ready(kept, f"query {name or ''}{query}", name)
    assert read.ceiling.nodes == 100 + 100 * 100
    assert kept.measured(read, {"size": 4}).nodes == 4 + 4 * 4
    assert kept.too_complex(read, {"size": 4}) == []
    (error,) = kept.too_complex(read, {"size": 100})
    assert error.message.startswith("This operation asks for 10,100 nodes")
