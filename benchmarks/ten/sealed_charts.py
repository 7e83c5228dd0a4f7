"""A policy: charts of one payer are sealed. A condition on a column of clients, for whoever asks."""

from collections.abc import Iterable

from sqlalchemy import func

from caseload_gql.plugins import Plugin, PolicyRequest, Restrict, hookimpl

PLUGIN = Plugin("sealed-charts", api=">=1,<2")


@hookimpl
def policy_restrictions(request: PolicyRequest) -> Iterable[Restrict]:
    """Keep sealed charts from everybody."""
    if request.resource == "Client":
        yield Restrict("SEALED", "The chart is sealed.", func.coalesce(request.row.payer_key, "") != "sealed")
