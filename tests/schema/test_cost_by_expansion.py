"""Figures kept for each fragment equal those of the document with every fragment written out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from graphql import (
    FieldsOnCorrectTypeRule,
    KnownArgumentNamesRule,
    KnownFragmentNamesRule,
    PossibleFragmentSpreadsRule,
    ScalarLeafsRule,
    parse,
    validate,
)
from hypothesis import given
from hypothesis import strategies as st

from caseload_gql.schema.build import build_schema, graphql_schema
from caseload_gql.schema.cost import CostLimits, measure

SCHEMA = graphql_schema(build_schema())
#: What is drawn is what the schema has; equal fields may differ in their arguments, which is no matter here.
KNOWN: Final = (
    FieldsOnCorrectTypeRule,
    KnownArgumentNamesRule,
    KnownFragmentNamesRule,
    PossibleFragmentSpreadsRule,
    ScalarLeafsRule,
)
VARIABLES: Final = {"few": 3, "many": 60}


@dataclass(frozen=True)
class Way:
    """A field that leads on: its type, how often it counts, and what it counts as itself."""

    to: str
    times: int = 1
    own: int = 1
    page: bool = False


WAYS: Final[Mapping[str, Mapping[str, Way]]] = {
    "Query": {
        "viewer": Way("Viewer"),
        "providers": Way("ProviderConnection", page=True),
        "nodes(ids: [1, 2, 3])": Way("Node", 3),
    },
    "Viewer": {"provider": Way("Provider", own=0), "teams": Way("Team", 20)},
    "Team": {"workload": Way("Workload", own=0)},
    "Workload": {"byLoadStatus": Way("LoadStatusCount", 4)},
    "LoadStatusCount": {},
    "Node": {},
    "ProviderConnection": {"nodes": Way("Provider", own=0), "edges": Way("ProviderEdge", own=0)},
    "ProviderEdge": {"node": Way("Provider", own=0)},
    "Provider": {
        "team": Way("Team", own=0),
        "caseload": Way("ClientConnection", page=True),
        "locations": Way("Location", 10),
    },
    "Location": {},
    "ClientConnection": {"nodes": Way("Client", own=0)},
    "Client": {"provider": Way("Provider", own=0), "matches": Way("MatchList", page=True)},
    "MatchList": {"matches": Way("Match", own=0)},
    "Match": {"provider": Way("Provider", own=0)},
}
LENGTHS: Final = {"first: 1": 1, "first: 7": 7, "first: 100": 100, "first: $few": 3, "first: $many": 60}
ENTITIES: Final = ("Viewer", "Team", "Provider", "Client", "Location")


@dataclass(frozen=True)
class Selection:
    """A field, an inline fragment or a spread, as it is written and as it counts."""

    head: str
    below: "Sequence[Selection]" = ()
    alias: bool = False
    #: For a field that leads on: how often it counts and as what.
    times: int = 1
    own: int = 0
    #: A fragment: its fields stand where it stands.
    transparent: bool = False
    #: The number of the fragment that is spread.
    spreads: int | None = None

    def text(self) -> str:
        written = "" if not self.below else "{ " + " ".join(each.text() for each in self.below) + " }"
        return f"{'a: ' if self.alias else ''}{self.head} {written}"


@dataclass
class Figures:
    """What a naive walk over the expanded document counts."""

    depth: int = 0
    aliases: int = 0
    fields: int = 0
    root_fields: int = 0
    nodes: int = 0


@dataclass(frozen=True)
class Document:
    """An operation and fragments, each of which spreads only those before it."""

    root: Sequence[Selection]
    fragments: Sequence[tuple[str, Sequence[Selection]]] = field(default=())

    def text(self) -> str:
        operation = "query($few: Int!, $many: Int!) { " + " ".join(each.text() for each in self.root) + " }"
        written = (
            f"fragment F{number} on {on} {{ " + " ".join(each.text() for each in selections) + " }"
            for number, (on, selections) in enumerate(self.fragments)
        )
        return " ".join((operation, *written))

    def expanded(self) -> Figures:
        figures = Figures()
        self._walk(self.root, 1, 1, figures)
        return figures

    def _walk(self, selections: Sequence[Selection], level: int, parents: int, figures: Figures) -> None:
        for each in selections:
            if each.spreads is not None:
                self._walk(self.fragments[each.spreads][1], level, parents, figures)
            elif each.transparent:
                self._walk(each.below, level, parents, figures)
            else:
                figures.depth = max(figures.depth, level)
                figures.aliases += each.alias
                figures.fields += 1
                figures.root_fields += level == 1 and not each.head.startswith("__")
                figures.nodes += parents * each.times * each.own
                self._walk(each.below, level + 1, parents * each.times, figures)


@st.composite
def selections(draw: st.DrawFn, on: str, fragments: Sequence[str], levels: int) -> Sequence[Selection]:
    """Some selections on a type, which may spread the fragments given."""
    return [draw(selection(on, fragments, levels)) for _ in range(draw(st.integers(1, 3)))]


@st.composite
def selection(draw: st.DrawFn, on: str, fragments: Sequence[str], levels: int) -> Selection:
    """One selection on a type."""
    fitting = [number for number, condition in enumerate(fragments) if condition == on]
    kinds = (
        ["leaf"] + ["way"] * 3 * bool(WAYS[on] and levels) + ["spread"] * 2 * bool(fitting) + ["inline"] * (levels > 0)
    )
    kind = draw(st.sampled_from(kinds))
    if kind == "leaf":
        return Selection("__typename", alias=draw(st.booleans()))
    if kind == "spread":
        number = draw(st.sampled_from(fitting))
        return Selection(f"...F{number}", spreads=number)
    if kind == "inline":
        narrowed = draw(st.sampled_from(ENTITIES)) if on == "Node" else on
        head = f"... on {narrowed}" if on == "Node" or draw(st.booleans()) else "..."
        return Selection(head, draw(selections(narrowed, fragments, levels - 1)), transparent=True)
    name, way = draw(st.sampled_from(sorted(WAYS[on].items(), key=lambda item: item[0])))
    length = draw(st.sampled_from(sorted(LENGTHS))) if way.page else None
    return Selection(
        name if length is None else f"{name}({length})",
        draw(selections(way.to, fragments, levels - 1)),
        alias=draw(st.booleans()),
        times=way.times if length is None else LENGTHS[length],
        own=way.own,
    )


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A small document with up to five fragments."""
    fragments: list[tuple[str, Sequence[Selection]]] = []
    for _ in range(draw(st.integers(0, 5))):
        on = draw(st.sampled_from(sorted(WAYS)))
        fragments.append((on, draw(selections(on, [each for each, _ in fragments], 2))))
    return Document(draw(selections("Query", [on for on, _ in fragments], 4)), fragments)


@given(documents())
def test_kept_figures_equal_those_of_the_document_written_out(document: Document) -> None:
    parsed = parse(document.text())
    assert validate(SCHEMA, parsed, KNOWN) == []
    measured = measure(SCHEMA, parsed, None, CostLimits(), VARIABLES)
    expanded = document.expanded()
    assert Figures(measured.depth, measured.aliases, measured.fields, measured.root_fields, measured.nodes) == expanded
