"""What a use case is asked to do: one frozen command each, `None` where the caller said nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Final, Literal

from caseload_gql.domain.vocabulary import InsuranceStatus, PoolPriority, Weekday


class Absent(Enum):
    """What was not said, where `None` says something: that the field is cleared."""

    UNCHANGED = "UNCHANGED"


Unchanged = Literal[Absent.UNCHANGED]
UNCHANGED: Final = Absent.UNCHANGED


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
class DischargeClient:
    """End a client's care: the assignment and the open pool entry are closed."""

    client_id: str
    note: str | None = None
    client_version: int | None = None


@dataclass(frozen=True, slots=True)
class ReadmitClient:
    """Open a RETURNING entry for a discharged client; the new intake is today unless said."""

    client_id: str
    intake_date: date | None = None
    team_id: str | None = None


@dataclass(frozen=True, slots=True)
class RecordFirstSession:
    """Say when the first session of the present assignment was held, or correct it."""

    client_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class WithdrawTransfer:
    """Close the open TRANSFER entry of a client who stays with the provider."""

    client_id: str


@dataclass(frozen=True, slots=True)
class RoutePoolEntry:
    """Send an open pool entry to a team or to none, and set its priority and note.

    `UNCHANGED` leaves a field as it is; `None` clears it: no team, routine, no note.
    """

    pool_entry_id: str
    team_id: str | Unchanged | None = UNCHANGED
    priority: PoolPriority | Unchanged | None = UNCHANGED
    note: str | Unchanged | None = UNCHANGED
    pool_entry_version: int | None = None


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
class UpdateClient:
    """Change what is recorded of a client: `UNCHANGED` leaves a field as it is, `None` clears it."""

    client_id: str
    name: str | Unchanged | None = UNCHANGED
    date_of_birth: date | Unchanged | None = UNCHANGED
    insurance_status: InsuranceStatus | Unchanged | None = UNCHANGED
    payer: str | Unchanged | None = UNCHANGED
    location_id: str | Unchanged | None = UNCHANGED
    telehealth_ok: bool | Unchanged | None = UNCHANGED
    service_requirements: Sequence[str] | Unchanged | None = UNCHANGED
    languages: Sequence[str] | Unchanged | None = UNCHANGED
    case_weight: float | Unchanged | None = UNCHANGED
    attributes: object = UNCHANGED
    intake_date: date | Unchanged | None = UNCHANGED
    external_id: str | Unchanged | None = UNCHANGED
    availability: Sequence[Window] | Unchanged | None = UNCHANGED
    preferred_provider_id: str | Unchanged | None = UNCHANGED
    do_not_match_provider_ids: Sequence[str] | Unchanged | None = UNCHANGED
    client_version: int | None = None


@dataclass(frozen=True, slots=True)
class SetProviderCapacity:
    """Set the load that a provider may carry, in whole units."""

    provider_id: str
    capacity: int
    provider_version: int | None = None
