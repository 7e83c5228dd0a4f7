"""One command's time with the database: opened, checked, used, closed."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import click
from sqlalchemy.exc import DBAPIError

from caseload_gql.db import migrate
from caseload_gql.db.engine import Database, open_practice
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.domain.person import clean_email
from caseload_gql.domain.vocabulary import AccountRole
from caseload_gql.errors import CaseloadError, InvalidValue
from caseload_gql.identity.author import Author
from caseload_gql.identity.users import list_users
from caseload_gql.settings import Settings

T = TypeVar("T")

#: Who the audit names for changes made on the command line.
OPERATOR = Author(user_id=None, name="operator", door="cli")
_ADMINISTRATORS: Final = frozenset({AccountRole.CEO.value, AccountRole.ADMIN.value})


def with_database(settings: Settings, work: Callable[[Database], Awaitable[T]]) -> T:
    """Run `work` on the database of the settings.

    Raises ``DatabaseNotReady`` or ``ConfigurationError`` with a sentence where it cannot be used.
    """
    migrate.check(settings.database_url)

    async def run() -> T:
        database = open_practice(settings)
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


async def author(database: Database, email: str | None) -> Author:
    """Who the audit names for a command: the person with the email, else the command line.

    Raises ``InvalidValue`` where nobody enabled has the email.
    """
    if email is None:
        return OPERATOR
    wanted = clean_email(email)
    for person in await list_users(database):
        if person.email == wanted and not person.disabled:
            return Author(person.id, person.name, OPERATOR.door)
    message = f"There is no enabled user with the email {wanted}. 'caseload user list' shows all."
    raise InvalidValue(message)


async def administrator(database: Database) -> str:
    """The email of the first administrator, told to whoever runs the command. Raises ``InvalidValue`` without one."""
    people = [each for each in await list_users(database) if each.account_role in _ADMINISTRATORS]
    emails = sorted(each.email for each in people if not each.disabled)
    if not emails:
        message = "There is no administrator to read as. Name somebody."
        raise InvalidValue(message)
    click.echo(f"As {emails[0]}.", err=True)
    return emails[0]
