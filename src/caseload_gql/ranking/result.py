"""What a ranking found for one client: providers in order, with the reasons."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from caseload_gql.errors import FailedGate


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one scorer said of a pair.

    `raw` is its score, 0 to 1, or None where it abstains; `contribution` is what it adds to the total.
    """

    scorer: str
    raw: float | None
    weight: float
    contribution: float
    because: str


@dataclass(frozen=True, slots=True)
class RankedMatch:
    """One provider for one client. `score` is 0 to 1, or None where every scorer abstains.

    `explain` words what each scorer said, which most readers of a ranking never ask.
    """

    client_id: str
    provider_id: str
    eligible: bool
    score: float | None
    summary: str
    failed_gates: tuple[FailedGate, ...]
    explain: Callable[[], Awaitable[tuple[Contribution, ...]]] = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class RankedList:
    """Matches, best first; `degraded` names the plugins that failed and were left out."""

    matches: tuple[RankedMatch, ...]
    degraded: tuple[str, ...]
