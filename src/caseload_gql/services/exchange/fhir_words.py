"""The words of FHIR R4 that both directions use: systems, codes, extensions, references, ids."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, Final

from caseload_gql.domain.vocabulary import ClientStatus, PoolEntryOutcome, PoolPriority, Weekday

Resource = dict[str, Any]

#: Where our own definitions are named. Nothing is fetched from there; docs/fhir.md describes them.
BASE: Final = "https://caseload-gql.example/fhir"
EXTERNAL_ID: Final = f"{BASE}/external-id"
HISTORY_ID: Final = f"{BASE}/history-id"
POOL_REASON: Final = f"{BASE}/pool-reason"
ORGANIZATION_TYPE: Final = "http://terminology.hl7.org/CodeSystem/organization-type"
PRACTICE_CODE: Final = "prov"
TEAM_CODE: Final = "team"
PRACTICE: Final = "Organization/practice"
#: The end of a window that ends at midnight; FHIR knows no 24:00.
MIDNIGHT: Final = "23:59:59"

DAYS: Final[Mapping[Weekday, str]] = {day: day.value[:3].lower() for day in Weekday}
EPISODE_STATUS: Final = {
    ClientStatus.ACTIVE: "active",
    ClientStatus.WAITING: "waitlist",
    ClientStatus.DISCHARGED: "finished",
}
REQUEST_STATUS: Final = {
    None: "active",
    PoolEntryOutcome.ASSIGNED: "completed",
    PoolEntryOutcome.DISCHARGED: "revoked",
    PoolEntryOutcome.WITHDRAWN: "revoked",
}
PRIORITY: Final = {PoolPriority.ROUTINE: "routine", PoolPriority.URGENT: "urgent"}


def resource_id(kind: str, key: str) -> str:
    """An id that FHIR takes, the same for the same key wherever it is exported."""
    return f"{kind.lower()[:12]}-{hashlib.sha256(f'{kind}/{key}'.encode()).hexdigest()[:32]}"


def reference(kind: str, key: str) -> dict[str, str]:
    """A reference to the resource of a key."""
    return {"reference": f"{kind}/{resource_id(kind, key)}"}


def extension(name: str, kind: str, value: object) -> Resource:
    """One of our extensions."""
    return {"url": f"{BASE}/{name}", f"value{kind}": value}


def extensions(name: str, kind: str, values: Iterable[object]) -> list[Resource]:
    """One of our extensions, once for each value."""
    return [extension(name, kind, value) for value in values]


def told(resource: Resource) -> Resource:
    """The resource without what is not known: FHIR has neither null nor empty lists."""
    return {name: value for name, value in resource.items() if value not in (None, [], {})}
