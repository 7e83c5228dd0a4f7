"""What everybody signed in may see: themselves."""

from collections.abc import Iterable

from caseload_gql.plugins import Grant, Plugin, PolicyRequest, actions, hookimpl

PLUGIN = Plugin("viewer", api=">=1,<2", version="1")


@hookimpl
def policy_grants(request: PolicyRequest) -> Iterable[Grant]:
    """The actor's own viewer row."""
    if request.resource == "Viewer" and request.action == actions.READ:
        yield Grant("OWN_ROW", "Everybody sees themselves.", request.row.user_id == request.actor.user_id)
