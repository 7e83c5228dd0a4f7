"""Bring a database to the schema this version knows, and say whether it is there."""

import asyncio
import os
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeVar

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, inspect, select
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from caseload_gql.db.address import Address, parse_address
from caseload_gql.db.ids import fresh_id
from caseload_gql.db.models import AccessEpoch, EventCounter, Practice
from caseload_gql.domain.vocabulary import SupervisorAccess
from caseload_gql.errors import ConfigurationError, DatabaseNotReady

T = TypeVar("T")

HOW_TO_UPGRADE = "Run 'caseload db upgrade'."


def upgrade(url: str) -> None:
    """Create or upgrade the schema, and the rows that every practice has.

    Raises ``ConfigurationError`` when the database cannot be reached or is not one of ours.
    """
    address = parse_address(url)
    if address.path is not None:
        _make_private(address.path)
    _on_connection(address, _upgrade)


def check(url: str) -> None:
    """Raise ``DatabaseNotReady`` unless the database has exactly the schema this version knows."""
    address = parse_address(url)
    if address.path is not None and not address.path.exists():
        message = f"There is no database yet. {HOW_TO_UPGRADE}"
        raise DatabaseNotReady(message)
    found = _on_connection(address, _revision)
    if found is None:
        message = f"The database is empty. {HOW_TO_UPGRADE}"
        raise DatabaseNotReady(message)
    if found != head():
        known = {script.revision for script in _scripts().walk_revisions()}
        what = "an older schema" if found in known else "a schema that this version does not know"
        then = HOW_TO_UPGRADE if found in known else "Install the version of caseload-gql that made it, or a newer one."
        message = f"The database has {what} ({found}). {then}"
        raise DatabaseNotReady(message)


#: The oldest version of each database that answers the planner's statements.
LEAST: Final = {"postgresql": ("PostgreSQL", (16,)), "sqlite": ("SQLite", (3, 38))}


def head() -> str:
    """The revision this version knows."""
    revision = _scripts().get_current_head()
    if revision is None:
        message = "no migrations are installed"
        raise LookupError(message)
    return revision


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.set_main_option("path_separator", "os")
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _upgrade(connection: Connection) -> None:
    if _revision(connection) is None and inspect(connection).get_table_names():
        message = "The database holds tables of something else. Give caseload a database of its own."
        raise ConfigurationError(message)
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    _found(connection)


def _found(connection: Connection) -> None:
    """Insert the rows that every practice has, unless they are there."""
    if connection.scalar(select(AccessEpoch.epoch)) is None:
        connection.execute(insert(AccessEpoch).values(id=1, epoch=1))
    if connection.scalar(select(EventCounter.last)) is None:
        connection.execute(insert(EventCounter).values(id=1, last=0))
    if connection.scalar(select(Practice.id)) is None:
        connection.execute(
            insert(Practice).values(
                id=fresh_id("prc", datetime.now(UTC)),
                singleton=1,
                name="My practice",
                time_zone="UTC",
                nearing_ten_thousandths=8500,
                wait_target_days=14,
                supervisor_access=SupervisorAccess.WRITE,
                scorer_weights={},
                gate_modes={},
            )
        )


def _make_private(path: Path) -> None:
    """Create the file so that only its owner reads it: it will hold health data."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        message = f"The database file cannot be made ({error.strerror}). Choose a folder that you may write to."
        raise ConfigurationError(message) from error


def _on_connection(address: Address, work: Callable[[Connection], T]) -> T:
    async def run() -> T:
        engine = create_async_engine(address.engine_url)
        try:
            async with engine.begin() as connection:
                await connection.run_sync(_require_version)
                return await connection.run_sync(work)
        finally:
            await engine.dispose()

    try:
        return asyncio.run(run())
    except (SQLAlchemyError, sqlite3.Error, asyncpg.PostgresError, OSError) as error:
        raise ConfigurationError(_why(address, error)) from error


def _require_version(connection: Connection) -> None:
    version = connection.dialect.server_version_info or ()
    refuse_old(connection.dialect.name, tuple(int(part) for part in version))


def refuse_old(database: str, version: tuple[int, ...]) -> None:
    """Raise ``ConfigurationError`` for a database older than reads need: `JSON_OBJECT`, JSON functions."""
    name, least = LEAST[database]
    if version < least:
        wanted, found = (".".join(map(str, each)) for each in (least, version))
        message = f"{name} {wanted} or newer is needed; this is {found}. Upgrade it, or use another database."
        raise ConfigurationError(message)


def _why(address: Address, error: Exception) -> str:
    if address.is_sqlite:
        broken = "not a database" in str(error) or "malformed" in str(error)
        if broken:
            return (
                "The database file is broken or is not an SQLite database. Restore it from a backup or choose another."
            )
        return "The database file cannot be opened. Check that it exists and that you may read and write it."
    kind = type(error.orig if isinstance(error, DBAPIError) and error.orig else error).__name__
    return f"The database server does not let us in ({kind}). Check host, name, user and password of the database URL."
