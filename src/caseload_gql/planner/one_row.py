"""Figures of many rows as one JSON object: one row comes back, however many rows there are and whatever is asked."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, Select, select
from sqlalchemy.sql.functions import Function
from sqlalchemy.sql.selectable import SelectBase

from caseload_gql.db.dialect.json_text import AGGREGATES, json_object

_NAMES: Final = frozenset({"count", "max", "sum"})


def one_row(pairs: Sequence[tuple[str, ColumnElement[Any]]], rows: FromClause) -> Select[Any]:
    """The object of some figures of the rows.

    Where none of them is an aggregate (all are constants, or subqueries), the rows are left out: they would each
    answer, and no rows would answer nothing.
    """
    statement = select(json_object(pairs))
    return statement.select_from(rows) if any(_aggregates(value) for _, value in pairs) else statement


def _aggregates(element: Any) -> bool:  # noqa: ANN401  # any part of an expression
    if isinstance(element, SelectBase):
        return False
    if isinstance(element, AGGREGATES) or (isinstance(element, Function) and element.name in _NAMES):
        return True
    return any(_aggregates(child) for child in element.get_children())
