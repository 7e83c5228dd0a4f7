"""Every difference between SQLite and PostgreSQL but those of locks (`dialect_locks`), and nothing else."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Dialect,
    Executable,
    Float,
    Insert,
    Integer,
    String,
    Table,
    inspect,
    literal_column,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import SQLColumnExpression
from sqlalchemy.sql.expression import FunctionElement
from sqlalchemy.types import JSON, TypeDecorator

from caseload_gql.db.columns import Instant

_NAME = re.compile(r"^[$_A-Za-z][_0-9A-Za-z]*$")
_WORD = re.compile(r"^[_.0-9A-Za-z]+$")
#: SQLite takes at most 127 arguments a function: longer objects are built in parts.
PAIRS_AT_MOST = 48
_INSERTS: Final[Mapping[str, Any]] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


class _DaysBetween(FunctionElement[int]):
    """Whole days from the first date to the second."""

    type = Integer()
    inherit_cache = True


class _DaysBefore(FunctionElement[date]):
    """The date so many days before a date."""

    type = Date()
    inherit_cache = True


class _Bytewise(FunctionElement[str]):
    """A text that is compared byte by byte."""

    type = String()
    inherit_cache = True


class _Fraction(FunctionElement[float]):
    """The first whole number over the second, rounded half up once to 6 places; null over 0."""

    type = Float()
    inherit_cache = True


class _Among(FunctionElement[bool]):
    """Whether a value is in a list that is one parameter."""

    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> Any:  # noqa: ANN401  # SQLAlchemy's signature
        """It is a condition as it stands: SQLite's ``= 1`` behind it would hide the index."""
        del against
        return self


class _NotAmong(_Among):
    """Whether a value is not in a list that is one parameter."""

    inherit_cache = True


class _JsonObject(FunctionElement[str]):
    """A JSON object of alternating keys and values."""

    type = JSON()
    inherit_cache = True


class _JsonArray(FunctionElement[str]):
    """The JSON array of a column's JSON values, in the order in which rows come; `[]` of none."""

    type = JSON()
    inherit_cache = True


class _JsonList(FunctionElement[str]):
    """A JSON array of the given JSON values."""

    type = JSON()
    inherit_cache = True


class _JsonBoolean(FunctionElement[bool]):
    type = JSON()
    inherit_cache = True


class _JsonNumber(FunctionElement[float]):
    type = Float()
    inherit_cache = True


class _JsonInstant(FunctionElement[str]):
    type = String()
    inherit_cache = True


class _JsonDocument(FunctionElement[str]):
    """Text known to be JSON, to be nested as such."""

    type = JSON()
    inherit_cache = True


#: The elements that make one value of many rows.
AGGREGATES = (_JsonArray,)


def days_between(start: SQLColumnExpression[date], end: SQLColumnExpression[date]) -> ColumnElement[int]:
    """Whole days from ``start`` to ``end``."""
    return _DaysBetween(start, end)


def days_before(day: SQLColumnExpression[date], days: int) -> ColumnElement[date]:
    """The date so many days before ``day``."""
    return _DaysBefore(day, whole(days))


def bytewise(text: SQLColumnExpression[str]) -> ColumnElement[str]:
    """A text that sorts, and has a least one, alike on both databases."""
    return _Bytewise(text)


def fraction(numerator: SQLColumnExpression[int], denominator: SQLColumnExpression[int]) -> ColumnElement[float]:
    """A quotient of whole numbers, rounded half up once to 6 places, so that engines agree; null over 0."""
    return _Fraction(numerator, denominator)


def among(value: ColumnElement[Any], values: ColumnElement[Any], *, negated: bool) -> ColumnElement[bool]:
    """Whether a value is in (or not in) a list bound as one parameter of type `ValueList`, with the NULLs of ``IN``."""
    return _NotAmong(value, values) if negated else _Among(value, values)


def word(text: str) -> ColumnElement[str]:
    """A text that is part of the statement and no parameter of it: a name, a cursor's beginning; others are refused."""
    if not _WORD.match(text):
        message = f"not a word: {text!r}"
        raise ValueError(message)
    return literal_column(f"'{text}'", String())


def whole(number: int) -> ColumnElement[int]:
    """A whole number that is part of the statement and no parameter of it, so that the database plans for it."""
    return literal_column(str(int(number)), Integer())


def json_object(pairs: Sequence[tuple[str, ColumnElement[Any]]]) -> ColumnElement[Any]:
    """A JSON object with the given keys, in order. Keys are GraphQL names; others are a ``ValueError``."""
    clauses: list[ColumnElement[Any]] = []
    for key, value in pairs:
        if not _NAME.match(key):
            message = f"not a name: {key!r}"
            raise ValueError(message)
        clauses += (literal_column(f"'{key}'", String()), value)
    return _JsonObject(*clauses)


