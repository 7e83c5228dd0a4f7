"""Interns read the caseload without learning who the clients are."""

from collections.abc import Iterable, Mapping
from typing import Final

from caseload_gql.plugins import Grant, Plugin, PolicyRequest, Redact, actions, hookimpl

#: What tells who a client is, and what is written freely and so may tell it.
_TELLING: Final[Mapping[str, tuple[str, ...]]] = {
    "Client": ("name", "external_id", "date_of_birth", "attributes"),
    "PoolEntry": ("note",),
    "Assignment": ("override_reason",),
}
_READS: Final = frozenset({actions.READ, actions.PLAN_READ})

PLUGIN = Plugin(
    "masked-names",
    api=">=1,<2",
    version="1.0.0",
    redacts=tuple(f"{resource}.{name}" for resource, names in _TELLING.items() for name in names),
)


def _is_intern(request: PolicyRequest) -> bool:
    return "intern" in request.actor.company_roles


@hookimpl
def policy_grants(request: PolicyRequest) -> Iterable[Grant]:
    """Let an intern read every row, as a qmhp does."""
    if _is_intern(request) and request.action in _READS and request.resource in actions.CASELOAD_ROWS:
        yield Grant("INTERN_READS", "An intern reads every row.")


@hookimpl
def policy_restrictions(request: PolicyRequest) -> Iterable[Redact]:
    """Hide from an intern what tells who a client is, whatever other roles the intern holds."""
    if _is_intern(request) and request.resource in _TELLING:
        yield Redact("MASKED", "Interns do not learn who the clients are.", _TELLING[request.resource])
