"""INSERTs of rows that may be there already, and of many rows, in the words of each database."""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, Final

from sqlalchemy import Dialect, Executable, Insert, Table, inspect
from sqlalchemy.dialects import postgresql, sqlite

_INSERTS: Final[Mapping[str, Any]] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
#: The parameters that SQLite takes in one statement, unless it was built for more.
_PARAMETERS: Final = 32_766
#: The rows that PostgreSQL's driver is given at a time.
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


def insert_many(dialect: Dialect, statement: str, rows: Sequence[tuple[Any, ...]]) -> tuple[str, Any]:
    """An INSERT of one row as one of many, with what it takes.

    PostgreSQL's driver sends them all in one go. SQLite has one statement for all: it is carried out in one step, in
    which others may run Python, and not begun anew for each row.
    """
    if dialect.name != "sqlite":
        return statement, rows
    _, _, places = statement.rpartition(" VALUES ")
    return statement + f", {places}" * (len(rows) - 1), tuple(chain.from_iterable(rows))
