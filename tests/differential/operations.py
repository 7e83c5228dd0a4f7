"""Operations drawn from the schema itself: any field, argument, alias, fragment, directive and variable."""

from dataclasses import dataclass, field, replace
from typing import Any, Final, cast

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    is_composite_type,
    is_required_argument,
)
from hypothesis import strategies as st

from tests.differential.arguments import MISSING, Argument, Arguments
from tests.differential.house import Viewing

ALIASES: Final = 26
#: How often a plugin was called is its own affair.
LEFT_OUT: Final = {
    ("Plugin", "calls"),
    ("Plugin", "faults"),
    ("Plugin", "deliveriesGivenUp"),
    ("Plugin", "implementations"),
    ("Query", "auditEvents"),
    ("Query", "explainAccess"),
}
#: Levels of fields, and of pages within pages.
DEEPEST: Final = 9
PAGES_WITHIN: Final = 3
#: Rows that the pages of one branch may come to.
BRANCH: Final = 150
ALIAS_LETTERS: Final = "aA"
_WAYS: Final = ("field",) * 10 + ("inline", "typed", "node", "spread")


@dataclass(frozen=True)
class Operation:
    """What to ask, and with which variables."""

    query: str
    variables: dict[str, Any] = field(default_factory=dict)


@st.composite
def operations(draw: st.DrawFn, viewing: Viewing, roots: frozenset[str] | None = None) -> Operation:
    """Any valid read, of a size that fits the limits; of some fields of the root, where they are named."""
    return _Writing(draw, viewing, roots).operation()


@dataclass(frozen=True)
class _Place:
    """Where a selection stands."""

    kind: GraphQLObjectType | GraphQLInterfaceType
    depth: int = 0
    #: How many rows may come to stand here.
    rows: int = 1
    #: How many pages lie around it.
    pages: int = 0
    #: Beside fields of other types, so that none may share a key with them.
    apart: bool = False

    @property
    def deepest(self) -> bool:
        return self.depth >= DEEPEST


