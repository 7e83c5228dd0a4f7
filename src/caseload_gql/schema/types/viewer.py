"""The person who asks."""

import strawberry

from caseload_gql.schema.enums import AccountRole
from caseload_gql.schema.info import RequestInfo
from caseload_gql.schema.planned import behind_python, planned
from caseload_gql.schema.types.node import Node
from caseload_gql.schema.types.place import Team
from caseload_gql.schema.types.provider import Provider


@strawberry.type(description="You: the person who is signed in, or for whom a program acts.")
class Viewer(Node):
    """Who asks, and what they may do."""

    provider: Provider | None = planned("The provider this person is, if any.")
    name: str = planned("Your name.")
    email: str = planned("Your email address.")
    account_role: AccountRole = planned("Your role in the account.")
    company_roles: list[str] = planned("Your roles in the company, such as `supervisor` or `qmhp`.")
    teams: list[Team] = planned("The teams you lead. Counts as 20 nodes.")

    @behind_python("Every action you may do on some row or other; an application shows its buttons by this.")
    @staticmethod
    def actions(info: RequestInfo) -> list[str]:
        """Ask the policy."""
        return list(info.context.access.actions())
