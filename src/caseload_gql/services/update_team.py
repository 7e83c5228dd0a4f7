"""Use case: a team is renamed."""

from caseload_gql.db.models import Team
from caseload_gql.domain.events import Event, EventType
from caseload_gql.domain.text import sort_key
from caseload_gql.errors import UserError
from caseload_gql.policy.actions import PRACTICE_WRITE
from caseload_gql.services.commands import UNCHANGED
from caseload_gql.services.journal import changes, subject
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.places import own_name
from caseload_gql.services.practice_commands import UpdateTeam
from caseload_gql.services.refusal import Refused, not_allowed
from caseload_gql.services.update_practice import lock_practice
from caseload_gql.services.write import Write


async def update_team(write: Write, command: UpdateTeam) -> Outcome:
    """Rename a team; its providers and supervisors stay. Raises `Refused`."""
    shown: dict[str, str | None] = {"team": command.team_id}
    await lock_practice(write)
    denied = await write.out_of_scope(PRACTICE_WRITE, Team, command.team_id, "teamId")
    if denied is not None:
        raise Refused([denied], shown)
    team = await write.unit.session.get_one(Team, command.team_id)
    problems: list[UserError] = []
    name = team.name
    if command.name is not UNCHANGED:
        name = await own_name(write, Team, command.name, problems, but=team.id)
    if problems:
        raise Refused(problems, shown)
    found = changes({"name": (team.name, name)})
    team.name, team.name_key = name, sort_key(name)
    await write.unit.session.flush()
    if not await write.within(PRACTICE_WRITE, Team, team.id):
        raise Refused([not_allowed("team", "name")], shown)
    if found:
        write.record(Event(EventType.TEAM_UPDATED, write.now(), changes=(subject("team", team.id), *found)))
    return Outcome(ids=shown)
