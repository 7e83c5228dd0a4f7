"""Teams and locations of the practice."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from caseload_gql.schema.inputs.provider import ProviderFilter, ProviderOrder
from caseload_gql.schema.planned import AS_OF, connection, planned
from caseload_gql.schema.types.node import Node, PageInfo
from caseload_gql.schema.types.workload import Workload

if TYPE_CHECKING:
    from caseload_gql.schema.types.provider import ProviderConnection


@strawberry.type(description="A group of providers under one or more supervisors.")
class Team(Node):
    """A team, its providers and its balance."""

    name: str = planned("The team's name.")
    providers: Annotated["ProviderConnection", strawberry.lazy("caseload_gql.schema.types.provider")] | None = (
        connection(
            "The team's providers, by name unless ordered otherwise.", filter=ProviderFilter, order=ProviderOrder
        )
    )
    workload: Workload | None = planned(
        "How evenly the team's caseload lies on its providers, now or at the end of a past practice-local day; the "
        "departed are left out, and who belongs to the team is told as of today.",
        action="plan:read",
        arguments=[AS_OF],
    )


@strawberry.type(description="A place where clients are seen.")
class Location(Node):
    """A location."""

    name: str = planned("The location's name.")
    latitude: float | None = planned("Degrees north, if recorded.")
    longitude: float | None = planned("Degrees east, if recorded.")


@strawberry.type(description="A page of teams.")
class TeamConnection:
    """A page of a list, in the form of Relay."""

    edges: list["TeamEdge"] = planned("The teams of this page, each with its cursor.")
    nodes: list["Team"] = planned("The teams of this page.")
    page_info: PageInfo = planned("Whether there is more before and after this page.")
    total_count: int = planned("How many teams you may see in the whole list, over all pages.")


@strawberry.type(description="One entry of a page of teams.")
class TeamEdge:
    """An entry of a page, with the cursor that marks its place."""

    cursor: str = planned("Marks this place in the list: pass it as `after` or `before` to go on from here.")
    node: "Team" = planned("The team.")


@strawberry.type(description="A page of locations.")
class LocationConnection:
    """A page of a list, in the form of Relay."""

    edges: list["LocationEdge"] = planned("The locations of this page, each with its cursor.")
    nodes: list["Location"] = planned("The locations of this page.")
    page_info: PageInfo = planned("Whether there is more before and after this page.")
    total_count: int = planned("How many locations you may see in the whole list, over all pages.")


@strawberry.type(description="One entry of a page of locations.")
class LocationEdge:
    """An entry of a page, with the cursor that marks its place."""

    cursor: str = planned("Marks this place in the list: pass it as `after` or `before` to go on from here.")
    node: "Location" = planned("The location.")
