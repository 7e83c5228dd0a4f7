"""A page of a list as Relay's connection object."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Select,
    asc,
    case,
    desc,
    func,
    inspect,
    literal,
    select,
)

from caseload_gql.db.dialect.constants import whole, word
from caseload_gql.db.dialect.json_text import json_array, json_object, json_value
from caseload_gql.planner.filters import filter_conditions
from caseload_gql.planner.keyset import bound, cursor
from caseload_gql.planner.one_row import one_row
from caseload_gql.planner.ordering import OrderField, Ordering, ordering
from caseload_gql.planner.paging import Page, read_page
from caseload_gql.planner.request import Asking
from caseload_gql.planner.selection import TYPENAME, Selected
from caseload_gql.planner.whose import HIDDEN_CLIENT, about_clients

Related = Callable[[Any], Sequence[ColumnElement[bool]]]
Pairs = list[tuple[str, ColumnElement[Any]]]


class EmitRow(Protocol):
    """Writes one row of an alias as a JSON object."""

    def __call__(self, asking: Asking, row: Any, type_name: str, fields: Sequence[Selected]) -> ColumnElement[Any]:  # noqa: ANN401
        """The JSON object of a row of the alias, with the fields asked for."""
        ...


@dataclass(frozen=True)
class List:
    """A list being paged: what it holds, which of it, how it was asked for, and how a row is written."""

    asking: Asking
    model: type
    #: Given an alias, the conditions that make a row part of the list.
    related: Related
    each: Selected
    emit_row: EmitRow
    #: The alias whose row the list belongs to, if it is not at the root.
    parent: Any = None
    #: The list's own order, where that is not the one of its kind.
    own_order: tuple[tuple[OrderField, bool], ...] | None = None

    def ordered(self, row: Any) -> Ordering:  # noqa: ANN401  # an alias
        """The ordering of the list over an alias."""
        asked = self.each.arguments.get("orderBy") or ()
        return ordering(self.model, row, asked, self.asking.redactions(row), self.own_order)

    def belonging(self, statement: Select[Any]) -> Select[Any]:
        """Tie a statement to the row that the list belongs to."""
        return statement if self.parent is None else statement.correlate(inspect(self.parent).selectable)

    def conditions(self, row: Any) -> list[ColumnElement[bool]]:  # noqa: ANN401
        """Which of the visible rows of the alias are in the list and not filtered out."""
        conditions = list(self.related(row))
        given = self.each.arguments.get("filter")
        if given:
            conditions += filter_conditions(self.asking, self.model, row, given)
        return conditions


def emit_connection(listed: List) -> ColumnElement[Any]:
    """The connection object of a list. Raises ``BadUserInput`` for a page that cannot be."""
    page = read_page(listed.asking, listed.each.arguments, listed.each.path)
    children = listed.each.children
    if not any(child.name in _PAGED for child in children):
        row = listed.asking.rows(listed.model)
        _bounds(listed, page, listed.ordered(row))
        return json_object([(child.key, _outside(listed, child)) for child in children])
    found, rows = _rows(listed, page)
    pairs: Pairs = [
        (child.key, _inside(child, rows, page, children) if child.name in _PAGED else _outside(listed, child))
        for child in children
    ]
    return one_row(pairs, rows).add_cte(found, nest_here=True).scalar_subquery()


_PAGED = frozenset({"nodes", "edges", "pageInfo"})


def _bounds(listed: List, page: Page, order: Ordering) -> list[ColumnElement[bool]]:
    """Which rows the page's cursors leave. Raises ``BadUserInput`` for one that is not of this list."""
    return [
        bound(listed.asking, listed.model, listed.ordered, order, listed.each, text, after=after)
        for text, after in ((page.after, True), (page.before, False))
        if text is not None
    ]


def _parts(children: Sequence[Selected]) -> list[Selected]:
    """What each row of the page has a part in."""
    return [child for child in children if child.name in {"nodes", "edges"}]


def _outside(listed: List, child: Selected) -> ColumnElement[Any]:
    """What does not depend on the page."""
    if child.name == TYPENAME:
        return word(str(listed.each.type_name))
    row = listed.asking.rows(listed.model)
    counted = select(func.count()).select_from(row).where(*listed.conditions(row))
    return listed.belonging(counted).scalar_subquery()


def _rows(listed: List, page: Page) -> tuple[CTE, FromClause]:
    """The page's rows as they are found, and in the order of display.

    There is one more of them where something must know whether the list goes on. They are found in a ``WITH`` of their
    own, since SQLite's parser counts how deep a subquery stands, and lists stand in lists.
    """
    row = listed.asking.rows(listed.model)
    order = listed.ordered(row)
    paged = [child for child in listed.each.children if child.name in _PAGED]
    informed = any(child.name == "pageInfo" for child in paged)
    numbered = informed or page.backward
    found = (
        _found(listed, row, page, order, paged, numbered=numbered).limit(whole(page.size + informed)).cte(nesting=True)
    )
    if not numbered:
        return found, found
    keys = [found.c[f"k{at}"] for at in range(len(order.keys))]
    position = func.row_number().over(order_by=_directions(order, keys, backward=page.backward)).label("position")
    count = func.count().over()
    last = case((count > whole(page.size), whole(page.size)), else_=count).label("last")
    return found, select(found, position, last).order_by(desc(position) if page.backward else asc(position)).subquery()


