"""Clients: who they are, what they need, where they stand."""

from datetime import date
from typing import Annotated, cast

import strawberry
from strawberry.scalars import JSON

from caseload_gql.schema.enums import ClientStatus, InsuranceStatus
from caseload_gql.schema.info import RequestInfo
from caseload_gql.schema.matching import matches_of_client
from caseload_gql.schema.planned import Row, behind_python, connection, planned
from caseload_gql.schema.types.assignment import Assignment, AssignmentConnection
from caseload_gql.schema.types.match import MatchList
from caseload_gql.schema.types.node import Node, PageInfo
from caseload_gql.schema.types.place import Location
from caseload_gql.schema.types.pool import PoolEntry, PoolEntryConnection
from caseload_gql.schema.types.provider import Provider
from caseload_gql.schema.types.window import WeeklyWindow


@strawberry.type(description="A person served by the practice.")
class Client(Node):
    """A client; what a policy may hide is nullable."""

    name: str | None = planned("The client's name. Null where a policy hides it.")
    external_id: str | None = planned("The practice's own key, for re-imports and links to other systems.")
    date_of_birth: date | None = planned("Date of birth. Null where unknown, or where a policy hides it.")
    status: ClientStatus = planned("Whether the client waits, is served, or was discharged.")
    intake_date: date = planned("The day of intake, from which the wait since intake is counted.")
    insurance_status: InsuranceStatus | None = planned("State of the insurance. Null where a policy hides it.")
    payer: str | None = planned(
        "Who pays for the care, such as an insurer, by name. Null where unknown, or where a policy hides it."
    )
    location: Location | None = planned("Where the client wishes to be seen. Null where unknown or hidden by a policy.")
    telehealth_ok: bool = planned("Whether the client agrees to be seen remotely.")
    service_requirements: list[str] | None = planned("Services the client needs. Null where a policy hides them.")
    languages: list[str] | None = planned("Languages the client speaks. Null where a policy hides them.")
    availability: list[WeeklyWindow] | None = planned(
        "Weekly times at which the client can come. Null where a policy hides them. Counts as 14 nodes."
    )
    preferred_provider: Provider | None = planned(
        "The provider whom the client would like. Null where none, or where a policy hides it."
    )
    do_not_match: list[Provider] | None = planned(
        "Providers this client must not be given to. Null where a policy hides them. Counts as 10 nodes."
    )
    case_weight: float = planned("How much of a provider's capacity the client takes: 1 unless set.")
    attributes: JSON | None = planned("A JSON object of facts of the practice's own, for its scorers and policies.")
    provider: Provider | None = planned("The provider who serves the client now; null where none, or unseen by you.")
    assignment: Assignment | None = planned("The assignment that lasts now.")
    assignments: AssignmentConnection | None = connection("Every assignment, ended ones too, newest first.")
    pool_entry: PoolEntry | None = planned("The open stay in the pool.")
    pool_entries: PoolEntryConnection | None = connection("Every stay in the pool, closed ones too, newest first.")

    @behind_python("Providers ranked for this client, best first, with the reasons.", needs=("id",), action="plan:read")
    @staticmethod
    async def matches(
        source: strawberry.Parent[Row],
        info: RequestInfo,
        first: Annotated[int, strawberry.argument(description="How many to return, 1 to 100.")] = 5,
        include_ineligible: Annotated[  # noqa: FBT002  # an argument of the API
            bool, strawberry.argument(description="Whether to list providers who are ruled out, too, with the gates.")
        ] = False,
    ) -> MatchList | None:
        """Ask the ranking."""
        ranked = await matches_of_client(info, str(source["$id"]), first, include_ineligible)
        return cast("MatchList | None", ranked)

    version: int = planned("Counts changes of the client, its assignment and its entry; send it back with a change.")


@strawberry.type(description="A page of clients.")
class ClientConnection:
    """A page of a list, in the form of Relay."""

    edges: list["ClientEdge"] = planned("The clients of this page, each with its cursor.")
    nodes: list["Client"] = planned("The clients of this page.")
    page_info: PageInfo = planned("Whether there is more before and after this page.")
    total_count: int = planned("How many clients you may see in the whole list, over all pages.")


@strawberry.type(description="One entry of a page of clients.")
class ClientEdge:
    """An entry of a page, with the cursor that marks its place."""

    cursor: str = planned("Marks this place in the list: pass it as `after` or `before` to go on from here.")
    node: "Client" = planned("The client.")
