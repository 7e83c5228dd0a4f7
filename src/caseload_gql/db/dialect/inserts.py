"""An INSERT of rows that may be there already, in the words of each database."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Dialect, Executable, Insert, Table, inspect
from sqlalchemy.dialects import postgresql, sqlite

_INSERTS: Final[Mapping[str, Any]] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


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
