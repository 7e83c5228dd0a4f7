"""What is recorded of every change."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple


class EventType(StrEnum):
    """The kinds of change."""

    CLIENT_ADMITTED = "CLIENT_ADMITTED"
    CLIENT_ASSIGNED = "CLIENT_ASSIGNED"
    CLIENT_REASSIGNED = "CLIENT_REASSIGNED"
    CLIENT_RETURNED_TO_POOL = "CLIENT_RETURNED_TO_POOL"
    CLIENT_DISCHARGED = "CLIENT_DISCHARGED"
    CLIENT_READMITTED = "CLIENT_READMITTED"
    FIRST_SESSION_RECORDED = "FIRST_SESSION_RECORDED"
    TRANSFER_WITHDRAWN = "TRANSFER_WITHDRAWN"
    POOL_ENTRY_ROUTED = "POOL_ENTRY_ROUTED"
    ASSIGNMENT_UNDONE = "ASSIGNMENT_UNDONE"
    PROVIDER_CAPACITY_SET = "PROVIDER_CAPACITY_SET"
    PROVIDER_ADDED = "PROVIDER_ADDED"
    PROVIDER_DEPARTED = "PROVIDER_DEPARTED"
    PROVIDER_REINSTATED = "PROVIDER_REINSTATED"
    PROVIDER_LEAVE_STARTED = "PROVIDER_LEAVE_STARTED"
    PROVIDER_LEAVE_ENDED = "PROVIDER_LEAVE_ENDED"
    PRACTICE_UPDATED = "PRACTICE_UPDATED"
    TEAM_ADDED = "TEAM_ADDED"
    TEAM_UPDATED = "TEAM_UPDATED"
    LOCATION_ADDED = "LOCATION_ADDED"
    LOCATION_UPDATED = "LOCATION_UPDATED"
    USER_UPDATED = "USER_UPDATED"
    USER_ADDED = "USER_ADDED"
    USER_DISABLED = "USER_DISABLED"
    USER_ENABLED = "USER_ENABLED"
    SIGN_IN_LINK_CREATED = "SIGN_IN_LINK_CREATED"
    TOKEN_CREATED = "TOKEN_CREATED"  # noqa: S105  # the name of an event
    TOKEN_REVOKED = "TOKEN_REVOKED"  # noqa: S105  # the name of an event
    CLIENT_IMPORTED = "CLIENT_IMPORTED"
    CLIENT_UPDATED = "CLIENT_UPDATED"
    PROVIDER_IMPORTED = "PROVIDER_IMPORTED"
    PROVIDER_UPDATED = "PROVIDER_UPDATED"
    CLIENT_ERASED = "CLIENT_ERASED"
    PRACTICE_FILLED = "PRACTICE_FILLED"
    AUDIT_TRIMMED = "AUDIT_TRIMMED"
    AUDIT_EXPORTED = "AUDIT_EXPORTED"
    AUDIT_KEY_CHANGED = "AUDIT_KEY_CHANGED"
    HISTORY_IMPORTED = "HISTORY_IMPORTED"
    DATA_EXPORTED = "DATA_EXPORTED"
    DATABASE_BACKED_UP = "DATABASE_BACKED_UP"
    DATABASE_RESTORED = "DATABASE_RESTORED"


#: The changes by which a client gets or loses a provider and that plugins are told of.
ASSIGNING: Final = frozenset({EventType.CLIENT_ASSIGNED, EventType.CLIENT_REASSIGNED, EventType.ASSIGNMENT_UNDONE})
#: A value as JSON holds it.
JsonValue = Any


#: How a field is called otherwise: in events of imports, and where it holds ids or hundredths.
_BEGINNING: Final = "wait_"
_ENDINGS: Final = ("_ids", "_id", "_hundredths")
_OTHERWISE: Final[Mapping[str, str]] = {"do_not_match_provider": "do_not_match"}
_CAPITAL: Final = re.compile("([A-Z])")


def attribute_of(field: str) -> str:
    """The attribute, as policies call it, that a change's field is about, under whichever name it was recorded."""
    name = _CAPITAL.sub(r"_\1", field).lower().removeprefix(_BEGINNING)
    for ending in _ENDINGS:
        if name.endswith(ending):
            name = name.removesuffix(ending)
            break
    return _OTHERWISE.get(name, name)


class FieldChange(NamedTuple):
    """One field before and after. An import makes a dozen a client: a tuple takes half the time of a frozen class."""

    field: str
    before: JsonValue
    after: JsonValue


@dataclass(frozen=True, slots=True)
class Event:
    """One change: what, when, about whom. What a plugin records is of a type `PLUGIN/TYPE`."""

    type: EventType | str
    at: datetime
    client_id: str | None = None
    provider_id: str | None = None
    pool_entry_id: str | None = None
    assignment_id: str | None = None
    override_reason: str | None = None
    changes: tuple[FieldChange, ...] = ()
