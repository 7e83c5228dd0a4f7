"""What the practice has chosen, as rules and readers need it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from caseload_gql.domain.vocabulary import SupervisorAccess


@dataclass(frozen=True, slots=True)
class PracticeFacts:
    """The practice's settings at one access epoch."""

    practice_id: str = ""
    name: str = ""
    time_zone: str = "UTC"
    supervisor_access: SupervisorAccess | str = SupervisorAccess.WRITE
    #: Utilisation from which a provider nears capacity, in ten-thousandths.
    nearing_ten_thousandths: int = 8500
    wait_target_days: int = 14
    gate_modes: Mapping[str, str] = field(default_factory=dict, hash=False)
    scorer_weights: Mapping[str, float] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        """Keep what all plugins of the worker are handed from being changed by one of them."""
        for name in ("gate_modes", "scorer_weights"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))
