"""INSERTs of rows that may be there already, and of many rows, in the words of each database."""

import re
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, Final

from sqlalchemy import Dialect, Executable, Insert, Table, inspect
from sqlalchemy.dialects import postgresql, sqlite

_INSERTS: Final[Mapping[str, Any]] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
#: The parameters that SQLite takes in one statement, unless it was built for more.
_PARAMETERS: Final = 32_766
#: A place of PostgreSQL's, with its type where it is not a word of a vocabulary.
_PLACE: Final = re.compile(r"(\$[0-9]+)(?:::([A-Z ]+))?")
_COLLATION: Final = ' COLLATE "C"'
#: The rows that PostgreSQL is given at a time.
_ROWS: Final = 2_000


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


def rows_at_once(dialect: Dialect, columns: int) -> int:
    """How many rows of so many columns are inserted at a time."""
    return _PARAMETERS // columns if dialect.name == "sqlite" else _ROWS


def insert_many(dialect: Dialect, statement: str, columns: Sequence[Sequence[Any]]) -> tuple[str, tuple[Any, ...]]:
    """An INSERT of one row as one of many, with what it takes: the values of each column.

    SQLite has a place for each value, PostgreSQL an array for each column. Either carries one statement out for all
    rows, in place of beginning one anew for each; Python runs on meanwhile.
    """
    if len(columns[0]) == 1:
        return statement, tuple(value for (value,) in columns)
    into, _, places = statement.rpartition(" VALUES ")
    if dialect.name == "sqlite":
        values = ", ".join([places] * len(columns[0]))
        return f"{into} VALUES {values}", tuple(chain.from_iterable(zip(*columns, strict=True)))
    arrays = _PLACE.sub(_array, places.replace(_COLLATION, ""))
    return f"{into} SELECT * FROM unnest{arrays}", tuple(columns)  # noqa: S608  # of what SQLAlchemy has written


def _array(place: re.Match[str]) -> str:
    return f"{place[1]}::{place[2] or 'VARCHAR'}[]"
