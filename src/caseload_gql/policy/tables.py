"""How the tables that a condition names hang together: each with the row, or the condition is refused."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement
from sqlalchemy.sql.elements import BinaryExpression, ColumnClause
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import AliasedReturnsRows, FromClause, Join, Select, TableClause

from caseload_gql.policy.unsafe import UnsafeExpression

_ROW_INSIDE: Final = (
    "a subquery selects from the row's own table, and so from every row: compare request.row with another table in it, "
    "and say correlate(request.row) where it lies within another subquery, or use has() or any()"
)
_FOREIGN: Final = "only columns of the row may be named; reach other tables with has(), any() or exists()"
_LOOSE: Final = (
    "a subquery names a table whose rows have nothing to do with the row, so that any of them would do: compare a "
    "column of it with one of request.row, or name the relationship's own target within has() and any()"
)


@dataclass(eq=False, slots=True)
class Place:
    """A table at one place of the condition; those that are compared with each other have one root."""

    next: "Place | None" = None

    def root(self) -> "Place":
        """What all places that are compared with this one lead to."""
        return self if self.next is None else self.next.root()

    def join(self, other: "Place") -> None:
        """Note that the two are compared."""
        one, root = self.root(), other.root()
        if one is not root:
            one.next = root


Places = tuple[Place, ...]
#: The tables that a statement selects from, each under the hash that its columns know it by.
Level = Mapping[int, Place]


def is_table(element: object, table: FromClause) -> bool:
    """Whether it is the table, annotated or not (annotated copies share the hash of their original)."""
    return isinstance(element, FromClause) and hash(element) == hash(table)


def check_tables(where: ColumnElement[Any], row: FromClause) -> dict[int, tuple[FromClause, ...]]:
    """Raise `UnsafeExpression` unless every table of every subquery is compared with the row, or with one that is.

    A table that is not, such as another alias of a relationship's target, or the mapped class in the row's place, makes
    a condition that holds for all rows or none. Returns the tables of each subquery that leaves to SQLAlchemy which of
    them it shares with the statement around it, by the `id` of the subquery: that statement is not known yet.
    """
    walk = _Walk(row)
    walk.visit(where, ({hash(row): walk.row},))
    walk.check()
    return walk.own


class _Walk:
    """One walk through a condition."""

    def __init__(self, row: FromClause) -> None:
        self.row = Place()
        self.own: dict[int, tuple[FromClause, ...]] = {}
        self._table = row
        self._places = [self.row]

    def check(self) -> None:
        if len({place.root() for place in self._places}) > 1:
            raise UnsafeExpression(_LOOSE)

    def visit(self, element: Any, levels: tuple[Level, ...]) -> Places:  # noqa: ANN401  # any element
        """The places whose columns the element's value is made of."""
        if isinstance(element, Select):
            return self._select(element, levels, derived=False)
        if isinstance(element, ColumnClause):
            return self._column(element, levels)
        if isinstance(element, FromClause) and not isinstance(element, Join):
            return ()
        found = tuple(place for child in element.get_children() for place in self.visit(child, levels))
        if isinstance(element, BinaryExpression | FunctionElement):
            self._join(found)
        return found

    def _column(self, column: ColumnClause[Any], levels: tuple[Level, ...]) -> Places:
        if column.table is None:
            return ()
        for level in reversed(levels):
            if hash(column.table) in level:
                return (level[hash(column.table)],)
        raise UnsafeExpression(_FOREIGN)

    def _select(self, select: Select[Any], levels: tuple[Level, ...], *, derived: bool) -> Places:
        froms = tuple(select.get_final_froms())
        own = _own(select, froms, levels, derived=derived)
        tables = [table for each in own for table in _tables(each)]
        if any(is_table(table, self._table) for table in tables):
            raise UnsafeExpression(_ROW_INSIDE)
        if select._auto_correlate and not derived:  # noqa: SLF001  # SQLAlchemy offers no other way to ask
            self.own[id(select)] = own
        level = {hash(table): Place() for table in tables}
        self._places += level.values()
        inner = (*levels, level)
        for table in tables:
            self._derived(table, levels, level[hash(table)])
        for joined in froms:
            if isinstance(joined, Join):
                self.visit(joined, inner)
        chosen = {id(column) for column in select._raw_columns}  # noqa: SLF001  # what is selected, as it was written
        found: list[Place] = []
        for child in select.get_children():
            places = self.visit(child, inner)
            found += places if id(child) in chosen else ()
        return tuple(found)

    def _derived(self, table: FromClause, levels: tuple[Level, ...], place: Place) -> None:
        """What a table is itself made of, where it is no table of the database."""
        if not isinstance(table, AliasedReturnsRows) or isinstance(table.element, TableClause):
            return
        made = table.element
        select = made.element if hasattr(made, "element") else made
        self._join(
            (
                place,
                *(
                    self._select(select, levels, derived=True)
                    if isinstance(select, Select)
                    else self.visit(select, levels)
                ),
            )
        )

    @staticmethod
    def _join(places: Sequence[Place]) -> None:
        for place in places[1:]:
            places[0].join(place)


def _own(
    select: Select[Any], froms: Sequence[FromClause], levels: tuple[Level, ...], *, derived: bool
) -> tuple[FromClause, ...]:
    """The tables that a subquery keeps to itself, as SQLAlchemy would decide on it right under the row's statement."""
    outer = {table for level in (levels[:-1] if derived else levels) for table in level}
    named, kept = select._correlate, select._correlate_except  # noqa: SLF001  # SQLAlchemy offers no other way to ask
    left = [each for each in froms if not (hash(each) in outer and _among(each, named))]
    if kept is not None:
        left = [each for each in left if hash(each) not in outer or _among(each, kept)]
    if select._auto_correlate and not derived and len(left) > 1:  # noqa: SLF001  # as above
        left = [each for each in left if hash(each) not in levels[-1]]
    return tuple(left)


def _among(table: FromClause, tables: Sequence[Any]) -> bool:
    return any(is_table(each, table) for each in tables)


def _tables(table: FromClause) -> Iterator[FromClause]:
    if isinstance(table, Join):
        yield from _tables(table.left)
        yield from _tables(table.right)
    else:
        yield table
