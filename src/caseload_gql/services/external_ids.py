"""The practice's own keys of clients and providers: each is one row's, and the index is the judge of who came first."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from caseload_gql.db.models import Client, Provider
from caseload_gql.errors import UserError, UserErrorCode
from caseload_gql.services.refusal import Refused, problem
from caseload_gql.services.write import Write


async def key_conflicts(
    write: Write, model: type[Client | Provider], key: str | None, but: str | None = None
) -> list[UserError]:
    """The problem of a key that a row of the model has already, unless it is the row of the id `but`."""
    if not key:
        return []
    holder = await write.unit.session.scalar(select(model.id).where(model.external_id == key))
    return [] if holder in {None, but} else [_conflict(model)]


async def flush_keyed(write: Write, row: Client | Provider, shown: dict[str, str | None] | None = None) -> None:
    """Write a row. Raises `Refused` where somebody else took its key since it was looked for."""
    model = type(row)
    try:
        await write.unit.session.flush()
    except IntegrityError as error:
        if "external_id" not in str(error.orig):
            raise
        raise Refused([_conflict(model)], shown) from error


def _conflict(model: type[Client | Provider]) -> UserError:
    message = f"Another {model.__name__.lower()} has this externalId. Send one that is not in use, or none."
    return problem(UserErrorCode.CONFLICT, message, "externalId")
