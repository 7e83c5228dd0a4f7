"""Which step is open to a client or a provider as they stand, where it leads, and what is said where it is not open.

One table holds it: the use cases ask it, ``docs/lifecycle.md`` is printed from it, and random sequences of all steps
are held to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from caseload_gql.domain.events import EventType
from caseload_gql.domain.vocabulary import ClientStatus
from caseload_gql.errors import UserErrorCode

Code = UserErrorCode


class Stand(StrEnum):
    """Where a client stands: the status, with those apart who are served and wait to be moved."""

    UNKNOWN = "UNKNOWN"
    WAITING = "WAITING"
    ACTIVE = "ACTIVE"
    MOVING = "MOVING"
    DISCHARGED = "DISCHARGED"


class Step(StrEnum):
    """What can be done with a client, named as the mutation that does it."""

    ADMIT = "admitClient"
    UPDATE = "updateClient"
    ASSIGN = "assignClient"
    REASSIGN = "reassignClient"
    RETURN = "returnClientToPool"
    RETURN_KEEPING = "returnClientToPool with keepProviderUntilMoved"
    WITHDRAW = "withdrawTransfer"
    ROUTE = "routePoolEntry"
    FIRST_SESSION = "recordFirstSession"
    UNDO = "undoAssignment"
    DISCHARGE = "dischargeClient"
    READMIT = "readmitClient"


@dataclass(frozen=True, slots=True)
class Bar:
    """Why a step is not open: the code of the problem, and its sentence."""

    code: UserErrorCode
    sentence: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One step: from each stand, the stands it may lead to or what bars it; what it records; its other problems."""

    by_stand: Mapping[Stand, tuple[Stand, ...] | Bar]
    records: EventType
    #: Beside what bars it: each step may answer NOT_FOUND, NOT_ALLOWED and INVALID too.
    problems: frozenset[UserErrorCode] = frozenset()


_WAITING: Final = (Stand.WAITING,)
_ACTIVE: Final = (Stand.ACTIVE,)
_MOVING: Final = (Stand.MOVING,)
_DISCHARGED: Final = (Stand.DISCHARGED,)
_GATES: Final = frozenset({Code.STALE, Code.ALREADY_ASSIGNED, Code.AT_CAPACITY, Code.NOT_ELIGIBLE, Code.VETOED})
_NO_SESSION: Final = Bar(Code.CONFLICT, "The client has no provider who could have held a session.")
_NOT_MOVING: Final = Bar(Code.CONFLICT, "The client does not wait to be moved from a provider.")
_NOT_DISCHARGED: Final = Bar(Code.CONFLICT, "The client is not discharged.")
_NO_PROVIDER: Final = Bar(
    Code.CONFLICT, "The client has no provider to be moved from. Use assignClient for clients of the pool."
)
_IN_POOL: Final = Bar(Code.CONFLICT, "The client has no provider and waits in the pool already.")
_IS_DISCHARGED: Final = Bar(Code.CONFLICT, "The client is discharged.")
LEFT_POOL: Final = Bar(Code.CONFLICT, "The client has left the pool since.")
NOT_LATEST: Final = Bar(Code.CONFLICT, "Only the client's latest assignment can be taken back, while it is active.")

