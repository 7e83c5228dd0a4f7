"""What the use cases of providers are asked to do: one frozen command each, `None` where the caller said nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from caseload_gql.domain.vocabulary import LeaveHandling
from caseload_gql.services.commands import UNCHANGED, Unchanged, Window


@dataclass(frozen=True, slots=True)
class AddProvider:
    """Record a new provider. `None` stands for what was not given: clients are accepted, and not seen remotely."""

    name: str
    capacity: int
    credential: str | None = None
    accepting_new_clients: bool | None = None
    specialties: Sequence[str] | None = None
    languages: Sequence[str] | None = None
    payers: Sequence[str] | None = None
    telehealth: bool | None = None
    location_ids: Sequence[str] | None = None
    team_id: str | None = None
    external_id: str | None = None
    services: Sequence[str] | None = None
    minimum_age: int | None = None
    maximum_age: int | None = None
    availability: Sequence[Window] | None = None


@dataclass(frozen=True, slots=True)
class UpdateProvider:
    """Change what is recorded of a provider: `UNCHANGED` leaves a field as it is, `None` clears it."""

    provider_id: str
    name: str | Unchanged | None = UNCHANGED
    credential: str | Unchanged | None = UNCHANGED
    accepting_new_clients: bool | Unchanged | None = UNCHANGED
    specialties: Sequence[str] | Unchanged | None = UNCHANGED
    languages: Sequence[str] | Unchanged | None = UNCHANGED
    payers: Sequence[str] | Unchanged | None = UNCHANGED
    telehealth: bool | Unchanged | None = UNCHANGED
    location_ids: Sequence[str] | Unchanged | None = UNCHANGED
    team_id: str | Unchanged | None = UNCHANGED
    external_id: str | Unchanged | None = UNCHANGED
    services: Sequence[str] | Unchanged | None = UNCHANGED
    minimum_age: int | Unchanged | None = UNCHANGED
    maximum_age: int | Unchanged | None = UNCHANGED
    availability: Sequence[Window] | Unchanged | None = UNCHANGED
    provider_version: int | None = None


@dataclass(frozen=True, slots=True)
class DepartProvider:
    """Let a provider leave the practice: all clients go to the pool."""

    provider_id: str


@dataclass(frozen=True, slots=True)
class ReinstateProvider:
    """Let a provider who left come back, with the capacity of before where `capacity` is None."""

    provider_id: str
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class StartProviderLeave:
    """Put a provider on leave from `starts_on` on, practice-local, and say what becomes of the clients."""

    provider_id: str
    starts_on: date
    until: date | None = None
    clients: LeaveHandling = LeaveHandling.KEEP
    cover_provider_id: str | None = None


@dataclass(frozen=True, slots=True)
class EndProviderLeave:
    """Let a provider come back from leave."""

    provider_id: str
