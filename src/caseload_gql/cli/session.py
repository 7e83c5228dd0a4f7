"""One command's time with the database: opened, checked, used, closed."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from caseload_gql.db import migrate
from caseload_gql.db.engine import Database, open_database
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.errors import CaseloadError
from caseload_gql.identity.author import Author
from caseload_gql.settings import Settings

T = TypeVar("T")

#: Who the audit names for changes made on the command line.
OPERATOR = Author(user_id=None, name="command line", door="cli")


def with_database(settings: Settings, work: Callable[[Database], Awaitable[T]]) -> T:
    """Run `work` on the database of the settings.

    Raises ``DatabaseNotReady`` or ``ConfigurationError`` with a sentence where it cannot be used.
    """
    migrate.check(settings.database_url)

    async def run() -> T:
        database = open_database(settings.database_url, statement_seconds=settings.statement_seconds)
        try:
            return await work(database)
        finally:
            await database.close()

    try:
        return asyncio.run(run())
    except DBAPIError as error:
        kind = type(error.orig or error).__name__
        message = f"The database refused the change ({kind}); nothing was changed. Run 'caseload check'."
        raise CaseloadError(message) from error


def write(settings: Settings, work: Callable[[UnitOfWork], Awaitable[T]]) -> T:
    """Run `work` in one transaction on the database of the settings."""
    return with_database(settings, lambda database: database.write(work))
