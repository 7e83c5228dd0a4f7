"""Use case: a team is renamed."""

from caseload_gql.db.models import Team
from caseload_gql.domain.events import EventType
from caseload_gql.errors import UserError
from caseload_gql.services.journal import changes
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.places import hold_place, keep_place, own_name
from caseload_gql.services.practice_commands import UpdateTeam
from caseload_gql.services.refusal import Refused
from caseload_gql.services.write import Write


async def update_team(write: Write, command: UpdateTeam) -> Outcome:
    """Rename a team; its providers and supervisors stay. Raises `Refused`."""
    team = await hold_place(write, Team, command.team_id)
    problems: list[UserError] = []
    name = await own_name(write, team, command.name, problems)
    if problems:
        raise Refused(problems, {"team": team.id})
    before, team.name = team.name, name
    return await keep_place(write, team, EventType.TEAM_UPDATED, changes({"name": (before, name)}))
