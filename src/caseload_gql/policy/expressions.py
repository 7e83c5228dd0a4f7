"""Expressions of policies: which are refused, and how one is moved from the alias asked about to another."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Boolean, ColumnElement, String, bindparam, exists, inspect, literal
from sqlalchemy.orm import QueryableAttribute, aliased
from sqlalchemy.orm.util import AliasedInsp
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import BinaryExpression, BindParameter, ColumnClause, TextClause, Tuple
from sqlalchemy.sql.operators import in_op, not_in_op
from sqlalchemy.sql.selectable import AliasedReturnsRows, FromClause, TableClause
from sqlalchemy.types import NullType

from caseload_gql.db.columns import TextList, ValueList
from caseload_gql.db.dialect.comparison import among, among_texts
from caseload_gql.policy.tables import check_tables, is_table
from caseload_gql.policy.unsafe import UnsafeExpression

Copy = Callable[[Any], Any]
#: More texts than this are a long list: one that no index is asked about value by value.
_LONG = 1_000
#: What SQLAlchemy itself writes into EXISTS, and what the models' own figures are made of.
_HARMLESS = re.compile(r"\*|[0-9]+(\.[0-9]+)?|'[_.0-9A-Za-z]+'")


def check_expression(where: object, row: Any) -> ColumnElement[bool]:  # noqa: ANN401  # an alias of any model
    """The condition, as it may be put into any statement whatever that selects from.

    Raises `UnsafeExpression` unless `where` is a condition over `row` alone that cannot be turned against others.
    """
    if isinstance(where, QueryableAttribute):
        where = where.__clause_element__()
    if not isinstance(where, ColumnElement):
        message = f"a condition must be a SQLAlchemy expression, not {type(where).__name__}"
        raise UnsafeExpression(message)
    # Of some conditions SQLAlchemy does not know that they are: `not_(and_(...))` has no type.
    if not isinstance(where.type, Boolean | NullType):
        message = "a condition must be true or false: compare what it names with a value"
        raise UnsafeExpression(message)
    for element in visitors.iterate(where):
        _check_element(element)
    checked = _alone(where, check_tables(where, inspect(row).selectable))
    move_expression(checked, row, aliased(inspect(row).mapper))
    return checked


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
    """A copy of the condition with one table in another's place, at every depth."""

    def replace(element: Any, copy: Copy) -> Any:  # noqa: ANN401  # any element
        del copy
        if is_table(element, old):
            return new
        if isinstance(element, ColumnClause):
            return new.c[element.key] if is_table(element.table, old) else element
        return None

    moved = rewritten(where, replace)
    for element in visitors.iterate(moved):
        if is_table(element, old) or (isinstance(element, ColumnClause) and is_table(element.table, old)):
            message = "the row may be named in conditions only, not in what a subquery selects from"
            raise UnsafeExpression(message)
    return moved


def rewritten(where: ColumnElement[bool], replace: Callable[[Any, Copy], Any]) -> ColumnElement[bool]:
    """A copy of the condition in which ``replace`` may put another element in the place of any but a table.

    ``replace`` gets an element and what copies those within it; None leaves the element to be copied. SQLAlchemy's own
    `replacement_traverse` passes over the criteria of `has()` and `any()`: a row named in there would stay behind,
    and open the subquery to every row.
    """
    copies: dict[int, Any] = {}

    def copy(element: Any, **options: Any) -> Any:  # noqa: ANN401  # SQLAlchemy's own signature
        replaced = replace(element, copy)
        if replaced is not None:
            return replaced
        if isinstance(element, ColumnClause | TableClause | AliasedReturnsRows):
            return element
        if id(element) not in copies:
            copied = copies[id(element)] = element._clone(**options)  # noqa: SLF001  # as cloned_traverse does
            copied._copy_internals(clone=copy, **options)  # noqa: SLF001  # as cloned_traverse does
        return copies[id(element)]

    made: ColumnElement[bool] = copy(where)
    return made


def _alone(where: ColumnElement[Any], own: Mapping[int, tuple[FromClause, ...]]) -> ColumnElement[bool]:
    """A copy of the condition whose subqueries keep their tables, also from statements that select from them too."""

    def replace(element: Any, copy: Copy) -> Any:  # noqa: ANN401  # any element
        tables = own.get(id(element))
        return None if tables is None else copy(element.correlate_except(*tables))

    return rewritten(where, replace)


def with_lists(where: ColumnElement[bool]) -> ColumnElement[bool]:
    """A copy of the condition in which every list of values is one value, however long it is.

    A list of one is a comparison, and so of another shape than longer ones: an index whose first column is equal to a
    value holds rows in the order of its others, which a list, however short, cannot tell the database.
    """

    def replace(element: Any, copy: Copy) -> Any:  # noqa: ANN401  # any element
        if not isinstance(element, BinaryExpression) or element.operator not in {in_op, not_in_op}:
            return None
        listed = element.right
        if not isinstance(listed, BindParameter) or not listed.expanding:
            return None
        left, negated = copy(element.left), element.operator is not_in_op
        chosen: Sequence[Any] = listed.value or ()
        if len(chosen) == 1:
            only = bindparam(None, chosen[0], type_=listed.type, unique=True)
            return left != only if negated else left == only
        if len(chosen) > _LONG and isinstance(listed.type, String):
            texts = bindparam(None, chosen, type_=TextList(listed.type), unique=True)
            return among_texts(left, texts, negated=negated)
        values = bindparam(None, listed.value, type_=ValueList(listed.type), unique=True)
        return among(left, values, negated=negated)

    return rewritten(where, replace)


def _check_element(element: object) -> None:
    if isinstance(element, BindParameter):
        _check_parameter(element)
    raw = isinstance(element, ColumnClause) and element.is_literal and not _HARMLESS.fullmatch(element.name)
    if raw or isinstance(element, TextClause):
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
