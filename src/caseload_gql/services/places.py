"""What teams and locations have in common: a name of their own."""

from sqlalchemy import select

from caseload_gql.db.models import Location, Team
from caseload_gql.domain.text import sort_key
from caseload_gql.errors import UserError, UserErrorCode
from caseload_gql.services.practice_settings import not_cleared
from caseload_gql.services.refusal import problem
from caseload_gql.services.wording import cleaned
from caseload_gql.services.write import Write


async def own_name(
    write: Write, model: type[Team | Location], name: str | None, problems: list[UserError], but: str | None = None
) -> str:
    """The cleaned name, which no other place of the kind bears, case and accents aside; `but` is the one that is named.

    Files and commands name places by it. The practice is locked, so that no two are given the same name at once.
    """
    if name is None:
        problems.append(not_cleared("name"))
        return ""
    clean = cleaned(name, problems, "name")
    taken = select(model.id).where(model.name_key == sort_key(clean), model.id != (but or "")).limit(1)
    if clean and await write.unit.session.scalar(taken) is not None:
        message = f"Another {model.__name__.lower()} has this name, case and accents aside. Choose another name."
        problems.append(problem(UserErrorCode.CONFLICT, message, "name"))
    return clean
