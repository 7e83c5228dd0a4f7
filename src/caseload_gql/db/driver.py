"""Plain driver connections for the planner's statements: one row in, one row out, nothing in between."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

import asyncpg
from sqlalchemy import Dialect
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite

from caseload_gql.errors import ConfigurationError, QueryTooComplex

READERS = 4
CONNECTIONS = 10
#: Prepared statements a connection keeps.
STATEMENTS = 256
TOO_LONG = "This operation takes too long to answer. Ask for smaller pages or fewer fields at once."
TOO_DEEP = (
    "This operation is nested more deeply than the embedded database can read. "
    "Ask for fewer levels, and go on from an id in another request."
)
#: What SQLite says where an operation asks for too much. Its parser (before 3.46) has room for a hundred open symbols.
_REASONS = {"interrupted": TOO_LONG, "parser stack overflow": TOO_DEEP}


class Driver(Protocol):
    """Runs one compiled SELECT and returns its first row."""

    dialect: Dialect

    async def fetch(self, statement: str, parameters: Sequence[Any]) -> tuple[Any, ...]:
        """Run the statement; it must return a row."""
        ...

    async def explain(self, statement: str, parameters: Sequence[Any], *, analyze: bool) -> list[str]:
        """How the database carries the statement out, a line each; with ``analyze`` it does so, and tells the times.

        Raises ``ConfigurationError`` for ``analyze`` where the database cannot.
        """
        ...

    async def close(self) -> None:
        """Close every connection."""
        ...


class PostgresDriver:
    """asyncpg connections in autocommit, kept on a stack: nothing is asked of the server but the statement itself.

    Every statement is one read in a transaction of its own, so that there is nothing to reset between two of them. A
    connection on which one failed is closed.
    """

    def __init__(self, dsn: str, statement_seconds: float) -> None:
        """Connects at the first statement."""
        self.dialect: Dialect = PGDialect_asyncpg()  # type: ignore[no-untyped-call]  # SQLAlchemy's own
        self._dsn = dsn
        self._limit = statement_seconds
        self._idle: list[asyncpg.Connection] = []
        self._free = asyncio.Semaphore(CONNECTIONS)

    async def fetch(self, statement: str, parameters: Sequence[Any]) -> tuple[Any, ...]:
        """Run the statement; it must return a row. JSON comes as bytes."""
        async with self._free:
            connection = await self._connection()
            try:
                row = await connection.fetchrow(statement, *parameters)
            except asyncpg.QueryCanceledError as error:
                connection.terminate()
                raise QueryTooComplex(TOO_LONG) from error
            except BaseException:
                connection.terminate()
                raise
            self._idle.append(connection)
        if row is None:
            message = "the statement returned no row"
            raise LookupError(message)
        return tuple(row)

    async def explain(self, statement: str, parameters: Sequence[Any], *, analyze: bool) -> list[str]:
        """PostgreSQL's plan for these very values, on a connection of its own."""
        connection = await self._open()
        how = "ANALYZE, BUFFERS" if analyze else "COSTS"
        try:
            rows = await connection.fetch(f"EXPLAIN ({how}) {statement}", *parameters)
        except asyncpg.QueryCanceledError as error:
            raise QueryTooComplex(TOO_LONG) from error
        finally:
            await connection.close()
        return [str(row[0]) for row in rows]

    async def close(self) -> None:
        """Close every connection."""
        while self._idle:
            await self._idle.pop().close()

    async def _connection(self) -> asyncpg.Connection:
        while self._idle:
            connection = self._idle.pop()
            if not connection.is_closed():
                return connection
        return await self._open()

    async def _open(self) -> asyncpg.Connection:
        connection = await asyncpg.connect(
            self._dsn,
            statement_cache_size=STATEMENTS,
            max_cacheable_statement_size=0,
            server_settings={
                "timezone": "UTC",
                "jit": "off",
                "default_transaction_read_only": "on",
                "statement_timeout": str(int(self._limit * 1000)),
            },
        )
        # The text of a document goes into the answer as it is: no decoding, no encoding.
        await connection.set_type_codec("json", schema="pg_catalog", encoder=bytes, decoder=bytes, format="binary")
        return connection


class SqliteDriver:
    """Read-only connections, one a thread, so that a long read never holds the event loop."""

    def __init__(self, path: Path, statement_seconds: float) -> None:
        """Connects at the first statement."""
        self.dialect: Dialect = SQLiteDialect_aiosqlite()
        self._path = path
        self._limit = statement_seconds
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._threads = ThreadPoolExecutor(READERS, thread_name_prefix="sqlite-read")

    async def fetch(self, statement: str, parameters: Sequence[Any]) -> tuple[Any, ...]:
        """Run the statement; it must return a row. One that runs too long is interrupted."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._run, statement, tuple(parameters))

    async def explain(self, statement: str, parameters: Sequence[Any], *, analyze: bool) -> list[str]:
        """SQLite's plan, indented by what belongs to what."""
        if analyze:
            message = "The embedded database tells its plan, but not what each step takes. Leave --analyze out."
            raise ConfigurationError(message)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._explain, statement, tuple(parameters))

    async def close(self) -> None:
        """Close every connection."""
        self._threads.shutdown()
        for connection in self._opened:
            connection.close()
        self._opened.clear()

    def _explain(self, statement: str, parameters: tuple[Any, ...]) -> list[str]:
        depths = {0: -1}
        lines: list[str] = []
        try:
            steps = self._connection().execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
        except sqlite3.OperationalError as error:
            _refuse_too_complex(error)
            raise
        for step, above, _, detail in steps:
            depths[step] = depths[above] + 1
            lines.append("  " * depths[step] + detail.decode())
        return lines

    def _run(self, statement: str, parameters: tuple[Any, ...]) -> tuple[Any, ...]:
        connection = self._connection()
        deadline = time.monotonic() + self._limit
        connection.set_progress_handler(lambda: int(time.monotonic() > deadline), 20_000)
        try:
            row: tuple[Any, ...] | None = connection.execute(statement, parameters).fetchone()
        except sqlite3.OperationalError as error:
            _refuse_too_complex(error)
            raise
        if row is None:
            message = "the statement returned no row"
            raise LookupError(message)
        return row

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(
                f"{self._path.as_uri()}?mode=rw", uri=True, isolation_level=None, check_same_thread=False
            )
            for pragma in ("query_only = ON", "busy_timeout = 5000", "mmap_size = 268435456", "cache_size = -16000"):
                connection.execute(f"PRAGMA {pragma}")
            connection.text_factory = bytes
            self._local.connection = connection
            self._opened.append(connection)
        return connection


def _refuse_too_complex(error: sqlite3.OperationalError) -> None:
    """Say what is too much for SQLite, where that is what went wrong."""
    reason = _REASONS.get(str(error))
    if reason is not None:
        raise QueryTooComplex(reason) from error
