"""Many rows of one table, inserted as plain tuples: the statement is made once, and no row's parameters by name."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import JSON, Dialect, Table, insert
from sqlalchemy.ext.asyncio import AsyncConnection

#: Rows in one statement's list: PostgreSQL's driver sends them in one go, SQLite's steps through them.
_CHUNK: Final = 2_000

#: Makes of a column's value what the driver takes.
Bind = Callable[[Any], Any]


async def insert_rows(connection: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, in order.

    All name the same columns, among them those with a default of ours: raises ``KeyError`` where one is left out.
    """
    if not rows:
        return
    dialect = connection.dialect
    compiled: Any = insert(table).compile(dialect=dialect, column_keys=list(rows[0]))
    binds = [(name, _bind(table, name, dialect)) for name in compiled.positiontup]
    for start in range(0, len(rows), _CHUNK):
        chunk = rows[start : start + _CHUNK]
        columns = [
            [row[name] for row in chunk] if bind is None else [bind(row[name]) for row in chunk] for name, bind in binds
        ]
        await connection.exec_driver_sql(compiled.string, list(zip(*columns, strict=True)))


def _bind(table: Table, name: str, dialect: Dialect) -> Bind | None:
    kind = table.c[name].type.dialect_impl(dialect)
    bind = kind.bind_processor(dialect)
    return bind if bind is None or isinstance(kind, JSON) else _remembering(bind)


def _remembering(bind: Bind) -> Bind:
    """Days, instants and words of a vocabulary come again and again within a column."""
    known: dict[Hashable, Any] = {}

    def bound(value: Any) -> Any:  # noqa: ANN401  # any column's
        if value not in known:
            known[value] = bind(value)
        return known[value]

    return bound
