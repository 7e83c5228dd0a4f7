"""The database as the rooms above see it: transactions for writes, plain driver connections for reads."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, Executable, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from caseload_gql.db.address import Address, parse_address
from caseload_gql.db.audit_key import KeySource
from caseload_gql.db.dialect.failures import is_conflict, is_full
from caseload_gql.db.driver import Driver, PostgresDriver, SqliteDriver
from caseload_gql.db.unit_of_work import UnitOfWork, transaction
from caseload_gql.errors import StorageFull
from caseload_gql.settings import Settings

BUSY_MILLISECONDS = 30_000
#: Holds what a large import changes, so that pages are not written and read again on the way.
CACHE_KIBIBYTES = 65_536
_WRITERS = 15

T = TypeVar("T")


class Database:
    """One practice's database. Made by ``open_database``; closed by ``close``."""

    def __init__(self, address: Address, *, statement_seconds: float, key: KeySource) -> None:
        """Prepare engines; nothing connects before the first statement."""
        self.address = address
        #: The key of the audit, read when it is first needed.
        self.keys = key.at(address)
        self.driver: Driver
        if address.path is not None:
            self.driver = SqliteDriver(address.path, statement_seconds)
            self._writer = _sqlite_engine(address, immediate=True)
            self._reader = _sqlite_engine(address, immediate=False)
            self._snapshots = self._reader
            self._queue: AbstractAsyncContextManager[object] = asyncio.Lock()
        else:
            self.driver = PostgresDriver(address.dsn or "", statement_seconds)
            self._writer = _postgres_engine(address, statement_seconds)
            self._reader = self._writer.execution_options(isolation_level="AUTOCOMMIT")
            self._snapshots = self._writer.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
            self._queue = asyncio.Semaphore(_WRITERS)

    async def write(self, work: Callable[[UnitOfWork], Awaitable[T]], *, attempts: int = 6) -> T:
        """Run ``work`` in one transaction and commit; lost races are rerun up to ``attempts`` times.

        Whatever ``work`` raises rolls everything back and is raised to the caller. Raises ``StorageFull`` when the
        disk is full; nothing was changed then.
        """
        for attempt in range(attempts):
            try:
                async with self._queue, transaction(self._writer, self.keys) as unit:
                    return await work(unit)
            except DBAPIError as error:
                if is_full(error):
                    raise StorageFull from None
                if attempt + 1 == attempts or not is_conflict(error):
                    raise
            # Jitter keeps writers that collided from colliding again in step.
            await asyncio.sleep(random.uniform(0.002, 0.02) * (attempt + 1))  # noqa: S311  # no secret
        message = "attempts must be at least 1"
        raise ValueError(message)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection in autocommit, for services that read outside a transaction."""
        async with self._reader.connect() as connection:
            yield connection

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncConnection]:
        """A connection whose statements all read the moment of the first; it holds nobody up."""
        async with self._snapshots.connect() as connection:
            if self.address.is_sqlite:
                await connection.exec_driver_sql("BEGIN")
            yield connection
            await connection.rollback()

    async def rows(self, statement: Executable) -> Sequence[Any]:
        """The rows of one statement outside a transaction; the connection is held no longer than that."""
        async with self.read() as connection:
            return list(await connection.execute(statement))

    async def fold_log(self) -> bool:
        """Bring SQLite's log into its file and empty it, so that it holds no earlier state; waits for readers.

        Says whether it could be emptied; PostgreSQL keeps earlier rows until a vacuum, and answers True.
        """
        if not self.address.is_sqlite:
            return True
        (folded,) = await self.rows(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        return not folded.busy

    async def close(self) -> None:
        """Close every connection."""
        await self.driver.close()
        await self._reader.dispose()
        await self._writer.dispose()


def open_database(url: str, *, statement_seconds: float = 10.0, key: KeySource | None = None) -> Database:
    """Open the database at a URL. Raises ``ConfigurationError`` when the URL cannot be read.

    `key` says where the key of the audit comes from; without it, from where it lies unless said.
    """
    return Database(parse_address(url), statement_seconds=statement_seconds, key=key or KeySource())


def open_practice(settings: Settings) -> Database:
    """Open the database of the settings, with their key of the audit. Raises ``ConfigurationError`` as above."""
    key = KeySource(settings.audit_key, settings.audit_key_file)
    return open_database(settings.database_url, statement_seconds=settings.statement_seconds, key=key)


def _sqlite_engine(address: Address, *, immediate: bool) -> AsyncEngine:
    engine = create_async_engine(address.engine_url)

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        del record
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL" if immediate else "PRAGMA query_only = ON")
        cursor.execute("PRAGMA foreign_keys = ON")
        # What is erased or written over is zeroed in the file, not only forgotten.
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.execute(f"PRAGMA cache_size = -{CACHE_KIBIBYTES if immediate else 2_000}")
        cursor.close()

    if immediate:

        @event.listens_for(engine.sync_engine, "begin")
        def begin(connection: Connection) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _postgres_engine(address: Address, statement_seconds: float) -> AsyncEngine:
    return create_async_engine(
        address.engine_url,
        pool_size=5,
        max_overflow=10,
        connect_args={
            "server_settings": {
                "timezone": "UTC",
                "jit": "off",
                "statement_timeout": str(int(statement_seconds * 1000)),
                "lock_timeout": str(BUSY_MILLISECONDS),
            }
        },
    )
