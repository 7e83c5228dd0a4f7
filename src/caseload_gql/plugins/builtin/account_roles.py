"""What ceo, admin and support staff may do: everything, but for what is left to ceo and admin."""

from collections.abc import Iterable
from typing import Final

from caseload_gql.plugins import Grant, Plugin, PolicyRequest, actions, hookimpl

PLUGIN = Plugin("account-roles", api=">=1,<2", version="1")

_SUPPORT: Final = frozenset(
    {
        actions.READ,
        actions.ASSIGN,
        actions.UNDO,
        actions.CLIENT_WRITE,
        actions.PROVIDER_WRITE,
        actions.PROVIDER_MANAGE,
        actions.PLAN_READ,
    }
)
_ACTIONS: Final = {
    "CEO": frozenset(actions.ROWS_OF_ACTION),
    "ADMIN": frozenset(actions.ROWS_OF_ACTION),
    "SUPPORT_STAFF": _SUPPORT,
}


@hookimpl
def policy_grants(request: PolicyRequest) -> Iterable[Grant]:
    """Every row, to those whose account role holds the action."""
    role = str(request.actor.account_role)
    if request.resource in actions.CASELOAD_ROWS and request.action in _ACTIONS.get(role, frozenset()):
        yield Grant(f"ACCOUNT_ROLE_{role}", f"The account role {role} may do this to every row.")
