"""What a use case is asked to do: one frozen command each, `None` where the caller said nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from caseload_gql.domain.vocabulary import InsuranceStatus, PoolPriority, Weekday


@dataclass(frozen=True, slots=True)
class Window:
    """A weekly span as the caller wrote it: practice-local times, HH:MM."""

    weekday: Weekday
    starts: str
    ends: str


@dataclass(frozen=True, slots=True)
class AssignClient:
    """Give a client of the pool to a provider."""

    client_id: str
    provider_id: str
    override_reason: str | None = None
    assigned_at: datetime | None = None
    client_version: int | None = None


@dataclass(frozen=True, slots=True)
class ReassignClient:
    """Move an active client to another provider in one step."""

    client_id: str
    provider_id: str
    override_reason: str | None = None
    client_version: int | None = None


@dataclass(frozen=True, slots=True)
class ReturnClientToPool:
    """Open a TRANSFER entry, and end the assignment unless the provider is kept until the move."""

    client_id: str
    note: str | None = None
    team_id: str | None = None
    keep_provider_until_moved: bool = False
    client_version: int | None = None


@dataclass(frozen=True, slots=True)
class UndoAssignment:
    """Take back a client's latest assignment."""

    assignment_id: str


@dataclass(frozen=True, slots=True)
class AdmitClient:
    """Record a new client and open the first pool entry.

    `None` stands for what was not given: today for `intake_date`, 1 for `case_weight`, routine for `priority`.
    """

    name: str
    insurance_status: InsuranceStatus
    date_of_birth: date | None = None
    intake_date: date | None = None
    payer: str | None = None
    location_id: str | None = None
    telehealth_ok: bool | None = None
    service_requirements: Sequence[str] | None = None
    languages: Sequence[str] | None = None
    case_weight: float | None = None
    attributes: object = None
    team_id: str | None = None
    priority: PoolPriority | None = None
    note: str | None = None
    external_id: str | None = None
    availability: Sequence[Window] | None = None
    preferred_provider_id: str | None = None
    do_not_match_provider_ids: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class SetProviderCapacity:
    """Set the load that a provider may carry, in whole units."""

    provider_id: str
    capacity: int
    provider_version: int | None = None
