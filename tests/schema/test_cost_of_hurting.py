"""Documents made to hurt are measured, and refused, in time linear in their length."""

import sys
import time
from collections.abc import Callable, Mapping
from types import FrameType

import pytest
from graphql import DocumentNode, FieldNode, NameNode, parse
from graphql.language import OperationDefinitionNode, OperationType, SelectionSetNode

from caseload_gql.schema.build import build_schema, graphql_schema
from caseload_gql.schema.cost import MOST, CostLimits, Measured, measure, over

SCHEMA = graphql_schema(build_schema())
LIMITS = CostLimits()
#: Coverage's tracer makes everything several times as slow.
#: 50 ms on a machine that does nothing else, where the worst takes 24; a shared one gets room.
SECONDS = 0.1 if sys.gettrace() is None else 0.3


def cost(document: DocumentNode) -> Measured:
    return measure(SCHEMA, document, None, LIMITS)


def bomb(fragments: int, of: str, leaf: str) -> str:
    doubling = (f"fragment F{n} on {of} {{ ...F{n - 1} ...F{n - 1} }}" for n in range(1, fragments))
    return f"fragment F0 on {of} {{ {leaf} }} " + " ".join(doubling)


def nested(levels: int) -> DocumentNode:
    """A list in a list, deeper than any parser goes."""
    inner = FieldNode(name=NameNode(value="id"))
    for level in range(levels):
        name = ("nodes", "caseload", "provider")[level % 3]
        inner = FieldNode(name=NameNode(value=name), selection_set=SelectionSetNode(selections=(inner,)))
    operation = OperationDefinitionNode(
        operation=OperationType.QUERY, selection_set=SelectionSetNode(selections=(inner,))
    )
    return DocumentNode(definitions=(operation,))


def unnamed(levels: int) -> str:
    return "{" + "... {" * levels + "viewer { id }" + "}" * levels + "}"


def cycle(fragments: int) -> str:
    return " ".join(f"fragment F{n} on Viewer {{ id ...F{(n + 1) % fragments} }}" for n in range(fragments))


def spreading_all_others(fragments: int) -> str:
    others = {n: " ".join(f"...F{m}" for m in range(fragments) if m != n) for n in range(fragments)}
    return "{ viewer { ...F0 } } " + " ".join(f"fragment F{n} on Viewer {{ x: id {others[n]} }}" for n in others)


HURTING: Mapping[str, Callable[[], str | DocumentNode]] = {
    "a fragment bomb at the root": lambda: "{ ...F23 } " + bomb(24, "Query", "viewer { id }"),
    "a fragment bomb of one scalar": lambda: "{ viewer { ...F23 } } " + bomb(24, "Viewer", "id"),
    "a fragment bomb of introspection": lambda: "{ __schema { ...F23 } } " + bomb(24, "__Schema", "description"),
    "a fragment bomb of 250": lambda: "{ viewer { ...F249 } } " + bomb(250, "Viewer", "id"),
    "10,000 aliases": lambda: "{" + " ".join(f"a{n}: __typename" for n in range(10_000)) + "}",
    "10,000 aliased rows": lambda: "{" + " ".join(f"a{n}: viewer {{ id }}" for n in range(10_000)) + "}",
    "a list 2,000 deep": lambda: nested(2_000),
    "a list as deep as the parser goes": lambda: "{ a" * 150 + "}" * 150,
    "a cycle of fragments with too many aliases": lambda: (
        "{ viewer { ...F0 " + " ".join(f"a{n}: id" for n in range(31)) + "} }" + cycle(200)
    ),
    "fragments that all spread each other": lambda: spreading_all_others(40),
}


@pytest.mark.parametrize("name", HURTING)
def test_a_document_made_to_hurt_is_refused_in_no_time(name: str) -> None:
    document = HURTING[name]()
    parsed = parse(document) if isinstance(document, str) else document
    cost(parse("{ __typename }"))  # what is worked out once for a schema is no document's time
    taken = []
    for _ in range(5):
        started = time.process_time()
        problems = over(cost(parsed), LIMITS)
        taken.append(time.process_time() - started)
    assert problems
    assert min(taken) < SECONDS


def test_inline_fragments_nest_without_end_and_are_no_depth() -> None:
    assert cost(parse(unnamed(150))).depth == 2


def test_figures_stop_growing() -> None:
    measured = cost(parse("{ viewer { ...F249 } } " + bomb(250, "Viewer", "a: teams { id }")))
    assert (measured.aliases, measured.fields, measured.nodes) == (MOST, MOST, MOST)
    assert over(measured, LIMITS)[0].message.startswith("This operation has 1,000,000,000 or more aliases")


def calls(document: DocumentNode) -> int:
    """How many functions are called, or resumed, to measure the document."""
    count = 0

    def called(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        cost(document)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize(
    "made",
    [
        lambda n: parse(f"{{ viewer {{ ...F{n - 1} }} }} " + bomb(n, "Viewer", "id")),
        lambda n: parse("{" + " ".join(f"a{each}: viewer {{ id }}" for each in range(n)) + "}"),
        nested,
        lambda n: parse("{ viewer { " + "...F0 " * n + "} }" + bomb(1, "Viewer", "provider { id }")),
        lambda n: parse(
            " ".join(f"fragment F{m} on Viewer {{ id ...F{(m + 1) % n} }}" for m in range(n)) + "{ viewer { ...F0 } }"
        ),
    ],
    ids=["doubling fragments", "aliases", "nesting", "spreads of one fragment", "a cycle of fragments"],
)
def test_twice_the_document_is_at_most_twice_the_work(made: Callable[[int], DocumentNode]) -> None:
    once, twice, four_times = (made(n) for n in (100, 200, 400))
    cost(once)  # what is worked out once for a schema is no document's work
    work = [calls(document) for document in (once, twice, four_times)]
    assert work[1] <= 2 * work[0]
    assert work[2] <= 2 * work[1]
