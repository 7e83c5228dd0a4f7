"""Use case: what a person may do changes, or whether they may sign in at all."""

from dataclasses import dataclass
from typing import Final

from caseload_gql.db.models import Team, User
from caseload_gql.domain.events import Event, EventType
from caseload_gql.domain.text import sort_key
from caseload_gql.domain.vocabulary import AccountRole
from caseload_gql.errors import UserError, UserErrorCode
from caseload_gql.policy.actions import READ, USERS_MANAGE
from caseload_gql.services import user_rows
from caseload_gql.services.commands import UNCHANGED
from caseload_gql.services.journal import changes, subject
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.practice_settings import not_cleared
from caseload_gql.services.refusal import Refused, not_allowed, problem
from caseload_gql.services.user_commands import UpdateUser
from caseload_gql.services.user_profile import company_roles, linkable, seen_teams
from caseload_gql.services.wording import cleaned
from caseload_gql.services.write import Write, could_be_id

_NEVER_CLEARED: Final = {"name": "name", "account_role": "accountRole", "disabled": "disabled"}


@dataclass(frozen=True, slots=True)
class _Standing:
    """What a user may be changed in."""

    name: str
    account_role: AccountRole
    company_roles: list[str]
    team_ids: list[str]
    provider_id: str | None
    disabled: bool


async def update_user(write: Write, command: UpdateUser) -> Outcome:
    """Change what was given and leave the rest. Raises `Refused`.

    A disabled person is shut out at once: sessions end, open links are spent, tokens stop working, on every worker.
    """
    shown: dict[str, str | None] = {"user": command.user_id}
    linked = command.provider_id
    await write.unit.lock_providers([linked] if isinstance(linked, str) and could_be_id(linked) else [])
    people = await user_rows.lock_people(write.unit, command.user_id if could_be_id(command.user_id) else "")
    denied = await write.out_of_scope(USERS_MANAGE, User, command.user_id, "userId")
    if denied is not None:
        raise Refused([denied], shown)
    user = people[command.user_id]
    before = await _standing(write, user)
    problems: list[UserError] = []
    after = await _told(write, command, before, problems)
    problems += _last_chief(list(people.values()), user, after)
    if problems:
        raise Refused(problems, shown)
    if after != before:
        await _carry_out(write, user, before, after)
        if not await write.within(USERS_MANAGE, User, user.id):
            raise Refused([not_allowed("user", "userId")], shown)
        _record(write, user.id, before, after)
    return Outcome(ids=shown)


async def _standing(write: Write, user: User) -> _Standing:
    team_ids = await user_rows.teams_of(write.unit, user.id)
    return _Standing(user.name, user.account_role, list(user.company_roles), team_ids, user.provider_id, user.disabled)


async def _told(write: Write, command: UpdateUser, before: _Standing, problems: list[UserError]) -> _Standing:
    """The user as they are to stand. Teams that the actor may not see stay as they are."""
    problems += [not_cleared(field) for name, field in _NEVER_CLEARED.items() if getattr(command, name) is None]
    name, roles, team_ids, provider_id = before.name, before.company_roles, before.team_ids, before.provider_id
    if isinstance(command.name, str):
        name = cleaned(command.name, problems, "name")
    if command.company_roles is not UNCHANGED:
        roles = company_roles(command.company_roles, problems)
    if command.team_ids is not UNCHANGED:
        unseen = [each for each in before.team_ids if not await write.within(READ, Team, each)]
        team_ids = sorted({*await seen_teams(write, command.team_ids, problems), *unseen})
    if command.provider_id is not UNCHANGED:
        provider_id = command.provider_id
        if provider_id is not None:
            await linkable(write, provider_id, problems, but=command.user_id)
    role = command.account_role if isinstance(command.account_role, AccountRole) else before.account_role
    disabled = command.disabled if isinstance(command.disabled, bool) else before.disabled
    return _Standing(name, role, roles, team_ids, provider_id, disabled)


def _last_chief(people: list[User], user: User, after: _Standing) -> list[UserError]:
    """The problem of a practice in which nobody could let anybody in any more."""
    stays = after.account_role in user_rows.CHIEFS and not after.disabled
    if stays or not user_rows.is_chief(user) or any(user_rows.is_chief(each) for each in people if each is not user):
        return []
    message = "This is the last ceo or admin who can sign in. Give the role to somebody else first."
    return [problem(UserErrorCode.CONFLICT, message, "disabled" if after.disabled else "accountRole")]


async def _carry_out(write: Write, user: User, before: _Standing, after: _Standing) -> None:
    user.name, user.name_key = after.name, sort_key(after.name)
    user.account_role, user.company_roles = after.account_role, after.company_roles
    user.provider_id, user.disabled = after.provider_id, after.disabled
    await write.unit.session.flush()
    await user_rows.set_teams(write.unit, user.id, before.team_ids, after.team_ids)
    if after.name != before.name:
        await user_rows.renew_words(write.unit, user)
    if after.disabled and not before.disabled:
        await user_rows.end_sessions(write.unit, user.id)
    write.unit.access_changed()


def _record(write: Write, user_id: str, before: _Standing, after: _Standing) -> None:
    found = changes(
        {
            "name": (before.name, after.name),
            "accountRole": (before.account_role, after.account_role),
            "companyRoles": (before.company_roles, after.company_roles),
            "teamIds": (before.team_ids, after.team_ids),
            "providerId": (before.provider_id, after.provider_id),
        }
    )
    if found:
        write.record(Event(EventType.USER_UPDATED, write.now(), changes=(subject("user", user_id), *found)))
    if after.disabled != before.disabled:
        kind = EventType.USER_DISABLED if after.disabled else EventType.USER_ENABLED
        shut = changes({"disabled": (before.disabled, after.disabled)})
        write.record(Event(kind, write.now(), changes=(subject("user", user_id), *shut)))
