"""A policy: notes and reasons are for those who administer the practice. Two redactions."""

from collections.abc import Iterable

from caseload_gql.plugins import Plugin, PolicyRequest, Redact, hookimpl

PLUGIN = Plugin("private-notes", api=">=1,<2", redacts=("PoolEntry.note", "Assignment.override_reason"))
FIELDS = {"PoolEntry": "note", "Assignment": "override_reason"}


@hookimpl
def policy_restrictions(request: PolicyRequest) -> Iterable[Redact]:
    """Hide them from everybody else."""
    if request.resource in FIELDS and request.actor.account_role not in {"CEO", "ADMIN"}:
        yield Redact("PRIVATE", "Notes are private.", (FIELDS[request.resource],))
