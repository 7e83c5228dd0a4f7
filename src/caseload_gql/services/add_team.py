"""Use case: a team begins."""

from caseload_gql.db.ids import fresh_id
from caseload_gql.db.models import Team
from caseload_gql.domain.events import EventType
from caseload_gql.errors import UserError
from caseload_gql.services.journal import changes
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.places import keep_place, own_name
from caseload_gql.services.practice_commands import AddTeam
from caseload_gql.services.refusal import Refused
from caseload_gql.services.update_practice import lock_practice
from caseload_gql.services.write import Write


async def add_team(write: Write, command: AddTeam) -> Outcome:
    """Begin a team with nobody in it. Raises `Refused`."""
    await lock_practice(write.unit)
    team = Team(id=fresh_id("tem", write.now()))
    problems: list[UserError] = []
    team.name = await own_name(write, team, command.name, problems)
    if problems:
        raise Refused(problems)
    return await keep_place(write, team, EventType.TEAM_ADDED, changes({"name": (None, team.name)}), new=True)
