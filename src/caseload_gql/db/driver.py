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

READERS = 4


class Driver(Protocol):
    """Runs one compiled SELECT and returns its first row."""

    dialect: Dialect

    async def fetch(self, statement: str, parameters: Sequence[Any]) -> tuple[Any, ...]:
        """Run the statement; it must return a row."""
        ...

    async def close(self) -> None:
        """Close every connection."""
        ...


class PostgresDriver:
    """asyncpg connections in autocommit."""

    def __init__(self, dsn: str, statement_seconds: float) -> None:
        """Connects at the first statement."""
        self.dialect: Dialect = PGDialect_asyncpg()  # type: ignore[no-untyped-call]  # SQLAlchemy's own
        self._dsn = dsn
        self._limit = statement_seconds
        self._pool: asyncpg.Pool | None = None
        self._opening = asyncio.Lock()

    async def fetch(self, statement: str, parameters: Sequence[Any]) -> tuple[Any, ...]:
        """Run the statement; it must return a row."""
        pool = self._pool or await self._open()
        row = await pool.fetchrow(statement, *parameters)
        if row is None:
            message = "the statement returned no row"
            raise LookupError(message)
        return tuple(row)

    async def close(self) -> None:
        """Close every connection."""
        if self._pool is not None:
            await self._pool.close()
            self._pool = None

    async def _open(self) -> asyncpg.Pool:
        async with self._opening:
            if self._pool is None:
                self._pool = await asyncpg.create_pool(
                    self._dsn,
                    min_size=0,
                    max_size=10,
                    server_settings={
                        "timezone": "UTC",
                        "jit": "off",
                        "default_transaction_read_only": "on",
                        "statement_timeout": str(int(self._limit * 1000)),
                    },
                )
            return self._pool


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

    async def close(self) -> None:
        """Close every connection."""
        self._threads.shutdown()
        for connection in self._opened:
            connection.close()
        self._opened.clear()

    def _run(self, statement: str, parameters: tuple[Any, ...]) -> tuple[Any, ...]:
        connection = self._connection()
        deadline = time.monotonic() + self._limit
        connection.set_progress_handler(lambda: int(time.monotonic() > deadline), 20_000)
        row: tuple[Any, ...] | None = connection.execute(statement, parameters).fetchone()
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
            self._local.connection = connection
            self._opened.append(connection)
        return connection
