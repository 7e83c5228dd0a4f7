"""Copies of a PostgreSQL database that are used again: making one takes half a second, emptying it no time at all."""

import asyncio
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import asyncpg
from sqlalchemy import make_url

#: Changes with every change of a table, column, index, trigger, function or setting, however small: with the number of
#: the transaction that wrote the row of the catalog.
_SHAPE: Final = """
SELECT md5(string_agg(each, ',' ORDER BY each)) FROM (
  SELECT 'class ' || oid || ' ' || xmin FROM pg_class WHERE relnamespace = 'public'::regnamespace
  UNION ALL SELECT 'column ' || attrelid || ' ' || attnum || ' ' || a.xmin FROM pg_attribute AS a
    JOIN pg_class AS c ON c.oid = attrelid WHERE relnamespace = 'public'::regnamespace
  UNION ALL SELECT 'default ' || oid || ' ' || xmin FROM pg_attrdef
  UNION ALL SELECT 'constraint ' || oid || ' ' || xmin FROM pg_constraint
  UNION ALL SELECT 'trigger ' || oid || ' ' || xmin FROM pg_trigger
  UNION ALL SELECT 'function ' || oid || ' ' || xmin FROM pg_proc WHERE pronamespace = 'public'::regnamespace
  UNION ALL SELECT 'namespace ' || oid || ' ' || xmin FROM pg_namespace WHERE nspname NOT LIKE 'pg_t%'
  UNION ALL SELECT 'setting ' || setrole || ' ' || s.xmin FROM pg_db_role_setting AS s
    JOIN pg_database AS d ON d.oid = setdatabase WHERE datname = current_database()
) AS shapes (each)
"""
_TABLES: Final = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
_SIZE: Final = "SELECT pg_database_size(current_database())"
_PART: Final = """
SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
#: Rows that were deleted take room until PostgreSQL clears up after them.
_GROWN: Final = 3

Rows = Sequence[Sequence[Any]]


@dataclass
class Copies:
    """Copies of one database, each lent to one test after another; nobody may change, or be connected to, the first."""

    server: str
    source: str
    _shapes: dict[str, str] = field(default_factory=dict)
    _free: list[str] = field(default_factory=list)
    _kept: dict[str, Rows] = field(default_factory=dict)
    _size: int = 0

    @contextmanager
    def lent(self) -> Iterator[str]:
        """The name of a copy that nobody else uses; whoever is still connected afterwards is parted from it."""
        name = self._free.pop() if self._free else asyncio.run(self._made())
        try:
            yield name
        finally:
            asyncio.run(self._taken_back(name))

    def drop(self) -> None:
        """Drops the copies that nobody uses."""
        while self._free:
            asyncio.run(self._dropped(self._free.pop()))

    def _url(self, name: str) -> str:
        return make_url(self.server).set(database=name).render_as_string(hide_password=False)

    async def _made(self) -> str:
        name = f"caseload_test_{uuid.uuid4().hex}"
        connection = await asyncpg.connect(self.server)
        try:
            await connection.execute(f"CREATE DATABASE {name} TEMPLATE {self.source}")
        finally:
            await connection.close()
        connection = await asyncpg.connect(self._url(name))
        try:
            self._shapes[name] = await connection.fetchval(_SHAPE)
            if not self._kept:
                self._size = await connection.fetchval(_SIZE)
                for (table,) in await connection.fetch(_TABLES):
                    self._kept[table] = [tuple(row) for row in await connection.fetch(f'SELECT * FROM "{table}"')]
        finally:
            await connection.close()
        return name

    async def _taken_back(self, name: str) -> None:
        try:
            connection = await asyncpg.connect(self._url(name))
        except asyncpg.InvalidCatalogNameError:
            return
        try:
            again = await self._restored(connection, self._shapes[name])
        except asyncpg.InsufficientPrivilegeError:
            # A server that others lend need not let us put triggers off.
            again = False
        finally:
            await connection.close()
        if again:
            self._free.append(name)
        else:
            await self._dropped(name)

    async def _restored(self, connection: asyncpg.Connection, shape: str) -> bool:
        """Whether the copy holds again what it held at first, and nothing else."""
        await connection.execute(_PART)
        if await connection.fetchval(_SHAPE) != shape or await connection.fetchval(_SIZE) > _GROWN * self._size:
            return False
        async with connection.transaction():
            # No trigger and no foreign key asks anything.
            await connection.execute("SET LOCAL session_replication_role = replica")
            await connection.execute(";".join(f'DELETE FROM "{table}"' for table in self._kept))
            for table, rows in self._kept.items():
                if rows:
                    await connection.copy_records_to_table(table, records=rows)
        return True

    async def _dropped(self, name: str) -> None:
        connection = await asyncpg.connect(self.server)
        try:
            await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        finally:
            await connection.close()
