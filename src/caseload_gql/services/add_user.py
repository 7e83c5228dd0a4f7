"""Use case: a person is added who may then sign in."""

from sqlalchemy.exc import IntegrityError

from caseload_gql.db.ids import fresh_id
from caseload_gql.db.models import User
from caseload_gql.domain.events import Event, EventType
from caseload_gql.domain.text import sort_key
from caseload_gql.errors import UserError
from caseload_gql.policy.actions import USERS_MANAGE
from caseload_gql.services import user_rows
from caseload_gql.services.journal import changes
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.refusal import Refused, not_allowed
from caseload_gql.services.user_commands import AddUser
from caseload_gql.services.user_profile import company_roles, email_taken, free_email, linkable, seen_teams
from caseload_gql.services.wording import cleaned
from caseload_gql.services.write import Write, could_be_id


async def add_user(write: Write, command: AddUser) -> Outcome:
    """Add a person with roles, teams and the provider they are. Raises `Refused`."""
    provider_id = command.provider_id
    await write.unit.lock_providers([provider_id] if provider_id and could_be_id(provider_id) else [])
    problems: list[UserError] = []
    name = cleaned(command.name, problems, "name")
    user = User(
        id=fresh_id("usr", write.now()),
        name=name,
        name_key=sort_key(name),
        email=await free_email(write, command.email, problems),
        account_role=command.account_role,
        company_roles=company_roles(command.company_roles, problems),
        provider_id=provider_id,
        disabled=False,
    )
    team_ids = await seen_teams(write, command.team_ids, problems)
    if provider_id is not None:
        await linkable(write, provider_id, problems)
    if problems:
        raise Refused(problems)
    await _insert(write, user, team_ids)
    if not await write.within(USERS_MANAGE, User, user.id):
        raise Refused([not_allowed("user")])
    write.unit.access_changed()
    _record(write, user, team_ids)
    return Outcome(ids={"user": user.id})


async def _insert(write: Write, user: User, team_ids: list[str]) -> None:
    write.unit.session.add(user)
    try:
        await write.unit.session.flush()
    except IntegrityError as error:
        # Somebody else added a person with this email since it was looked for: the index is the judge.
        if "email" not in str(error.orig):
            raise
        raise Refused([email_taken()]) from error
    await user_rows.insert_words(write.unit, user)
    await user_rows.insert_teams(write.unit, user.id, team_ids)


def _record(write: Write, user: User, team_ids: list[str]) -> None:
    found = changes(
        {
            "user": (None, user.id),
            "name": (None, user.name),
            "email": (None, user.email),
            "accountRole": (None, user.account_role),
            "companyRoles": (None, user.company_roles),
            "teamIds": (None, team_ids),
            "providerId": (None, user.provider_id),
        }
    )
    write.record(Event(EventType.USER_ADDED, write.now(), changes=found))
