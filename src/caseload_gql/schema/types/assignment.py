"""Assignments: a provider responsible for a client over an interval."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from caseload_gql.schema.enums import AssignmentEndReason
from caseload_gql.schema.planned import planned
from caseload_gql.schema.types.node import Node, PageInfo

if TYPE_CHECKING:
    from caseload_gql.schema.types.client import Client
    from caseload_gql.schema.types.provider import Provider


@strawberry.type(description="A provider's responsibility for a client, from one instant to another or until now.")
class Assignment(Node):
    """An assignment; it is closed, never deleted."""

    client: Annotated["Client", strawberry.lazy("caseload_gql.schema.types.client")] | None = planned(
        "The client; null where you may not see the client."
    )
    provider: Annotated["Provider", strawberry.lazy("caseload_gql.schema.types.provider")] | None = planned(
        "The provider; null where you may not see the provider."
    )
    assigned_at: datetime = planned("When the responsibility began.")
    assigned_by: str | None = planned("Who assigned, by name.")
    ended_at: datetime | None = planned("When it ended; null while it lasts.")
    end_reason: AssignmentEndReason | None = planned("Why it ended; null while it lasts.")
    first_session_at: datetime | None = planned("When the first session was held, if one was recorded.")
    match_score: float | None = planned("The fit at the time of assigning, 0 to 1, if it was ranked.")
    override_reason: str | None = planned("Why the client was assigned past a gate, where one failed.")


@strawberry.type(description="A page of assignments.")
class AssignmentConnection:
    """A page of a list, in the form of Relay."""

    edges: list["AssignmentEdge"] = planned("The assignments of this page, each with its cursor.")
    nodes: list["Assignment"] = planned("The assignments of this page.")
    page_info: PageInfo = planned("Whether there is more before and after this page.")
    total_count: int = planned("How many assignments you may see in the whole list, over all pages.")


@strawberry.type(description="One entry of a page of assignments.")
class AssignmentEdge:
    """An entry of a page, with the cursor that marks its place."""

    cursor: str = planned("Marks this place in the list: pass it as `after` or `before` to go on from here.")
    node: "Assignment" = planned("The assignment.")
