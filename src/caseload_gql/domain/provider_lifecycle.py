"""Which step is open to a provider of each status, where it leads, and what becomes of the clients.

The use cases ask this table, and ``docs/lifecycle.md`` is printed from it, as for clients.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from caseload_gql.domain.events import EventType
from caseload_gql.domain.lifecycle import Bar
from caseload_gql.domain.vocabulary import ProviderStatus
from caseload_gql.errors import UserErrorCode

Code = UserErrorCode


class ProviderStep(StrEnum):
    """What can be done with a provider, named as the mutation that does it."""

    UPDATE = "updateProvider"
    SET_CAPACITY = "setProviderCapacity"
    START_LEAVE = "startProviderLeave"
    END_LEAVE = "endProviderLeave"
    DEPART = "departProvider"
    REINSTATE = "reinstateProvider"


@dataclass(frozen=True, slots=True)
class ProviderRule:
    """One step: from each status, the status it leads to or what bars it; what it records, and its other problems.

    `clients` says in a sentence what becomes of the provider's clients.
    """

    by_status: Mapping[ProviderStatus, ProviderStatus | Bar]
    records: EventType
    clients: str
    #: Beside what bars it: each step may answer NOT_FOUND, NOT_ALLOWED and INVALID too.
    problems: frozenset[UserErrorCode] = frozenset()


_ACTIVE: Final = ProviderStatus.ACTIVE
_ON_LEAVE: Final = ProviderStatus.ON_LEAVE
_DEPARTED: Final = ProviderStatus.DEPARTED
_ANY: Final = {_ACTIVE: _ACTIVE, _ON_LEAVE: _ON_LEAVE, _DEPARTED: _DEPARTED}
_NOT_ON_LEAVE: Final = Bar(Code.CONFLICT, "The provider is not on leave.")
_NOT_DEPARTED: Final = Bar(Code.CONFLICT, "The provider has not left the practice.")

PROVIDER_STEPS: Final[Mapping[ProviderStep, ProviderRule]] = {
    ProviderStep.UPDATE: ProviderRule(
        _ANY, EventType.PROVIDER_UPDATED, "They stay.", frozenset({Code.STALE, Code.CONFLICT})
    ),
    ProviderStep.SET_CAPACITY: ProviderRule(
        _ANY, EventType.PROVIDER_CAPACITY_SET, "They stay, past the capacity too.", frozenset({Code.STALE})
    ),
    ProviderStep.START_LEAVE: ProviderRule(
        {
            _ACTIVE: _ON_LEAVE,
            _ON_LEAVE: Bar(Code.CONFLICT, "The provider is on leave already. End that leave first."),
            _DEPARTED: Bar(Code.CONFLICT, "The provider has left the practice."),
        },
        EventType.PROVIDER_LEAVE_STARTED,
        "`KEEP`: they stay. `COVER`: they move to the cover as far as gates allow (`CLIENT_REASSIGNED`), and the rest "
        "go to the pool. `POOL`: they go to the pool, reason `TRANSFER` (`CLIENT_RETURNED_TO_POOL`).",
        frozenset({Code.NOT_ELIGIBLE}),
    ),
    ProviderStep.END_LEAVE: ProviderRule(
        {_ACTIVE: _NOT_ON_LEAVE, _ON_LEAVE: _ACTIVE, _DEPARTED: _NOT_ON_LEAVE},
        EventType.PROVIDER_LEAVE_ENDED,
        "They stay; who was moved stays away.",
    ),
    ProviderStep.DEPART: ProviderRule(
        {
            _ACTIVE: _DEPARTED,
            _ON_LEAVE: _DEPARTED,
            _DEPARTED: Bar(Code.CONFLICT, "The provider has left the practice already."),
        },
        EventType.PROVIDER_DEPARTED,
        "They go to the pool, reason `PROVIDER_LEFT` (`CLIENT_RETURNED_TO_POOL`); who is MOVING keeps the entry and "
        "its wait, under that reason. Leaves that the provider covers go on without a cover (`PROVIDER_UPDATED`).",
    ),
    ProviderStep.REINSTATE: ProviderRule(
        {_ACTIVE: _NOT_DEPARTED, _ON_LEAVE: _NOT_DEPARTED, _DEPARTED: _ACTIVE},
        EventType.PROVIDER_REINSTATED,
        "Nobody comes back along.",
    ),
}


def provider_bar(step: ProviderStep, status: ProviderStatus) -> Bar | None:
    """What keeps a provider of that status from the step, or None where it is open."""
    found = PROVIDER_STEPS[step].by_status[status]
    return found if isinstance(found, Bar) else None
