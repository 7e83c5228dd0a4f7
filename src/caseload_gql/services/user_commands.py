"""What is asked about the practice's people: one frozen command each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from caseload_gql.domain.vocabulary import AccountRole
from caseload_gql.services.commands import UNCHANGED, Unchanged

#: The most days for which a token may be made; one without an end works until it is revoked.
DAYS_AT_MOST: Final = 3650


@dataclass(frozen=True, slots=True)
class AddUser:
    """Add a person, who may then sign in by a link."""

    name: str
    email: str
    account_role: AccountRole
    company_roles: Sequence[str] | None = None
    team_ids: Sequence[str] | None = None
    provider_id: str | None = None


@dataclass(frozen=True, slots=True)
class UpdateUser:
    """Change what a person may do: `UNCHANGED` leaves a field as it is, `None` clears it."""

    user_id: str
    name: str | Unchanged | None = UNCHANGED
    account_role: AccountRole | Unchanged | None = UNCHANGED
    company_roles: Sequence[str] | Unchanged | None = UNCHANGED
    team_ids: Sequence[str] | Unchanged | None = UNCHANGED
    provider_id: str | Unchanged | None = UNCHANGED
    disabled: bool | Unchanged | None = UNCHANGED


@dataclass(frozen=True, slots=True)
class CreateSignInLink:
    """Make a one-time link by which a person signs in."""

    user_id: str


@dataclass(frozen=True, slots=True)
class CreateToken:
    """Make a bearer token with which a program acts as a person; without `days` it works until it is revoked."""

    user_id: str
    label: str | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class RevokeToken:
    """End a bearer token."""

    token_id: str


@dataclass(frozen=True, slots=True)
class ImportUsers:
    """Add and change people as the lines of a file say: all of them, or none.

    `lines` are the cells by column, in the form in which columns are read, by the number of the line. `rehearsed`
    checks everything and changes nothing.
    """

    lines: Mapping[int, Mapping[str, object]]
    rehearsed: bool = False
