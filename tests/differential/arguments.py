"""Arguments drawn for a field: literals, variables with defaults, null, absent; pages with cursors given before."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    get_named_type,
    is_non_null_type,
)
from hypothesis import strategies as st

from tests.differential.house import Viewing
from tests.differential.words import DATES, LANGUAGES, PAYERS, SEARCHES, SERVICES


class _Missing:
    """What is not given at all."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = _Missing()
#: Kinds of rows that an argument of type ID names.
_NAMED: Final = {
    "locationId": ("Location",),
    "teamId": ("Team",),
    "providerId": ("Provider",),
}
_TEXTS: Final = {
    "search": SEARCHES,
    "payer": PAYERS,
    "specialty": SERVICES,
    "serviceRequirement": SERVICES,
    "language": LANGUAGES,
}
_UNKNOWN: Final = ("", "cli_unknown", "zzz_1", "prv_\u0000", "pol_00practice", "vwr_ceo", "prc_00practice")


@dataclass(frozen=True)
class Argument:
    """An argument as written, and the value that arrives."""

    text: Any
    value: Any


class Arguments:
    """The arguments and variables of one operation as it is written."""

    def __init__(self, draw: st.DrawFn, viewing: Viewing) -> None:
        self._draw = draw
        self._viewing = viewing
        self._declared: list[str] = []
        self._wrong = False
        self.values: dict[str, Any] = {}

    @property
    def declared(self) -> str:
        """The variables in brackets, if there are any."""
        return f"({', '.join(self._declared)})" if self._declared else ""

    def boolean(self) -> str:
        """A condition of a directive."""
        kind = self._viewing.house.schema.type_map["Boolean"]
        return str(self.argument("if", GraphQLNonNull(kind), optional=False, nullable=False).text)

    def argument(self, name: str, kind: Any, *, optional: bool, nullable: bool) -> Argument:
        """A value of a type, written in one of the ways that GraphQL has."""
        ways = ["literal", "literal", "literal", "variable", "variable", "default"]
        ways += ["absent", "absent", "unset"] * optional + ["null", "null variable"] * nullable
        way = self._draw(st.sampled_from(ways))
        # A variable may be wider than its place only where a default keeps null out.
        loose = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
        text: Any
        value: Any
        match way:
            case "literal":
                return self._written(name, kind)
            case "absent":
                text, value = MISSING, MISSING
            case "unset":
                text, value = self._variable(loose), MISSING
            case "null":
                text, value = "null", None
            case "null variable":
                text, value = self._variable(loose, value=None), None
            case "variable":
                value = self._value(name, kind)
                text = self._variable(kind, value=value)
            case _:
                value = self._value(name, kind)
                text = self._variable(loose, default=_literal(value, loose))
        return Argument(text, value)

    def page(self, field: GraphQLField, kind: str, most: int, *, root: bool) -> tuple[list[str], int]:
        """The arguments of a page, and its size; at the root a page is wrong now and then."""
        ordered = (
            self.argument("orderBy", field.args["orderBy"].type, optional=True, nullable=True)
            if "orderBy" in field.args
            else Argument(MISSING, MISSING)
        )
        narrowed = (
            self.argument("filter", field.args["filter"].type, optional=True, nullable=True)
            if "filter" in field.args
            else Argument(MISSING, MISSING)
        )
        size = self._draw(st.integers(1, max(1, min(6, most)))) if not root or self._chance(4) else self._large()
        forward = self._draw(st.booleans())
        order_by = ordered.value if isinstance(ordered.value, list) else None
        given: dict[str, Any] = {"first" if forward else "last": size}
        listed = "Stay" if kind == "PoolEntry" and "orderBy" not in field.args else kind
        cursors = self._viewing.given(listed, order_by) if self._chance(3) else []
        if cursors:
            for name in self._draw(st.sampled_from([("after",), ("before",), ("after", "before")])):
                given[name] = self._draw(st.sampled_from(cursors))
        if root and not self._wrong and self._chance(40):
            self._wrong = True
            given |= self._draw(st.sampled_from(_WRONG))
        texts = [f"{name}: {self._as_any(value, field.args[name].type)}" for name, value in given.items()]
        if self._chance(8):
            texts.append(f"{'last' if forward else 'first'}: null") if (
                "last" if forward else "first"
            ) not in given else None
        for name, each in (("orderBy", ordered), ("filter", narrowed)):
            if each.text is not MISSING:
                texts.insert(self._draw(st.integers(0, len(texts))), f"{name}: {each.text}")
        return texts, size

    def _chance(self, one_in: int) -> bool:
        return bool(self._draw(st.integers(0, one_in - 1)) == one_in - 1)

    def _large(self) -> int:
        return int(self._draw(st.sampled_from([3, 8, 20])))

    def _as_any(self, value: Any, kind: Any) -> str:
        return self._variable(kind, value=value) if self._draw(st.booleans()) else _literal(value, kind)

    def _variable(self, kind: Any, *, value: Any = MISSING, default: str | None = None) -> str:
        name = f"v{len(self._declared)}"
        self._declared.append(f"${name}: {kind}" + ("" if default is None else f" = {default}"))
        if value is not MISSING:
            self.values[name] = value
        return f"${name}"

    def _written(self, name: str, kind: Any) -> Argument:
        """A literal; below the fields of an object may be variables in turn."""
        named = get_named_type(kind)
        if isinstance(named, GraphQLInputObjectType) and not _is_list(kind):
            fields = self._fields(named)
            parts = {
                key: self.argument(
                    key, named.fields[key].type, optional=False, nullable=not is_non_null_type(named.fields[key].type)
                )
                for key in fields
            }
            text = ", ".join(f"{key}: {part.text}" for key, part in parts.items())
            return Argument(f"{{{text}}}", {key: part.value for key, part in parts.items()})
        value = self._value(name, kind)
        if _is_list(kind) and len(value) == 1 and self._chance(3):
            return Argument(_literal(value[0], named), value)
        return Argument(_literal(value, kind), value)

    def _fields(self, kind: GraphQLInputObjectType) -> Sequence[str]:
        needed = [name for name, each in kind.fields.items() if is_non_null_type(each.type)]
        others = [name for name in kind.fields if name not in needed]
        chosen = self._draw(st.lists(st.sampled_from(others), max_size=3, unique=True)) if others else []
        return [*needed, *chosen]

    def _value(self, name: str, kind: Any) -> Any:
        """A value of a type as JSON has it."""
        if isinstance(kind, GraphQLNonNull):
            return self._value(name, kind.of_type)
        if isinstance(kind, GraphQLList):
            most = 6 if name == "ids" else 3
            return [self._value(name, kind.of_type) for _ in range(self._draw(st.integers(0, most)))]
        if isinstance(kind, GraphQLEnumType):
            return self._draw(st.sampled_from(sorted(kind.values)))
        if isinstance(kind, GraphQLInputObjectType):
            return {key: self._value(key, kind.fields[key].type) for key in self._fields(kind)}
        return _SCALARS[kind.name](self, name)

    def _text(self, name: str) -> str:
        return str(self._draw(st.sampled_from(_TEXTS[name])))

    def _identifier(self, name: str) -> str:
        if self._chance(8):
            return str(self._draw(st.sampled_from(_UNKNOWN)))
        rows = self._viewing.house.picture.rows
        kinds = _NAMED.get(
            name, ("Provider", "Client", "Client", "PoolEntry", "Assignment", "Team", "Location", "User")
        )
        return str(self._draw(st.sampled_from(sorted(rows[self._draw(st.sampled_from(kinds))]))))

    def _number(self, name: str) -> int:
        return int(self._draw(st.sampled_from(_NUMBERS[name])))


