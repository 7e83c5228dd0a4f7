"""The differences between SQLite and PostgreSQL in what a transaction locks: on SQLite it has locked everything."""

import hashlib

from sqlalchemy import Dialect, Executable, Table, func, inspect, select, text


def exclusive(dialect: Dialect, model: type) -> Executable | None:
    """What keeps all others from locking or changing a table's rows; None where the transaction does so already."""
    if dialect.name == "sqlite":
        return None
    table: Table = inspect(model).local_table
    return text(f"LOCK TABLE {table.name} IN EXCLUSIVE MODE")


def turn(dialect: Dialect, name: str) -> Executable | None:
    """What waits until no other transaction has the turn of that name; None where there is no other transaction."""
    if dialect.name == "sqlite":
        return None
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
    return select(func.pg_advisory_xact_lock(number))


def unhurried(dialect: Dialect) -> Executable | None:
    """What lifts the limit on statements' time until the end of the transaction; None where there is none."""
    return None if dialect.name == "sqlite" else text("SET LOCAL statement_timeout = 0")
