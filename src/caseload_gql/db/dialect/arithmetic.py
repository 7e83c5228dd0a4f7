"""Days and quotients, in the words of each database."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Float, Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import SQLColumnExpression
from sqlalchemy.sql.expression import FunctionElement

from caseload_gql.db.dialect.constants import whole
from caseload_gql.db.dialect.elements import arguments


class _DaysBetween(FunctionElement[int]):
    """Whole days from the first date to the second."""

    type = Integer()
    inherit_cache = True


class _DaysBefore(FunctionElement[date]):
    """The date so many days before a date."""

    type = Date()
    inherit_cache = True


class _Fraction(FunctionElement[float]):
    """The first whole number over the second, rounded half up once to 6 places; null over 0."""

    type = Float()
    inherit_cache = True


def days_between(start: SQLColumnExpression[date], end: SQLColumnExpression[date]) -> ColumnElement[int]:
    """Whole days from ``start`` to ``end``."""
    return _DaysBetween(start, end)


def days_before(day: SQLColumnExpression[date], days: int) -> ColumnElement[date]:
    """The date so many days before ``day``."""
    return _DaysBefore(day, whole(days))


def fraction(numerator: SQLColumnExpression[int], denominator: SQLColumnExpression[int]) -> ColumnElement[float]:
    """A quotient of whole numbers, rounded half up once to 6 places, so that engines agree; null over 0."""
    return _Fraction(numerator, denominator)


@compiles(_DaysBetween, "postgresql")
def _days_postgresql(element: _DaysBetween, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401  # SQLAlchemy's
    start, end = arguments(element, compiler, kw)
    return f"({end} - {start})"


@compiles(_DaysBetween, "sqlite")
def _days_sqlite(element: _DaysBetween, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    start, end = arguments(element, compiler, kw)
    return f"CAST(julianday({end}) - julianday({start}) AS INTEGER)"


@compiles(_DaysBefore, "postgresql")
def _before_postgresql(element: _DaysBefore, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    day, days = arguments(element, compiler, kw)
    return f"({day} - {days})"


@compiles(_DaysBefore, "sqlite")
def _before_sqlite(element: _DaysBefore, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    day, days = arguments(element, compiler, kw)
    return f"date({day}, '-{days} days')"


@compiles(_Fraction, "postgresql")
def _fraction_postgresql(element: _Fraction, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    top, bottom = arguments(element, compiler, kw)
    rounded = f"(CAST({top} AS BIGINT) * 2000000 + ({bottom})) / NULLIF(2 * CAST({bottom} AS BIGINT), 0)"
    return f"({rounded} / 1000000.0)::float8"


@compiles(_Fraction, "sqlite")
def _fraction_sqlite(element: _Fraction, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    top, bottom = arguments(element, compiler, kw)
    return f"((({top}) * 2000000 + ({bottom})) / NULLIF(2 * ({bottom}), 0) / 1000000.0)"
