"""The words of the domain as GraphQL enums, each value described."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

import strawberry

from caseload_gql.domain.vocabulary import (
    AccountRole,
    AssignmentEndReason,
    ClientStatus,
    GateMode,
    InsuranceStatus,
    LeaveHandling,
    LoadStatus,
    PoolEntryOutcome,
    PoolPriority,
    PoolReason,
    ProviderStatus,
    SupervisorAccess,
    Weekday,
)
from caseload_gql.errors import UserErrorCode

if TYPE_CHECKING:
    from strawberry.types.enum import StrawberryEnumDefinition

__all__ = [
    "AccountRole",
    "AssignmentEndReason",
    "ClientStatus",
    "GateMode",
    "InsuranceStatus",
    "LeaveHandling",
    "LoadStatus",
    "PoolEntryOutcome",
    "PoolPriority",
    "PoolReason",
    "ProviderStatus",
    "SupervisorAccess",
    "UserErrorCode",
    "Weekday",
    "described",
]

E = TypeVar("E", bound=type[StrEnum])


def described(enum: E, description: str, values: Mapping[str, str]) -> E:
    """Make an enum of another room a GraphQL enum; `values` describes every member by name."""
    if set(enum.__members__) != set(values):
        message = f"the descriptions of {enum.__name__} do not match its members"
        raise ValueError(message)
    strawberry.enum(enum, description=description)
    definition: StrawberryEnumDefinition = enum.__strawberry_definition__  # type: ignore[attr-defined]
    for value in definition.values:
        value.description = values[value.name]
    return enum


described(
    AccountRole,
    "A person's role in the account; each person holds exactly one.",
    {
        "CEO": "Runs the practice: reads and changes everything.",
        "ADMIN": "Administers the practice: reads and changes everything.",
        "SUPPORT_STAFF": "Front office: reads and changes the caseload, but never assigns past a gate.",
        "STAFF": "Everyone else: sees nothing of the caseload unless a company role or a plugin grants it.",
    },
)
described(
    SupervisorAccess,
    "What supervisors may do for their own teams.",
    {"WRITE": "Read and change.", "READ": "Read only."},
)
described(
    GateMode,
    "How strictly a gate is applied when a client is matched or assigned.",
    {
        "BLOCK": "A provider who fails the gate is ruled out, unless somebody permitted overrides it with a reason.",
        "WARN": "A failure is shown, but rules nobody out.",
        "OFF": "The gate is not asked.",
    },
)
described(
    Weekday,
    "A day of the week, practice-local.",
    {
        "MONDAY": "Monday.",
        "TUESDAY": "Tuesday.",
        "WEDNESDAY": "Wednesday.",
        "THURSDAY": "Thursday.",
        "FRIDAY": "Friday.",
        "SATURDAY": "Saturday.",
        "SUNDAY": "Sunday.",
    },
)
described(
    ProviderStatus,
    "Where a provider stands with the practice.",
    {
        "ACTIVE": "Works at the practice and can carry clients.",
        "ON_LEAVE": "Away for a while: keeps clients unless they were moved, and gets no new ones.",
        "DEPARTED": "Has left the practice; gets no clients, not even by override.",
    },
)
described(
    LeaveHandling,
    "What becomes of a provider's clients while the provider is on leave.",
    {
        "KEEP": "They stay with the provider, who gets no new ones meanwhile.",
        "COVER": "They move to the covering provider as far as the gates allow, and the rest to the pool.",
        "POOL": "All of them go to the pool.",
    },
)
described(
    LoadStatus,
    "How full a provider is.",
    {
        "AVAILABLE": "Has room, and is below the practice's threshold for nearing capacity.",
        "NEARING_CAPACITY": "Has room left, but has reached the practice's threshold, 85 % unless set otherwise.",
        "AT_CAPACITY": "Carries exactly the capacity; a capacity of 0 with no clients counts here too.",
        "OVER_CAPACITY": "Carries more than the capacity.",
    },
)
described(
    ClientStatus,
    "Where a client stands with the practice.",
    {
        "WAITING": "Waits in the pool and has no provider.",
        "ACTIVE": "Has a provider; may at the same time wait in the pool for a transfer.",
        "DISCHARGED": "Is no longer served.",
    },
)
described(
    InsuranceStatus,
    "The state of a client's insurance.",
    {
        "VERIFIED": "Coverage was checked and holds.",
        "PENDING": "Coverage is being checked.",
        "LAPSED": "Coverage has ended.",
        "SELF_PAY": "The client pays without insurance.",
    },
)
described(
    PoolReason,
    "Why a client is in the pool.",
    {
        "NEW_INTAKE": "Newly admitted, and not yet assigned.",
        "TRANSFER": "To be moved from one provider to another.",
        "PROVIDER_LEFT": "The provider has left the practice.",
        "RETURNING": "Was discharged before and has come back.",
    },
)
described(
    PoolPriority,
    "How pressing a wait is.",
    {
        "ROUTINE": "Waits its turn.",
        "URGENT": "Should not wait for its turn. Lists go by the wait unless ordered by PRIORITY.",
    },
)
described(
    PoolEntryOutcome,
    "How a stay in the pool ended.",
    {
        "ASSIGNED": "The client got a provider.",
        "DISCHARGED": "The client was discharged while waiting.",
        "WITHDRAWN": "The transfer was called off: the client stays, or the assignment itself was taken back.",
    },
)
described(
    AssignmentEndReason,
    "Why an assignment ended.",
    {
        "TRANSFERRED": "The client moved to another provider.",
        "PROVIDER_LEFT": "The provider left the practice.",
        "PROVIDER_ON_LEAVE": "The provider went on leave and the client was moved.",
        "RETURNED_TO_POOL": "The client was sent back to the pool.",
        "DISCHARGED": "The client was discharged.",
        "UNDONE": "The assignment was taken back.",
    },
)
described(
    UserErrorCode,
    "What kind of problem stopped a mutation.",
    {
        "NOT_FOUND": "There is no such row, or you may not see it.",
        "NOT_ALLOWED": "You may see the row, but not do this with it.",
        "INVALID": "A value is not acceptable; the message says why.",
        "STALE": "The row has changed since you read it: read it again, then decide.",
        "ALREADY_ASSIGNED": "The client has a provider and awaits no move, or is already with this one.",
        "NOT_IN_POOL": "The client is discharged, and not in the pool: readmit the client first.",
        "AT_CAPACITY": "The provider has no room for this client.",
        "NOT_ELIGIBLE": "A gate rules the provider out for this client.",
        "VETOED": "A plugin forbids it; this cannot be overridden.",
        "IDEMPOTENCY_KEY_REUSED": "The idempotency key was sent with another input before.",
        "CONFLICT": "The present state does not permit it; the message says why.",
    },
)
