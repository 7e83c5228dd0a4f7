"""A plugin made for these tests: it hides fields of some rows from everybody but the ceo."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement

from caseload_gql.db.models import Assignment
from caseload_gql.domain.vocabulary import InsuranceStatus, PoolPriority
from caseload_gql.plugins.installed import LoadedPlugin
from caseload_gql.plugins.manifest import Plugin
from caseload_gql.policy.rules import PolicyRequest, Redact

#: Which fields, and of which rows: once as SQL, once as Python. Without a condition: of every row.
Rule = tuple[tuple[str, ...], Callable[[Any], ColumnElement[bool]] | None]

_RULES: Final[Mapping[str, Sequence[Rule]]] = {
    "Client": (
        (("name", "date_of_birth", "location"), lambda row: row.insurance_status == InsuranceStatus.PENDING),
        # Clients without a payer make the condition NULL, which hides.
        (("payer", "service_requirements", "languages"), lambda row: row.payer_key == "aetna"),
        (("availability", "preferred_provider", "do_not_match"), lambda row: row.telehealth_ok.is_(True)),
        (("insurance_status", "attributes", "name"), lambda row: row.assignments.any(Assignment.ended_at.is_not(None))),
        (("external_id",), None),
    ),
    "Provider": (
        (("team", "credential"), lambda row: row.capacity == 0),
        (("minimum_age", "maximum_age"), lambda row: row.maximum_age > 100),
    ),
    "PoolEntry": ((("team", "note", "previous_provider"), lambda row: row.priority == PoolPriority.URGENT),),
    "Assignment": (
        (("assigned_by", "match_score"), lambda row: row.ended_at.is_not(None)),
        (("override_reason",), None),
    ),
}


def _restrictions(request: PolicyRequest) -> Sequence[Redact]:
    if request.actor.account_role == "CEO":
        return ()
    return [
        Redact("HIDDEN", "It is hidden.", fields, None if where is None else where(request.row))
        for fields, where in _RULES.get(request.resource, ())
    ]


HIDING: Final = LoadedPlugin(
    Plugin(
        "hiding",
        ">=1",
        redacts=tuple(f"{kind}.{name}" for kind, rules in _RULES.items() for names, _ in rules for name in names),
    ),
    "0",
    {"policy_restrictions": _restrictions},
)
