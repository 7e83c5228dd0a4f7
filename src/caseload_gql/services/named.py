"""Rows as people name them in files and commands: users by email, teams and providers by name or id."""

from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy import Executable, or_, select

from caseload_gql.db.models import Provider, Team, User
from caseload_gql.domain.person import clean_email
from caseload_gql.domain.text import sort_key
from caseload_gql.errors import InvalidValue


class Reads(Protocol):
    """Answers one statement: a database, or a transaction in it."""

    async def rows(self, statement: Executable) -> Sequence[Any]:
        """The rows of the statement."""
        ...


async def user_by_email(reads: Reads, email: str) -> str:
    """The id of the user with an email. Raises ``InvalidValue`` if there is none."""
    return str((await _user(reads, email)).id)


async def enabled_user_by_email(reads: Reads, email: str) -> str:
    """The id of a user who may sign in. Raises ``InvalidValue`` if there is none or the user is disabled."""
    found = await _user(reads, email)
    if found.disabled:
        message = f"The user {clean_email(email)} is disabled and cannot sign in."
        raise InvalidValue(message)
    return str(found.id)


async def team_by_name(reads: Reads, text: str) -> str:
    """The id of the team of an id or name. Raises ``InvalidValue`` unless there is exactly one."""
    same = or_(Team.id == text, Team.name_key == sort_key(text))
    return await _only_one(reads, select(Team.id).where(same).limit(2), text, "team")


async def provider_by_name(reads: Reads, text: str) -> str:
    """The id of the provider of an id, external id or name. Raises ``InvalidValue`` unless there is exactly one."""
    same = or_(Provider.id == text, Provider.external_id == text, Provider.name_key == sort_key(text))
    return await _only_one(reads, select(Provider.id).where(same).limit(2), text, "provider")


async def _user(reads: Reads, email: str) -> Any:  # noqa: ANN401  # a row of two columns
    clean = clean_email(email)
    found = await reads.rows(select(User.id, User.disabled).where(User.email == clean))
    if not found:
        message = f"There is no user with the email {clean}. 'caseload user list' shows all."
        raise InvalidValue(message)
    return found[0]


async def _only_one(reads: Reads, statement: Executable, text: str, kind: str) -> str:
    ids = [] if "\0" in text else [row.id for row in await reads.rows(statement)]
    if not ids:
        message = f"There is no such {kind}. Name it by its id or its full name."
        raise InvalidValue(message)
    if len(ids) > 1:
        message = f"More than one {kind} goes by that name. Name it by its id."
        raise InvalidValue(message)
    return str(ids[0])
