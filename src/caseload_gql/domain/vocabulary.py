"""The closed vocabularies of the domain; values are the names of the API."""

from enum import StrEnum


class AccountRole(StrEnum):
    """The role a user's account holds."""

    CEO = "CEO"
    ADMIN = "ADMIN"
    SUPPORT_STAFF = "SUPPORT_STAFF"
    STAFF = "STAFF"


class SupervisorAccess(StrEnum):
    """What supervisors may do with their teams."""

    WRITE = "WRITE"
    READ = "READ"


class GateMode(StrEnum):
    """How a gate that can be softened acts."""

    BLOCK = "BLOCK"
    WARN = "WARN"
    OFF = "OFF"


class Weekday(StrEnum):
    """A day of the week."""

    MONDAY = "MONDAY"
    TUESDAY = "TUESDAY"
    WEDNESDAY = "WEDNESDAY"
    THURSDAY = "THURSDAY"
    FRIDAY = "FRIDAY"
    SATURDAY = "SATURDAY"
    SUNDAY = "SUNDAY"


class ProviderStatus(StrEnum):
    """Whether a provider works here now."""

    ACTIVE = "ACTIVE"
    ON_LEAVE = "ON_LEAVE"
    DEPARTED = "DEPARTED"


class LeaveHandling(StrEnum):
    """What becomes of a provider's clients while the provider is on leave."""

    KEEP = "KEEP"
    COVER = "COVER"
    POOL = "POOL"


class LoadStatus(StrEnum):
    """How full a provider is."""

    AVAILABLE = "AVAILABLE"
    NEARING_CAPACITY = "NEARING_CAPACITY"
    AT_CAPACITY = "AT_CAPACITY"
    OVER_CAPACITY = "OVER_CAPACITY"


class ClientStatus(StrEnum):
    """Where a client stands."""

    WAITING = "WAITING"
    ACTIVE = "ACTIVE"
    DISCHARGED = "DISCHARGED"


class InsuranceStatus(StrEnum):
    """Whether and how a client's care is paid for."""

    VERIFIED = "VERIFIED"
    PENDING = "PENDING"
    LAPSED = "LAPSED"
    SELF_PAY = "SELF_PAY"


class PoolReason(StrEnum):
    """Why a client is in the pool."""

    NEW_INTAKE = "NEW_INTAKE"
    TRANSFER = "TRANSFER"
    PROVIDER_LEFT = "PROVIDER_LEFT"
    RETURNING = "RETURNING"


class PoolPriority(StrEnum):
    """How pressing a pool entry is."""

    ROUTINE = "ROUTINE"
    URGENT = "URGENT"


class PoolEntryOutcome(StrEnum):
    """How a stay in the pool ended."""

    ASSIGNED = "ASSIGNED"
    DISCHARGED = "DISCHARGED"
    WITHDRAWN = "WITHDRAWN"


class AssignmentEndReason(StrEnum):
    """Why an assignment ended."""

    TRANSFERRED = "TRANSFERRED"
    PROVIDER_LEFT = "PROVIDER_LEFT"
    PROVIDER_ON_LEAVE = "PROVIDER_ON_LEAVE"
    RETURNED_TO_POOL = "RETURNED_TO_POOL"
    DISCHARGED = "DISCHARGED"
    UNDONE = "UNDONE"


class OrderDirection(StrEnum):
    """Upwards or downwards."""

    ASC = "ASC"
    DESC = "DESC"