#: Pages that cannot be.
_WRONG: Final[Sequence[Mapping[str, Any]]] = (
    {"first": 0},
    {"last": -1},
    {"first": 101, "last": None},
    {"first": 2, "last": 2},
    {"first": None, "last": None},
    {"after": "garbage"},
    {"before": ""},
    {"after": "00000000.cli_unknown"},
)
_NUMBERS: Final = {
    "first": (1, 2, 5, 100),
    "days": (-1, 0, 1, 7, 14, 30, 3650),
    "dueWithinDays": (-1, 0, 1, 7, 14, 3650, 2**31 - 1),
    "waitingAtLeastDays": (-5, 0, 1, 14, 15, 16, 400, 46_000, 2**31 - 1),
}
#: Days that have come in every time zone; a later one spoils its whole root, which pages tell of already.
_DAYS: Final = {"asOf": DATES[:-1]}
_SCALARS: Final[Mapping[str, Callable[[Arguments, str], Any]]] = {
    "ID": Arguments._identifier,
    "Int": Arguments._number,
    "String": Arguments._text,
    "Boolean": lambda arguments, _: arguments._draw(st.booleans()),
    "Date": lambda arguments, name: str(arguments._draw(st.sampled_from(_DAYS.get(name, DATES)))),
}


def _is_list(kind: Any) -> bool:
    return isinstance(kind.of_type if isinstance(kind, GraphQLNonNull) else kind, GraphQLList)


def _literal(value: Any, kind: Any) -> str:
    """A value as GraphQL writes it."""
    if isinstance(kind, GraphQLNonNull):
        return _literal(value, kind.of_type)
    if value is None:
        return "null"
    if isinstance(kind, GraphQLList):
        return f"[{', '.join(_literal(each, kind.of_type) for each in value)}]"
    if isinstance(kind, GraphQLEnumType):
        return str(value)
    if isinstance(kind, GraphQLInputObjectType):
        inner = ", ".join(f"{key}: {_literal(each, kind.fields[key].type)}" for key, each in value.items())
        return f"{{{inner}}}"
    return json.dumps(value, ensure_ascii=False)
