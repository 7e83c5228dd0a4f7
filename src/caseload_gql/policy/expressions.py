"""Expressions of policies: which are refused, and how one is moved from the alias asked about to another."""

from typing import Any

from sqlalchemy import ColumnElement, exists, inspect, literal
from sqlalchemy.orm.util import AliasedInsp
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import BindParameter, ColumnClause, TextClause, Tuple
from sqlalchemy.sql.selectable import FromClause, SelectBase


class UnsafeExpression(ValueError):
    """An expression that could open or mix up rows."""


def check_expression(where: object, row: Any) -> None:  # noqa: ANN401  # an alias of any model
    """Raise `UnsafeExpression` unless `where` is a condition over `row` alone that cannot be turned against others."""
    if not isinstance(where, ColumnElement):
        message = f"a condition must be a SQLAlchemy expression, not {type(where).__name__}"
        raise UnsafeExpression(message)
    for element in visitors.iterate(where):
        _check_element(element)
    _check_tables(where, inspect(row).selectable)


def move_expression(where: ColumnElement[bool], row: Any, target: Any) -> ColumnElement[bool]:  # noqa: ANN401  # aliases
    """The condition over `row` (an alias) as one over `target`, subqueries included.

    A mapped class is reached through its primary key, since its table may well occur in the condition's own
    subqueries under the same name; an alias occurs nowhere else.
    """
    if isinstance(inspect(target), AliasedInsp):
        return _replaced(where, inspect(row).selectable, inspect(target).selectable)
    here = inspect(row).selectable
    there = inspect(target).local_table
    same = [here.c[column.key] == column for column in there.primary_key]
    return exists(literal(1)).select_from(here).where(*same, where).correlate(there)


def _replaced(where: ColumnElement[bool], old: FromClause, new: FromClause) -> ColumnElement[bool]:
    def replacement(element: Any, **_: object) -> Any:  # noqa: ANN401  # SQLAlchemy's own signature
        if element is old:
            return new
        if isinstance(element, ColumnClause) and element.table is old:
            return new.c[element.key]
        return None

    moved = visitors.replacement_traverse(where, {}, replacement)
    if not isinstance(moved, ColumnElement):
        message = "a condition must stay one when it is moved"
        raise UnsafeExpression(message)
    return moved


def _check_element(element: object) -> None:
    if isinstance(element, BindParameter):
        _check_parameter(element)
    if isinstance(element, TextClause) or (isinstance(element, ColumnClause) and element.is_literal):
        message = "raw SQL text is refused: build the condition from the row's columns"
        raise UnsafeExpression(message)
    if isinstance(element, Tuple):
        message = "comparing tuples is refused: compare the columns one by one"
        raise UnsafeExpression(message)


def _check_parameter(parameter: BindParameter[Any]) -> None:
    if not parameter.unique:
        message = "named parameters are refused, as another plugin's may have the same name: write the value itself"
        raise UnsafeExpression(message)
    if parameter.callable is not None or parameter.literal_execute:
        message = "parameters with a callable or literal_execute are refused: write the value itself"
        raise UnsafeExpression(message)


def _check_tables(where: ColumnElement[Any], allowed: FromClause) -> None:
    """Outside subqueries, only the row's own columns may occur: another table would be joined without a condition."""
    waiting: list[Any] = [where]
    while waiting:
        element = waiting.pop()
        if isinstance(element, SelectBase):
            continue
        if isinstance(element, ColumnClause) and element.table is not allowed:
            message = "only columns of the row may be named; reach other tables with has(), any() or exists()"
            raise UnsafeExpression(message)
        waiting.extend(element.get_children())
