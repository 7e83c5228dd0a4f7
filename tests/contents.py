"""What a database holds, as texts to compare before and after: asked for in one statement, as it is asked often."""

from collections.abc import Collection
from functools import cache
from typing import Final

from sqlalchemy import Column, Table, TextClause, text

from caseload_gql.db.engine import Database
from caseload_gql.db.models import Base

#: When people were last seen, and who read what: written beside whatever is asked.
BESIDE: Final = frozenset({"last_seen_at", "last_used_at", "client_read"})


async def contents(database: Database, without: Collection[str] = frozenset()) -> dict[str, list[str]]:
    """Every row by its table, sorted, but for the tables and columns of these names."""
    statement = _statement(frozenset(without), sqlite=database.address.is_sqlite)
    held: dict[str, list[str]] = {table.name: [] for table in Base.metadata.sorted_tables if table.name not in without}
    async with database.read() as connection:
        for name, row in await connection.execute(statement):
            held[name].append(row)
    return {name: sorted(rows) for name, rows in held.items()}


@cache
def _statement(without: frozenset[str], *, sqlite: bool) -> TextClause:
    tables = [table for table in Base.metadata.sorted_tables if table.name not in without]
    selects = [f"SELECT '{each.name}', {_row(each, without, sqlite=sqlite)} FROM \"{each.name}\"" for each in tables]
    return text(" UNION ALL ".join(selects))


def _row(table: Table, without: frozenset[str], *, sqlite: bool) -> str:
    """The text of a row, in which no two rows that differ are alike."""
    names = [_quoted(column) for column in table.columns if column.name not in without]
    return (
        " || ',' || ".join(f"quote({each})" for each in names) if sqlite else f"CAST(ROW({', '.join(names)}) AS text)"
    )


def _quoted(column: Column[object]) -> str:
    return f'"{column.name}"'
