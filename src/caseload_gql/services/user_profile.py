"""What was said of a person, checked field by field; every problem is told."""

from collections.abc import Sequence

from sqlalchemy import select

from caseload_gql.db.models import Provider, Team, User
from caseload_gql.domain.person import clean_company_role, clean_email
from caseload_gql.errors import InvalidValue, UserError, UserErrorCode
from caseload_gql.policy.actions import READ
from caseload_gql.services.refusal import problem
from caseload_gql.services.wording import too_many
from caseload_gql.services.write import Write


async def free_email(write: Write, given: str, problems: list[UserError]) -> str:
    """The email in its one form, which nobody has yet, enabled or not."""
    try:
        email = clean_email(given)
    except InvalidValue as error:
        problems.append(problem(UserErrorCode.INVALID, error.message, "email"))
        return ""
    if await write.unit.session.scalar(select(User.id).where(User.email == email)) is not None:
        problems.append(email_taken())
    return email


def email_taken() -> UserError:
    """The email is another person's."""
    return problem(UserErrorCode.CONFLICT, "There is a user with this email already.", "email")


def company_roles(given: Sequence[str] | None, problems: list[UserError]) -> list[str]:
    """The roles, each once, sorted."""
    crowded = too_many(given or (), "companyRoles")
    if crowded is not None:
        problems.append(crowded)
        return []
    roles = set()
    for at, text in enumerate(given or ()):
        try:
            roles.add(clean_company_role(text))
        except InvalidValue as error:
            problems.append(problem(UserErrorCode.INVALID, error.message, "companyRoles", str(at)))
    return sorted(roles)


async def seen_teams(write: Write, given: Sequence[str] | None, problems: list[UserError]) -> list[str]:
    """The ids of the teams, each once, sorted; all of them in the actor's sight."""
    crowded = too_many(given or (), "teamIds")
    if crowded is not None:
        problems.append(crowded)
        return []
    for at, team_id in enumerate(given or ()):
        unseen = await write.out_of_scope(READ, Team, team_id, "teamIds", str(at))
        problems += [] if unseen is None else [unseen]
    return sorted(set(given or ()))


async def linkable(write: Write, provider_id: str, problems: list[UserError], but: str = "") -> None:
    """Add a problem unless the provider is in sight and linked to nobody, or to the one user `but`.

    A provider is one person, and so is a user. The provider is locked, so that no two are linked to it at once.
    """
    unseen = await write.out_of_scope(READ, Provider, provider_id, "providerId")
    if unseen is not None:
        problems.append(unseen)
        return
    linked = select(User.id).where(User.provider_id == provider_id, User.id != but).limit(1)
    if await write.unit.session.scalar(linked) is not None:
        message = "Another user is linked to this provider. Unlink that user first, disabled or not."
        problems.append(problem(UserErrorCode.CONFLICT, message, "providerId"))