CLIENT_STEPS: Final[Mapping[Step, Rule]] = {
    Step.ADMIT: Rule({Stand.UNKNOWN: _WAITING}, EventType.CLIENT_ADMITTED, frozenset({Code.CONFLICT})),
    Step.UPDATE: Rule(
        {
            Stand.WAITING: _WAITING,
            Stand.ACTIVE: _ACTIVE,
            Stand.MOVING: _MOVING,
            Stand.DISCHARGED: _DISCHARGED,
        },
        EventType.CLIENT_UPDATED,
        frozenset({Code.STALE, Code.CONFLICT}),
    ),
    Step.ASSIGN: Rule(
        {
            Stand.WAITING: _ACTIVE,
            Stand.ACTIVE: Bar(
                Code.ALREADY_ASSIGNED, "The client has a provider and does not wait to be moved. Use reassignClient."
            ),
            Stand.MOVING: _ACTIVE,
            Stand.DISCHARGED: Bar(Code.NOT_IN_POOL, "The client is discharged, and not in the pool."),
        },
        EventType.CLIENT_ASSIGNED,
        _GATES,
    ),
    Step.REASSIGN: Rule(
        {
            Stand.WAITING: _NO_PROVIDER,
            Stand.ACTIVE: _ACTIVE,
            Stand.MOVING: _ACTIVE,
            Stand.DISCHARGED: _NO_PROVIDER,
        },
        EventType.CLIENT_REASSIGNED,
        _GATES,
    ),
    Step.RETURN: Rule(
        {
            Stand.WAITING: _IN_POOL,
            Stand.ACTIVE: _WAITING,
            Stand.MOVING: _WAITING,
            Stand.DISCHARGED: _IS_DISCHARGED,
        },
        EventType.CLIENT_RETURNED_TO_POOL,
        frozenset({Code.STALE}),
    ),
    Step.RETURN_KEEPING: Rule(
        {
            Stand.WAITING: _IN_POOL,
            Stand.ACTIVE: _MOVING,
            Stand.MOVING: Bar(
                Code.CONFLICT, "The client waits to be moved already, and keeps the provider until then."
            ),
            Stand.DISCHARGED: _IS_DISCHARGED,
        },
        EventType.CLIENT_RETURNED_TO_POOL,
        frozenset({Code.STALE}),
    ),
    Step.WITHDRAW: Rule(
        {
            Stand.WAITING: _NOT_MOVING,
            Stand.ACTIVE: _NOT_MOVING,
            Stand.MOVING: _ACTIVE,
            Stand.DISCHARGED: _NOT_MOVING,
        },
        EventType.TRANSFER_WITHDRAWN,
    ),
    Step.ROUTE: Rule(
        {
            Stand.WAITING: _WAITING,
            Stand.ACTIVE: LEFT_POOL,
            Stand.MOVING: _MOVING,
            Stand.DISCHARGED: LEFT_POOL,
        },
        EventType.POOL_ENTRY_ROUTED,
        # An entry that is closed stays closed, though the client may have another.
        frozenset({Code.STALE, Code.CONFLICT}),
    ),
    Step.FIRST_SESSION: Rule(
        {
            Stand.WAITING: _NO_SESSION,
            Stand.ACTIVE: _ACTIVE,
            Stand.MOVING: _MOVING,
            Stand.DISCHARGED: _NO_SESSION,
        },
        EventType.FIRST_SESSION_RECORDED,
    ),
    Step.UNDO: Rule(
        {
            Stand.WAITING: NOT_LATEST,
            # Back to the previous provider, who may have kept the client until the move; else to the pool.
            Stand.ACTIVE: (Stand.WAITING, Stand.ACTIVE, Stand.MOVING),
            Stand.MOVING: (Stand.WAITING, Stand.ACTIVE, Stand.MOVING),
            Stand.DISCHARGED: NOT_LATEST,
        },
        EventType.ASSIGNMENT_UNDONE,
        # A session was held, or the assignment itself came of taking another back.
        frozenset({Code.CONFLICT}),
    ),
    Step.DISCHARGE: Rule(
        {
            Stand.WAITING: _DISCHARGED,
            Stand.ACTIVE: _DISCHARGED,
            Stand.MOVING: _DISCHARGED,
            Stand.DISCHARGED: Bar(Code.CONFLICT, "The client is discharged already."),
        },
        EventType.CLIENT_DISCHARGED,
        frozenset({Code.STALE}),
    ),
    Step.READMIT: Rule(
        {
            Stand.WAITING: _NOT_DISCHARGED,
            Stand.ACTIVE: _NOT_DISCHARGED,
            Stand.MOVING: _NOT_DISCHARGED,
            Stand.DISCHARGED: _WAITING,
        },
        EventType.CLIENT_READMITTED,
    ),
}


def stand_of(status: ClientStatus, *, in_pool: bool) -> Stand:
    """Where a client of that status stands, with an open pool entry or without."""
    if status is ClientStatus.ACTIVE:
        return Stand.MOVING if in_pool else Stand.ACTIVE
    return Stand(status.value)


def bar(step: Step, stand: Stand) -> Bar | None:
    """What keeps a client who stands so from the step, or None where it is open."""
    found = CLIENT_STEPS[step].by_stand[stand]
    return found if isinstance(found, Bar) else None
