"""What an import did."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Report:
    """Counts of what was done, or would be in a dry run."""

    providers_added: int = 0
    providers_updated: int = 0
    clients_added: int = 0
    clients_updated: int = 0
    unchanged: int = 0
    assigned: int = 0
    moved: int = 0
    waiting: int = 0
    teams_made: int = 0
    locations_made: int = 0
    #: Known teams and locations that were spelled anew or moved on the map.
    places_updated: int = 0
    #: The settings of the practice that changed, by their names in the API.
    settings: tuple[str, ...] = ()
    #: Assignments recorded as overrides, which may have failed several gates each.
    overrides: int = 0
    gates: Counter[str] = field(default_factory=Counter)
    providers_over_capacity: int = 0
    #: Leaves, stays in the pool and assignments taken over as they were.
    leaves_taken_over: int = 0
    entries_taken_over: int = 0
    assignments_taken_over: int = 0
    #: Of these, those that still run and that something stands in the way of today; each may have failed several gates.
    running_past_gates: int = 0
    running_gates: Counter[str] = field(default_factory=Counter)
