"""What qmhps may do: read everything, change nothing."""

from collections.abc import Iterable

from caseload_gql.plugins import Grant, Plugin, PolicyRequest, actions, hookimpl

PLUGIN = Plugin("qmhp", api=">=1,<2", version="1")


@hookimpl
def policy_grants(request: PolicyRequest) -> Iterable[Grant]:
    """Every row, for reading."""
    reads = request.action in {actions.READ, actions.PLAN_READ}
    if reads and "qmhp" in request.actor.company_roles and request.resource in actions.CASELOAD_ROWS:
        yield Grant("QMHP_READS", "A qmhp reads every row.")