def json_array(value: ColumnElement[Any], condition: ColumnElement[bool] | None = None) -> ColumnElement[Any]:
    """The JSON array of a column of an ordered subquery, of the rows that meet a condition; ``[]`` of none."""
    return _JsonArray(value) if condition is None else _JsonArray(value, condition)


def json_list(values: Sequence[ColumnElement[Any]]) -> ColumnElement[Any]:
    """A JSON array of the given JSON documents, of which there are at most 100."""
    return _JsonList(*values)


def json_value(value: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column as the API prints it: booleans, instants and documents need help, the rest is right as it is."""
    kind = value.type
    if isinstance(kind, Boolean):
        return _JsonBoolean(value)
    if isinstance(kind, Float) and isinstance(value, Column):
        return _JsonNumber(value)
    if isinstance(kind, Instant | DateTime):
        return _JsonInstant(value)
    base = kind.impl_instance if isinstance(kind, TypeDecorator) else kind
    if isinstance(base, JSON):
        return _JsonDocument(value)
    return value


def _arguments(element: FunctionElement[Any], compiler: SQLCompiler, kw: dict[str, Any]) -> list[str]:
    return [compiler.process(clause, **kw) for clause in element.clauses]


@compiles(_DaysBetween, "postgresql")
def _days_postgresql(element: _DaysBetween, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401  # SQLAlchemy's
    start, end = _arguments(element, compiler, kw)
    return f"({end} - {start})"


@compiles(_DaysBetween, "sqlite")
def _days_sqlite(element: _DaysBetween, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    start, end = _arguments(element, compiler, kw)
    return f"CAST(julianday({end}) - julianday({start}) AS INTEGER)"


@compiles(_DaysBefore, "postgresql")
def _before_postgresql(element: _DaysBefore, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    day, days = _arguments(element, compiler, kw)
    return f"({day} - {days})"


@compiles(_DaysBefore, "sqlite")
def _before_sqlite(element: _DaysBefore, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    day, days = _arguments(element, compiler, kw)
    return f"date({day}, '-{days} days')"


@compiles(_Bytewise, "postgresql")
def _bytewise_postgresql(element: _Bytewise, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    return f'(({_arguments(element, compiler, kw)[0]}) COLLATE "C")'


@compiles(_Bytewise, "sqlite")
def _bytewise_sqlite(element: _Bytewise, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    return _arguments(element, compiler, kw)[0]


@compiles(_Fraction, "postgresql")
def _fraction_postgresql(element: _Fraction, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    top, bottom = _arguments(element, compiler, kw)
    whole = f"(CAST({top} AS BIGINT) * 2000000 + ({bottom})) / NULLIF(2 * CAST({bottom} AS BIGINT), 0)"
    return f"({whole} / 1000000.0)::float8"


@compiles(_Fraction, "sqlite")
def _fraction_sqlite(element: _Fraction, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    top, bottom = _arguments(element, compiler, kw)
    return f"((({top}) * 2000000 + ({bottom})) / NULLIF(2 * ({bottom}), 0) / 1000000.0)"


@compiles(_Among, "postgresql")
def _among_postgresql(element: _Among, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    value, values = _arguments(element, compiler, kw)
    return f"({value} = ANY ({values}))"


@compiles(_NotAmong, "postgresql")
def _not_among_postgresql(element: _NotAmong, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    value, values = _arguments(element, compiler, kw)
    return f"({value} <> ALL ({values}))"


@compiles(_Among, "sqlite")
def _among_sqlite(element: _Among, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    value, values = _arguments(element, compiler, kw)
    return f"({value} IN (SELECT value FROM json_each({values})))"  # noqa: S608  # compiled SQL and a placeholder


@compiles(_NotAmong, "sqlite")
def _not_among_sqlite(element: _NotAmong, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    value, values = _arguments(element, compiler, kw)
    return f"({value} NOT IN (SELECT value FROM json_each({values})))"  # noqa: S608  # compiled SQL and a placeholder


def _parts(arguments: list[str]) -> list[str]:
    size = PAIRS_AT_MOST * 2
    return [", ".join(arguments[at : at + size]) for at in range(0, len(arguments), size)] or [""]


@compiles(_JsonObject, "postgresql")
def _object_postgresql(element: _JsonObject, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    """The standard's constructor (PostgreSQL 16) takes any number of keys, and half of json_build_object's time."""
    arguments = _arguments(element, compiler, kw)
    pairs = zip(arguments[::2], arguments[1::2], strict=True)
    # Unasked it would return jsonb as soon as one value is: keys in another order.
    return f"JSON_OBJECT({', '.join(f'{key} VALUE {value}' for key, value in pairs)} RETURNING json)"


@compiles(_JsonObject, "sqlite")
def _object_sqlite(element: _JsonObject, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    parts = [f"json_object({part})" for part in _parts(_arguments(element, compiler, kw))]
    if len(parts) == 1:
        return parts[0]
    inner = " || ',' || ".join(f"substr({part}, 2, length({part}) - 2)" for part in parts)
    return f"json('{{' || {inner} || '}}')"


@compiles(_JsonArray, "postgresql")
def _array_postgresql(element: _JsonArray, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    value, *condition = _arguments(element, compiler, kw)
    return f"coalesce(json_agg({value}){_filter(condition)}, CAST('[]' AS json))"


@compiles(_JsonArray, "sqlite")
def _array_sqlite(element: _JsonArray, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    value, *condition = _arguments(element, compiler, kw)
    return f"json_group_array(json({value})){_filter(condition)}"


def _filter(condition: list[str]) -> str:
    return f" FILTER (WHERE {condition[0]})" if condition else ""


@compiles(_JsonList, "postgresql")
def _list_postgresql(element: _JsonList, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    return f"json_build_array({', '.join(_arguments(element, compiler, kw))})"


@compiles(_JsonList, "sqlite")
def _list_sqlite(element: _JsonList, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    return f"json_array({', '.join(f'json({each})' for each in _arguments(element, compiler, kw))})"


@compiles(_JsonBoolean, "postgresql")
@compiles(_JsonDocument, "postgresql")
@compiles(_JsonNumber, "postgresql")
def _as_is_postgresql(element: FunctionElement[Any], compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    return _arguments(element, compiler, kw)[0]


@compiles(_JsonBoolean, "sqlite")
def _boolean_sqlite(element: _JsonBoolean, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    (value,) = _arguments(element, compiler, kw)
    return f"json(CASE {value} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)"


@compiles(_JsonNumber, "sqlite")
def _number_sqlite(element: _JsonNumber, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    """SQLite prints 15 digits of a number in JSON, which is not every number."""
    (value,) = _arguments(element, compiler, kw)
    short, whole = f"printf('%!.15g', {value})", f"printf('%!.17g', {value})"
    return f"CASE WHEN {value} IS NULL OR CAST({short} AS REAL) = {value} THEN {value} ELSE json({whole}) END"


@compiles(_JsonDocument, "sqlite")
def _document_sqlite(element: _JsonDocument, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    return f"json({_arguments(element, compiler, kw)[0]})"


@compiles(_JsonInstant, "postgresql")
def _instant_postgresql(element: _JsonInstant, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    (value,) = _arguments(element, compiler, kw)
    return f"""to_char({value} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')"""


@compiles(_JsonInstant, "sqlite")
def _instant_sqlite(element: _JsonInstant, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    return _arguments(element, compiler, kw)[0]


def is_conflict(error: BaseException) -> bool:
    """Whether a write lost a race that a retry may win: serialization, deadlock, a busy SQLite file."""
    original = getattr(error, "orig", error)
    state = getattr(original, "sqlstate", None) or getattr(original, "pgcode", None)
    return state in {"40001", "40P01"} or "database is locked" in str(original)


def is_full(error: BaseException) -> bool:
    """Whether the disk of the database has no room left."""
    original = getattr(error, "orig", error)
    state = getattr(original, "sqlstate", None) or getattr(original, "pgcode", None)
    return state == "53100" or "database or disk is full" in str(original)


def insert_or_replace(dialect: Dialect, model: type) -> Executable:
    """An INSERT of rows of the model, each in the place of the row of the same primary key, if there is one."""
    made = _INSERTS[dialect.name](model)
    table: Table = inspect(model).local_table
    keys = {column.name for column in table.primary_key}
    changed = {column.name: made.excluded[column.name] for column in table.columns if column.name not in keys}
    statement: Executable = made.on_conflict_do_update(index_elements=sorted(keys), set_=changed)
    return statement


def insert_or_ignore(dialect: Dialect, model: type | Table) -> Insert:
    """An INSERT of rows of the model, or the table, that leaves out those whose primary key is there already.

    Where another transaction is about to commit that key, it waits for it.
    """
    statement: Insert = _INSERTS[dialect.name](model).on_conflict_do_nothing()
    return statement
