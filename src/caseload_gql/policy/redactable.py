"""Which attributes a policy may hide: those that are nullable in the API."""

from collections.abc import Mapping
from typing import Final

#: Attributes by kind of row, in Python names.
REDACTABLE: Final[Mapping[str, frozenset[str]]] = {
    "Provider": frozenset({"external_id", "credential", "minimum_age", "maximum_age", "team"}),
    "Client": frozenset(
        {
            "name",
            "external_id",
            "date_of_birth",
            "insurance_status",
            "payer",
            "location",
            "service_requirements",
            "languages",
            "availability",
            "preferred_provider",
            "do_not_match",
            "attributes",
        }
    ),
    "PoolEntry": frozenset({"team", "note", "previous_provider"}),
    "User": frozenset({"provider", "last_seen_at"}),
    "Assignment": frozenset({"assigned_by", "match_score", "override_reason"}),
}
