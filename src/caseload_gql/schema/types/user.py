"""The practice's people, for those who manage them."""

from datetime import datetime

import strawberry

from caseload_gql.schema.enums import AccountRole
from caseload_gql.schema.planned import planned
from caseload_gql.schema.types.node import Node, PageInfo
from caseload_gql.schema.types.place import Team
from caseload_gql.schema.types.provider import Provider


@strawberry.type(description="Somebody who may sign in.")
class User(Node):
    """A person with an account."""

    name: str = planned("The person's name.")
    email: str = planned("The email address by which the person is known; no two have the same.")
    account_role: AccountRole = planned("The person's role in the account.")
    company_roles: list[str] = planned("The person's roles in the company, such as `supervisor` or `qmhp`.")
    teams: list[Team] = planned("The teams the person leads, by name. Counts as 20 nodes.")
    provider: Provider | None = planned("The provider this person is, if any.")
    disabled: bool = planned("Whether the person is shut out.")
    last_seen_at: datetime | None = planned(
        "When the person, or a program that acts for them, was last here, to within a few minutes; null if never."
    )


@strawberry.type(description="A page of users.")
class UserConnection:
    """A page of a list, in the form of Relay."""

    edges: list["UserEdge"] = planned("The users of this page, each with its cursor.")
    nodes: list["User"] = planned("The users of this page.")
    page_info: PageInfo = planned("Whether there is more before and after this page.")
    total_count: int = planned("How many users you may see in the whole list, over all pages.")


@strawberry.type(description="One entry of a page of users.")
class UserEdge:
    """An entry of a page, with the cursor that marks its place."""

    cursor: str = planned("Marks this place in the list: pass it as `after` or `before` to go on from here.")
    node: "User" = planned("The user.")
