"""How an import enters the audit."""

from caseload_gql.domain.events import Event
from caseload_gql.services.importing.roster import Roster

DOOR = "import"


def record(roster: Roster, event: Event) -> None:
    """Keep an event; nobody is signed in on the command line."""
    roster.unit.record(event, actor_id=None, actor_name="command line", door=DOOR)
