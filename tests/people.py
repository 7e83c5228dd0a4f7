"""People of a practice, as the operator adds, disables and enables them."""

from typing import TYPE_CHECKING

from caseload_gql.bootstrap import operators_desk
from caseload_gql.db.engine import Database
from caseload_gql.domain.vocabulary import AccountRole
from caseload_gql.services.named import user_by_email
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.user_commands import AddUser, CreateSignInLink, CreateToken, UpdateUser
from caseload_gql.settings import Settings

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


async def operate(database: Database, command: "DataclassInstance", settings: Settings | None = None) -> Outcome:
    """What the operator asks for is done."""
    outcome = await (await operators_desk(settings or Settings(), database)).do(command)
    assert outcome.user_errors == ()
    return outcome


async def hire(
    database: Database, email: str, name: str, role: AccountRole = AccountRole.STAFF, *company_roles: str
) -> str:
    """Add somebody; their id."""
    return str((await operate(database, AddUser(name, email, role, company_roles))).ids["user"])


async def shut(database: Database, email: str, *, disabled: bool = True) -> None:
    """Disable somebody, or enable them again."""
    await operate(database, UpdateUser(await user_by_email(database, email), disabled=disabled))


async def secret_of_link(database: Database, user_id: str, minutes: int = 60) -> str:
    """The secret of a fresh sign-in link."""
    made = await operate(database, CreateSignInLink(user_id), Settings(link_minutes=minutes))
    return str(made.values["url"]).rpartition("/")[2]


async def token_for(database: Database, user_id: str) -> str:
    """The secret of a fresh bearer token."""
    return str((await operate(database, CreateToken(user_id))).values["secret"])