class _Writing:
    """One operation as it is written."""

    def __init__(self, draw: st.DrawFn, viewing: Viewing, roots: frozenset[str] | None) -> None:
        self._draw = draw
        self._roots = roots
        self._schema = viewing.house.schema
        self._arguments = Arguments(draw, viewing)
        self._fragments: list[str] = []
        self._named: list[tuple[str, str]] = []
        self._aliases = 0
        self._left = draw(st.integers(4, 30))

    def operation(self) -> Operation:
        root = self._schema.query_type
        assert root is not None
        body = self._selection(_Place(root))
        declared = self._arguments.declared
        head = f"query Q{declared} " if declared else self._draw(st.sampled_from(["", "query ", "query Q "]))
        return Operation("\n".join([head + body, *self._fragments]), self._arguments.values)

    @property
    def _node(self) -> GraphQLInterfaceType:
        return cast("GraphQLInterfaceType", self._schema.type_map["Node"])

    def _chance(self, one_in: int) -> bool:
        return bool(self._draw(st.integers(0, one_in - 1)) == one_in - 1)

    def _selection(self, place: _Place) -> str:
        """Fields of a type in braces."""
        parts: list[str] = []
        for _ in range(self._draw(st.integers(1, 5))):
            parts += self._part(place)
            if self._left <= 0:
                break
        return "{ " + " ".join(parts) + " }"

    def _part(self, place: _Place) -> list[str]:
        way = self._draw(st.sampled_from(_WAYS))
        if way == "field" and isinstance(place.kind, GraphQLInterfaceType) and self._chance(2):
            return [self._on_a_type(place)]
        match way:
            case "field":
                return self._field(place)
            case "inline":
                return [f"... {self._directive()}{self._selection(place)}"]
            case "typed":
                return [f"... on {place.kind.name} {self._directive()}{self._selection(place)}"]
            case "node" if self._node in place.kind.interfaces:
                return [f"... on Node {self._directive()}{{ id __typename }}"]
            case _:
                return [self._spread(place)]

    def _on_a_type(self, place: _Place) -> str:
        possible = sorted(self._schema.get_possible_types(self._node), key=lambda each: each.name)
        chosen: GraphQLObjectType = self._draw(st.sampled_from(possible))
        return f"... on {chosen.name} {self._directive()}{self._selection(replace(place, kind=chosen, apart=True))}"

    def _spread(self, place: _Place) -> str:
        """A named fragment: a new one, or one that is spread elsewhere too."""
        on = place.kind.name
        known = [name for name, kind in self._named if kind == on and not place.apart]
        if known and self._chance(2):
            return f"...{self._draw(st.sampled_from(known))} {self._directive()}"
        at = len(self._fragments)
        self._fragments.append("")
        self._fragments[at] = f"fragment F{at} on {on} {self._selection(place)}"
        if place.depth >= DEEPEST - 2 and not place.apart:
            # Spread again elsewhere only where nothing lies far below.
            self._named.append((f"F{at}", on))
        return f"...F{at} {self._directive()}"

    def _directive(self) -> str:
        if not self._chance(6):
            return ""
        name = self._draw(st.sampled_from(["skip", "include"]))
        return f"@{name}(if: {self._arguments.boolean()}) "

    def _alias(self) -> str:
        """A key of its own; some differ from another in case only, some are very long."""
        number = self._aliases
        self._aliases += 1
        if self._chance(12):
            return f"{'long' * 20}{number}"
        return f"{ALIAS_LETTERS[number % 2]}{number // 2}"

    def _field(self, place: _Place) -> list[str]:
        self._left -= 1
        if self._chance(8):
            return ["__typename"]
        names = [name for name, each in sorted(place.kind.fields.items()) if self._fits(place, name, each)]
        deep = [name for name in names if is_composite_type(get_named_type(place.kind.fields[name].type))]
        if deep and self._left > 0 and self._chance(2):
            names = deep
        if len(names) > 1 and not self._chance(6):
            # A ranking costs as much as many other fields.
            names = [name for name in names if name != "matches"]
        return self._written(place, self._draw(st.sampled_from(names))) if names else ["__typename"]

    def _fits(self, place: _Place, name: str, each: GraphQLField) -> bool:
        returned: Any = get_named_type(each.type)
        if self._roots is not None and place.depth == 0 and name not in self._roots:
            return False
        if (place.kind.name, name) in LEFT_OUT or (each.args and self._aliases >= ALIASES):
            return False
        if returned.name.endswith("Connection"):
            return not place.deepest and place.pages < PAGES_WITHIN
        return not (place.deepest and is_composite_type(returned))

    def _written(self, place: _Place, name: str) -> list[str]:
        each = place.kind.fields[name]
        returned = cast("GraphQLObjectType | GraphQLInterfaceType", get_named_type(each.type))
        given, size = self._given(place, each, name)
        aliased = bool(each.args) or (place.apart and name != "id") or (self._aliases < ALIASES and self._chance(5))
        key = f"{self._alias()}: {name}" if aliased else name
        head = f"{key}{given} {self._directive()}"
        if not is_composite_type(returned):
            return [head]
        pages = place.pages + returned.name.endswith("Connection")
        below = _Place(returned, place.depth + 1, place.rows * size, pages)
        found = [head + self._selection(below)]
        if self._chance(10) and self._left > 0:
            # The same field once more: what is asked below merges.
            found.append(f"{key}{given} {self._selection(below)}")
        return found

    def _given(self, place: _Place, each: GraphQLField, name: str) -> tuple[str, int]:
        """The arguments in brackets, and how many rows the field may come to."""
        returned: Any = get_named_type(each.type)
        if returned.name.endswith("Connection"):
            kind = returned.name.removesuffix("Connection")
            texts, size = self._arguments.page(each, kind, BRANCH // place.rows, root=place.depth == 0)
        else:
            texts = [text for key in each.args if (text := self._one(each, key))]
            size = 4 if name in {"locations", "doNotMatch", "teams", "matches"} else 1
        return (f"({', '.join(texts)})" if texts else ""), size

    def _one(self, each: GraphQLField, key: str) -> str:
        argument = each.args[key]
        needed = is_required_argument(argument)
        nullable = not needed and not isinstance(argument.type, GraphQLNonNull)
        found: Argument = self._arguments.argument(key, argument.type, optional=not needed, nullable=nullable)
        return "" if found.text is MISSING else f"{key}: {found.text}"
