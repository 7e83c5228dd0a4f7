"""Rows on their way into the database, gathered by table and inserted in bulk."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Table

from caseload_gql.db.bulk import insert_rows
from caseload_gql.db.models import Base
from caseload_gql.db.unit_of_work import UnitOfWork

Target = type[Base] | Table


class Rows:
    """Rows by table, in the order in which tables and rows were added."""

    def __init__(self) -> None:
        """Start with none."""
        self._by_target: dict[Target, list[Mapping[str, Any]]] = {}

    def add(self, target: Target, **row: Any) -> None:  # noqa: ANN401  # a row holds whatever its columns hold
        """Add one row; every row of a table names the same columns."""
        self._by_target.setdefault(target, []).append(row)

    def extend(self, target: Target, rows: Iterable[Mapping[str, Any]]) -> None:
        """Add rows made elsewhere."""
        self._by_target.setdefault(target, []).extend(rows)

    def ids(self, target: Target) -> list[str]:
        """The ids of a table's rows, in order."""
        return [row["id"] for row in self._by_target.get(target, [])]

    def last(self, target: Target) -> Mapping[str, Any]:
        """The row of a table that was added last."""
        return self._by_target[target][-1]

    async def insert(self, unit: UnitOfWork, *order: Target) -> None:
        """Insert everything: the tables of `order` first, then the others as they were added."""
        await self.insert_only(unit, *dict.fromkeys((*order, *self._by_target)))

    async def insert_only(self, unit: UnitOfWork, *targets: Target) -> None:
        """Insert the rows of some tables, in that order; the others wait."""
        connection = await unit.session.connection()
        for target in targets:
            rows = self._by_target.pop(target, [])
            await insert_rows(connection, target if isinstance(target, Table) else target.__table__, rows)