def _found(  # the alias, the page of it, and what is asked of each row
    listed: List,
    row: Any,  # noqa: ANN401  # an alias
    page: Page,
    order: Ordering,
    paged: Sequence[Selected],
    *,
    numbered: bool,
) -> Select[Any]:
    """The page's rows; with the keys of their order and their cursors, if they are going to be numbered."""
    conditions = [*listed.conditions(row), *_bounds(listed, page, order)]
    columns: list[ColumnElement[Any]] = []
    if numbered:
        columns += [key.column.label(f"k{at}") for at, key in enumerate(order.keys)]
        columns.append(cursor(order, row.id).label("cursor"))
        columns += [whose.label(HIDDEN_CLIENT) for whose in _whose(listed, row, paged)]
    columns += [_part(listed, row, child, order).label(f"v{at}") for at, child in enumerate(_parts(paged))]
    keys = [key.column for key in order.keys]
    found = select(*columns).select_from(row).where(*conditions)
    return listed.belonging(found).order_by(*_directions(order, keys, backward=page.backward))


def _directions(order: Ordering, columns: Sequence[ColumnElement[Any]], *, backward: bool) -> list[ColumnElement[Any]]:
    return [
        desc(column) if key.descending != backward else asc(column)
        for key, column in zip(order.keys, columns, strict=True)
    ]


def _part(listed: List, row: Any, child: Selected, order: Ordering) -> ColumnElement[Any]:  # noqa: ANN401
    """What one row contributes to ``nodes`` or to ``edges``."""
    if child.name == "nodes":
        return listed.emit_row(listed.asking, row, str(child.type_name), child.children)
    pairs: Pairs = []
    if not any(below.name == "node" for below in child.children):
        pairs += [(HIDDEN_CLIENT, whose) for whose in _whose(listed, row, [child])]
    for below in child.children:
        if below.name == TYPENAME:
            pairs.append((below.key, word(str(child.type_name))))
        elif below.name == "cursor":
            pairs.append((below.key, cursor(order, row.id)))
        else:
            pairs.append((below.key, listed.emit_row(listed.asking, row, str(below.type_name), below.children)))
    return json_object(pairs)


def _whose(listed: List, row: Any, children: Sequence[Selected]) -> list[ColumnElement[Any]]:  # noqa: ANN401  # an alias
    """Whose row it is, where its cursor tells of it and no node does: being in a list tells what it is filtered by."""
    shown = {(child.name, below.name) for child in children for below in child.children}
    if any(child.name == "nodes" for child in children) or ("edges", "node") in shown or not _CURSORS & shown:
        return []
    kind = str(listed.each.type_name).removesuffix("Connection")
    with about_clients(listed.asking, kind, (), row) as whose:
        return [] if whose is None else [whose]


_CURSORS = frozenset({("edges", "cursor"), ("pageInfo", "startCursor"), ("pageInfo", "endCursor")})


def _inside(child: Selected, rows: FromClause, page: Page, children: Sequence[Selected]) -> ColumnElement[Any]:
    """What is made of the page's rows."""
    if child.name == "pageInfo":
        return _page_info(child, rows, page)
    within = rows.c.position <= whole(page.size) if "position" in rows.c else None
    return json_array(rows.c[f"v{_parts(children).index(child)}"], within)


def _page_info(child: Selected, rows: FromClause, page: Page) -> ColumnElement[Any]:
    more = func.count() > whole(page.size)
    began = func.max(rows.c.cursor).filter(rows.c.position == whole(1))
    ended = func.max(rows.c.cursor).filter(rows.c.position == rows.c.last)
    values: dict[str, ColumnElement[Any]] = {
        "hasNextPage": literal(page.before is not None) if page.backward else more,
        "hasPreviousPage": more if page.backward else literal(page.after is not None),
        "startCursor": ended if page.backward else began,
        "endCursor": began if page.backward else ended,
        TYPENAME: word("PageInfo"),
    }
    pairs = [(below.key, json_value(values[below.name])) for below in child.children]
    if HIDDEN_CLIENT in rows.c:
        whose = rows.c[HIDDEN_CLIENT]
        ends = (func.max(whose).filter(rows.c.position == at) for at in (whole(1), rows.c.last))
        pairs = [*((HIDDEN_CLIENT, each) for each in ends), *pairs]
    return json_object(pairs)
