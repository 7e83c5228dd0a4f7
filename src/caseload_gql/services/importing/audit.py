"""How an import enters the audit."""

from typing import Final

from caseload_gql.domain.events import Event
from caseload_gql.policy.actor import Actor
from caseload_gql.services.importing.roster import Roster

DOOR: Final = "import"
#: Who imports, as plugins are told: somebody at the command line, who is nobody of the practice.
OPERATOR: Final = Actor("", "command line", "", "", door=DOOR)


def record(roster: Roster, event: Event) -> None:
    """Keep an event; nobody is signed in on the command line."""
    roster.unit.record(event, actor_id=None, actor_name=OPERATOR.name, door=DOOR)
