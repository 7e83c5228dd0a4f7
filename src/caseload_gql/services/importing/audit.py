"""How an import enters the audit."""

from typing import Final

from caseload_gql.domain.events import Event
from caseload_gql.policy.actor import Actor
from caseload_gql.services.importing.roster import Roster

DOOR: Final = "import"
#: Who imports, as plugins are told: somebody at the command line, who is nobody of the practice.
OPERATOR: Final = Actor("", "operator", "", "", door=DOOR)


def record(roster: Roster, event: Event) -> None:
    """Keep an event, under whoever runs the import; its id rises with those of the rows it is about."""
    roster.unit.record(
        event,
        actor_id=roster.by.user_id or None,
        actor_name=roster.by.name,
        door=DOOR,
        event_id=roster.fresh_id("evt"),
    )
