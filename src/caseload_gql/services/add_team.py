"""Use case: a team begins."""

from caseload_gql.db.ids import fresh_id
from caseload_gql.db.models import Team
from caseload_gql.domain.events import Event, EventType
from caseload_gql.domain.text import sort_key
from caseload_gql.errors import UserError
from caseload_gql.policy.actions import PRACTICE_WRITE
from caseload_gql.services.journal import changes
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.places import own_name
from caseload_gql.services.practice_commands import AddTeam
from caseload_gql.services.refusal import Refused, not_allowed
from caseload_gql.services.update_practice import lock_practice
from caseload_gql.services.write import Write


async def add_team(write: Write, command: AddTeam) -> Outcome:
    """Begin a team with nobody in it. Raises `Refused`."""
    await lock_practice(write)
    problems: list[UserError] = []
    name = await own_name(write, Team, command.name, problems)
    if problems:
        raise Refused(problems)
    team = Team(id=fresh_id("tem", write.now()), name=name, name_key=sort_key(name))
    write.unit.session.add(team)
    await write.unit.session.flush()
    if not await write.within(PRACTICE_WRITE, Team, team.id):
        raise Refused([not_allowed("team", "name")])
    found = changes({"team": (None, team.id), "name": (None, name)})
    write.record(Event(EventType.TEAM_ADDED, write.now(), changes=found))
    return Outcome(ids={"team": team.id})
