"""Many rows of one table, inserted column by column: the statement is made once, and no row's parameters by name."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import JSON, Dialect, Table, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from caseload_gql.db.dialect.inserts import insert_many, rows_at_once

#: Values of one column that are remembered.
_REMEMBERED: Final = 8_192

#: Makes of a column's value what the driver takes.
Bind = Callable[[Any], Any]


async def insert_rows(connection: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, in order.

    All name the same columns, among them those with a default of ours: raises ``KeyError`` where one is left out.
    """
    if not rows:
        return
    dialect = connection.dialect
    insertion = _insertion(table, tuple(rows[0]), dialect)
    step = rows_at_once(dialect, len(rows[0]))
    for start in range(0, len(rows), step):
        columns = insertion.columns(rows[start : start + step])
        await connection.exec_driver_sql(*insert_many(dialect, insertion.statement, columns))


class _Insertion:
    """An INSERT of rows that name the same columns."""

    def __init__(self, table: Table, names: Sequence[str], dialect: Dialect) -> None:
        compiled: Any = insert(table).compile(dialect=dialect, column_keys=names)
        self.statement: str = compiled.string
        self._columns = [(itemgetter(name), _bind(table, name, dialect)) for name in compiled.positiontup]

    def columns(self, rows: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
        """The values of each column as the driver takes them."""
        return [
            list(map(value, rows) if bind is None else map(bind, map(value, rows))) for value, bind in self._columns
        ]


#: Made once for the rows of a table: an import has them by the thousand, and changes come one by one.
_insertion: Final = lru_cache(maxsize=256)(_Insertion)


def _bind(table: Table, name: str, dialect: Dialect) -> Bind | None:
    kind = table.c[name].type.dialect_impl(dialect)
    bind = kind.bind_processor(dialect)
    if bind is None:
        return None
    return _texts_remembered(bind) if isinstance(kind, JSON) else _Remembering(bind).__getitem__


def _texts_remembered(bind: Bind) -> Bind:
    """Lists of texts come again and again too, such as languages; of other documents hardly one is like another."""
    known = _Remembering(lambda texts: bind(list(texts)))

    def bound(value: Any) -> Any:  # noqa: ANN401  # any document
        if isinstance(value, list) and all(each.__class__ is str for each in value):
            return known[tuple(value)]
        return bind(value)

    return bound


class _Remembering(dict[Any, Any]):
    """Days, instants and words of a vocabulary come again and again within a column."""

    def __init__(self, bind: Bind) -> None:
        super().__init__()
        self._bind = bind

    def __missing__(self, value: Any) -> Any:  # noqa: ANN401  # any column's
        if len(self) >= _REMEMBERED:
            self.clear()
        self[value] = bound = self._bind(value)
        return bound
