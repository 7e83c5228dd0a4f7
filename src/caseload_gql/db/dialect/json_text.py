"""JSON built by the database, in the words of each."""

import re
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Boolean, Column, ColumnElement, DateTime, Float, String, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement
from sqlalchemy.types import JSON, TypeDecorator

from caseload_gql.db.columns import Instant
from caseload_gql.db.dialect.elements import arguments

_NAME: Final = re.compile(r"^[$_A-Za-z][_0-9A-Za-z]*$")
#: SQLite takes at most 127 arguments a function: longer objects are built in parts.
PAIRS_AT_MOST: Final = 48


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
AGGREGATES: Final = (_JsonArray,)


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


def _parts(given: list[str]) -> list[str]:
    size = PAIRS_AT_MOST * 2
    return [", ".join(given[at : at + size]) for at in range(0, len(given), size)] or [""]


@compiles(_JsonObject, "postgresql")
def _object_postgresql(element: _JsonObject, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    """The standard's constructor (PostgreSQL 16) takes any number of keys, and half of json_build_object's time."""
    given = arguments(element, compiler, kw)
    pairs = zip(given[::2], given[1::2], strict=True)
    # Unasked it would return jsonb as soon as one value is: keys in another order.
    return f"JSON_OBJECT({', '.join(f'{key} VALUE {value}' for key, value in pairs)} RETURNING json)"


@compiles(_JsonObject, "sqlite")
def _object_sqlite(element: _JsonObject, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    parts = [f"json_object({part})" for part in _parts(arguments(element, compiler, kw))]
    if len(parts) == 1:
        return parts[0]
    inner = " || ',' || ".join(f"substr({part}, 2, length({part}) - 2)" for part in parts)
    return f"json('{{' || {inner} || '}}')"


@compiles(_JsonArray, "postgresql")
def _array_postgresql(element: _JsonArray, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    value, *condition = arguments(element, compiler, kw)
    return f"coalesce(json_agg({value}){_filter(condition)}, CAST('[]' AS json))"


@compiles(_JsonArray, "sqlite")
def _array_sqlite(element: _JsonArray, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    value, *condition = arguments(element, compiler, kw)
    return f"json_group_array(json({value})){_filter(condition)}"


def _filter(condition: list[str]) -> str:
    return f" FILTER (WHERE {condition[0]})" if condition else ""


@compiles(_JsonList, "postgresql")
def _list_postgresql(element: _JsonList, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    return f"json_build_array({', '.join(arguments(element, compiler, kw))})"


@compiles(_JsonList, "sqlite")
def _list_sqlite(element: _JsonList, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    return f"json_array({', '.join(f'json({each})' for each in arguments(element, compiler, kw))})"


@compiles(_JsonBoolean, "postgresql")
@compiles(_JsonDocument, "postgresql")
@compiles(_JsonNumber, "postgresql")
def _as_is_postgresql(element: FunctionElement[Any], compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    return arguments(element, compiler, kw)[0]


@compiles(_JsonBoolean, "sqlite")
def _boolean_sqlite(element: _JsonBoolean, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    (value,) = arguments(element, compiler, kw)
    return f"json(CASE {value} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)"


@compiles(_JsonNumber, "sqlite")
def _number_sqlite(element: _JsonNumber, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    """SQLite prints 15 digits of a number in JSON, which is not every number."""
    (value,) = arguments(element, compiler, kw)
    short, whole = f"printf('%!.15g', {value})", f"printf('%!.17g', {value})"
    return f"CASE WHEN {value} IS NULL OR CAST({short} AS REAL) = {value} THEN {value} ELSE json({whole}) END"


@compiles(_JsonDocument, "sqlite")
def _document_sqlite(element: _JsonDocument, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    return f"json({arguments(element, compiler, kw)[0]})"


@compiles(_JsonInstant, "postgresql")
def _instant_postgresql(element: _JsonInstant, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    (value,) = arguments(element, compiler, kw)
    return f"""to_char({value} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')"""


@compiles(_JsonInstant, "sqlite")
def _instant_sqlite(element: _JsonInstant, compiler: SQLCompiler, **kw: Any) -> str:  # noqa: ANN401
    return arguments(element, compiler, kw)[0]
