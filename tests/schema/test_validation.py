"""Documents are told right from wrong in bounded time, and legitimate ones never meet the bound."""

import sys
import time
from collections.abc import Callable, Mapping

import pytest
from graphql import parse

from caseload_gql.errors import QueryTooComplex
from caseload_gql.schema.build import build_schema, graphql_schema
from caseload_gql.schema.cost import CostLimits
from caseload_gql.schema.documents import Documents, Limits, Ready, Refusal
from caseload_gql.schema.validation import Validation

SCHEMA = graphql_schema(build_schema())
LIMITS = Limits()
VALIDATION = Validation(SCHEMA, LIMITS.operations, LIMITS.comparisons)
#: Coverage's tracer makes everything several times as slow.
#: 50 ms on a machine that does nothing else, where the worst takes 45; without its limit each takes 0.6 s and more. A
#: machine that is shared gets room, and one that watches every line more of it.
SECONDS = 0.15 if sys.gettrace() is None else 0.5
FIELDS = "__typename id name team { __typename id name } caseload(first: 5) { totalCount nodes { id name } }"
LINES = "\n" * 11_000


def components(count: int, fields: str) -> str:
    """A screen whose components each bring a fragment on the same object."""
    spreads = " ".join(f"...F{n}" for n in range(count))
    fragments = " ".join(f"fragment F{n} on Provider {{ {fields} }}" for n in range(count))
    return f"{{ provider(id: 1) {{ {spreads} }} }} {fragments}"


def repeated(times: int, field: str = "team { name }") -> str:
    return "{ provider(id: 1) {" + f"{field} " * times + "} }"


def tree(fields: int, levels: int) -> str:
    """A field that stands so many times in itself, and so on."""
    below = "name"
    for _ in range(levels):
        below = f"ofType {{ {below} }} " * fields
    return f'{{ __type(name: "Client") {{ {below} }} }}'


def of_operations(count: int, variables: int) -> str:
    spread = " ".join(f"query Q{n}($a: ID!) {{ ...F }}" for n in range(count))
    return f"{spread} fragment F on Query {{ nodes(ids: [{'$a ' * variables}]) {{ id }} }}"


def wrong(fields: int) -> str:
    return "{ clients(filter: {" + " ".join(f"search{n}:1" for n in range(fields)) + "}) { totalCount } }"


def chain(fragments: int) -> str:
    links = " ".join(f"fragment F{n} on Viewer {{ ...F{n + 1} }}" for n in range(fragments))
    return f"{{ viewer {{ id }} }} {links} fragment F{fragments} on Viewer {{ name }}"


def test_a_screen_of_many_components_on_one_object_is_read() -> None:
    assert VALIDATION.problems(parse(components(20, FIELDS))) == []
    assert VALIDATION.problems(parse(repeated(63))) == []


@pytest.mark.parametrize(
    "text",
    [
        repeated(64),
        repeated(64, "... { team { name } }"),
        components(60, "team { name }"),
        "{ viewer { id } } fragment Unused on Query" + repeated(64),
        tree(4, 4),
    ],
    ids=["repeats", "inline fragments", "fragments", "a fragment that is not used", "repeats in repeats"],
)
def test_fields_that_meet_too_often_are_refused_with_the_figure_and_a_way_out(text: str) -> None:
    with pytest.raises(QueryTooComplex) as caught:
        VALIDATION.problems(parse(text))
    assert caught.value.message == (
        "This document asks for the same fields too many times over: to tell that they agree takes more than "
        "10,000 comparisons. Ask once for each field, or spread fewer fragments in one place."
    )


def test_fields_that_do_not_agree_are_told_as_ever() -> None:
    (problem,) = VALIDATION.problems(parse("{ viewer { name name: id } }"))
    assert problem.message.startswith("Fields 'name' conflict because 'name' and 'id' are different fields.")


def test_disagreements_without_end_are_wrong_and_not_too_much() -> None:
    problems = VALIDATION.problems(parse("{ viewer { name: id " + "name " * 20 + "} }"))
    assert len(problems) == 5 + 1
    assert problems[-1].message == "Too many validation errors, error limit reached. Validation aborted."


