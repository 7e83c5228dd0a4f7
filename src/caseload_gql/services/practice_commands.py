"""What is asked of the practice's own settings and places: one frozen command each."""

from collections.abc import Sequence
from dataclasses import dataclass

from caseload_gql.domain.vocabulary import GateMode, SupervisorAccess
from caseload_gql.services.commands import UNCHANGED, Unchanged


@dataclass(frozen=True, slots=True)
class ScorerWeight:
    """How much a scorer is to count."""

    scorer: str
    weight: float


@dataclass(frozen=True, slots=True)
class ModeOfGate:
    """How strictly a gate is to be applied."""

    code: str
    mode: GateMode


@dataclass(frozen=True, slots=True)
class UpdatePractice:
    """Change what the practice chose: `UNCHANGED` leaves a setting as it is, `None` puts it back to the default."""

    name: str | Unchanged | None = UNCHANGED
    time_zone: str | Unchanged | None = UNCHANGED
    nearing_capacity_at: float | Unchanged | None = UNCHANGED
    wait_target_days: int | Unchanged | None = UNCHANGED
    supervisor_access: SupervisorAccess | Unchanged | None = UNCHANGED
    scorers: Sequence[ScorerWeight] | Unchanged | None = UNCHANGED
    gates: Sequence[ModeOfGate] | Unchanged | None = UNCHANGED


@dataclass(frozen=True, slots=True)
class AddTeam:
    """Begin a team."""

    name: str


@dataclass(frozen=True, slots=True)
class UpdateTeam:
    """Rename a team."""

    team_id: str
    name: str | Unchanged | None = UNCHANGED


@dataclass(frozen=True, slots=True)
class AddLocation:
    """Begin a location, with both coordinates or neither."""

    name: str
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class UpdateLocation:
    """Change what is recorded of a location: `UNCHANGED` leaves a field as it is, `None` clears it."""

    location_id: str
    name: str | Unchanged | None = UNCHANGED
    latitude: float | Unchanged | None = UNCHANGED
    longitude: float | Unchanged | None = UNCHANGED
