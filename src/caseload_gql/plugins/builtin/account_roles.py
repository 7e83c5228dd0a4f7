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

#: What is done to the rows of the practice's people, and who does it.
_OF_PEOPLE: Final = frozenset({actions.READ, actions.USERS_MANAGE})
_MANAGERS: Final = frozenset({"CEO", "ADMIN"})


@hookimpl
def policy_grants(request: PolicyRequest) -> Iterable[Grant]:
    """Every row, to those whose account role holds the action."""
    role = str(request.actor.account_role)
    if request.resource in actions.CASELOAD_ROWS and request.action in _ACTIONS.get(role, frozenset()):
        yield Grant(f"ACCOUNT_ROLE_{role}", f"The account role {role} may do this to every row.")
    if request.resource == "User" and request.action in _OF_PEOPLE and role in _MANAGERS:
        yield Grant(f"ACCOUNT_ROLE_{role}", f"The account role {role} manages the practice's people.")