def test_operations_beyond_the_limit_are_refused_with_the_figure_and_a_way_out() -> None:
    assert VALIDATION.problems(parse(of_operations(10, 1))) == []
    with pytest.raises(QueryTooComplex) as caught:
        VALIDATION.problems(parse(of_operations(11, 1)))
    assert caught.value.message == (
        "This document has 11 operations; at most 10 are read. Send the one that is to run, with its fragments."
    )


def test_fragments_that_nest_too_deeply_are_too_much_and_not_wrong() -> None:
    with pytest.raises(QueryTooComplex, match="nests more than 200 levels once its fragments are spread"):
        VALIDATION.problems(parse(chain(200)))
    assert {problem.message for problem in VALIDATION.problems(parse(chain(3)))} == {
        f"Fragment 'F{n}' is never used." for n in range(4)
    }


def test_the_first_problems_are_told_and_that_there_are_more() -> None:
    problems = VALIDATION.problems(parse("{" + " ".join(f"xyz{n}" for n in range(9)) + "}"))
    assert [problem.message for problem in problems[:5]] == [
        f"Cannot query field 'xyz{n}' on type 'Query'." for n in range(5)
    ]
    assert problems[5].message == "Too many validation errors, error limit reached. Validation aborted."


HURTING: Mapping[str, Callable[[], str]] = {
    "one field again and again": lambda: repeated(390),
    "a scalar again and again": lambda: repeated(1_900, "id"),
    "a field with arguments again and again": lambda: repeated(190, "caseload(first: 1) { totalCount }"),
    "inline fragments of one field": lambda: repeated(240, "... { team { name } }"),
    "fragments of one field": lambda: components(150, "team { name }"),
    "fragments of one scalar": lambda: components(180, "name"),
    "fragments that are not used": lambda: "{ viewer { id } } fragment F on Query" + repeated(380),
    "repeats in repeats": lambda: tree(4, 4),
    "repeats of introspection": lambda: "{ __schema {" + "types { name } " * 390 + "} }",
    "fields that disagree": lambda: (
        "{ node(id: 1) {" + "... on Client { id name } ... on Team { id name } " * 120 + "} }"
    ),
    "operations that share a fragment": lambda: of_operations(100, 290),
    "operations without end": lambda: "".join(f"query Q{n} {{ viewer {{ id }} }}" for n in range(240)),
    "input fields that do not exist": lambda: wrong(600),
    "the same after many repeats": lambda: repeated(62)[:-1] + wrong(500)[1:],
    "the same argument in as many lines": lambda: LINES + "{ node(" + "id:1 " * 600 + ") { id } }",
    "the same name in as many lines": lambda: LINES + "query A { viewer { id } } " * 140,
    "a chain of fragments": lambda: chain(210),
    "lists in lists": lambda: "{ nodes(ids: " + "[" * 900 + "]" * 900 + ") { id } }",
}


@pytest.mark.parametrize("name", HURTING)
def test_a_document_made_to_hurt_is_refused_in_no_time(name: str) -> None:
    document = HURTING[name]()
    assert len(document) <= LIMITS.characters
    Documents(SCHEMA, LIMITS, CostLimits()).read("{ __typename }", None)  # what is worked out once for a schema
    taken = []
    for _ in range(5):
        documents = Documents(SCHEMA, LIMITS, CostLimits())
        started = time.process_time()
        refused = documents.read(document, "Q0")
        taken.append(time.process_time() - started)
        assert isinstance(refused, Refusal)
    assert min(taken) < SECONDS


def test_the_worst_that_is_read_takes_no_longer_than_twice_a_refusal() -> None:
    text = repeated(62)[:-1] + "nodes(ids: [" + "1 " * 1_650 + "]) { id } }"
    taken = []
    for _ in range(5):
        documents = Documents(SCHEMA, LIMITS, CostLimits(nodes=100_000))
        started = time.process_time()
        assert isinstance(documents.read(text, None), Ready)
        taken.append(time.process_time() - started)
    assert min(taken) < 2 * SECONDS
