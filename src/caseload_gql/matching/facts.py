"""What is known of a client and a provider when they are matched. Absent facts are None or empty, and say nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from caseload_gql.domain.availability import Span
from caseload_gql.domain.vocabulary import InsuranceStatus, ProviderStatus

#: Days that count as recent, today among them.
RECENT_DAYS: Final = 28


@dataclass(frozen=True, slots=True)
class ClientFacts:
    """A client to be placed."""

    id: str
    weight_hundredths: int = 100
    service_requirements: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    payer: str | None = None
    insurance_status: InsuranceStatus | None = None
    location_id: str | None = None
    telehealth_ok: bool = False
    date_of_birth: date | None = None
    availability: tuple[Span, ...] = ()
    preferred_provider_id: str | None = None
    do_not_match: frozenset[str] = frozenset()
    earlier_provider_ids: frozenset[str] = frozenset()
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProviderFacts:
    """A provider who may take a client.

    `recent_intakes` counts the clients that the provider was given within the last `RECENT_DAYS` practice-local days,
    whoever had them before; what was undone does not count. None where nobody counted: gates do not ask. `external_id`
    is the practice's own key, for rules that rest on lists of its own.
    """

    id: str
    status: ProviderStatus = ProviderStatus.ACTIVE
    accepting_new_clients: bool = True
    capacity: int = 0
    load_hundredths: int = 0
    caseload_count: int = 0
    specialties: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    payers: tuple[str, ...] = ()
    location_ids: frozenset[str] = frozenset()
    telehealth: bool = False
    minimum_age: int | None = None
    maximum_age: int | None = None
    availability: tuple[Span, ...] = ()
    recent_intakes: int | None = None
    external_id: str | None = None

    @property
    def free_hundredths(self) -> int:
        """Capacity minus load, in hundredths; negative when over."""
        return self.capacity * 100 - self.load_hundredths
