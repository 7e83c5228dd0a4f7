"""A policy: providers whose capacity makes no sense are out of sight. A condition on a column of providers."""

from collections.abc import Iterable

from caseload_gql.plugins import Plugin, PolicyRequest, Restrict, hookimpl

PLUGIN = Plugin("whole-capacities", api=">=1,<2")


@hookimpl
def policy_restrictions(request: PolicyRequest) -> Iterable[Restrict]:
    """Keep odd rows from everybody."""
    if request.resource == "Provider":
        yield Restrict("ODD", "The capacity makes no sense.", request.row.capacity >= 0)
