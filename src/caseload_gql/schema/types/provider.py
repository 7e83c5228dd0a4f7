"""Providers: who they are, what they offer, what they carry."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from caseload_gql.schema.enums import LoadStatus, ProviderStatus
from caseload_gql.schema.inputs.client import ClientFilter, ClientOrder
from caseload_gql.schema.planned import connection, planned
from caseload_gql.schema.types.node import Node, PageInfo
from caseload_gql.schema.types.place import Location, Team
from caseload_gql.schema.types.window import WeeklyWindow

if TYPE_CHECKING:
    from caseload_gql.schema.types.assignment import AssignmentConnection
    from caseload_gql.schema.types.client import ClientConnection


@strawberry.type(description="A clinician of the practice.")
class Provider(Node):
    """A provider.

    Capacity, count, load and what follows from them are facts of the provider, whatever part of the caseload the
    viewer may see.
    """

    name: str = planned("The provider's name.")
    external_id: str | None = planned("The practice's own key, for re-imports and links to other systems.")
    credential: str | None = planned("Licence or degree, as the practice writes it.")
    status: ProviderStatus = planned("Whether the provider works, is on leave, or has left.")
    leave: "ProviderLeave | None" = planned("The leave that runs now.")
    accepting_new_clients: bool = planned(
        "Whether the provider takes new clients; this is not the same as having room."
    )
    specialties: list[str] = planned("Clinical focus, such as trauma or adolescents.")
    services: list[str] = planned("Services the provider may give; clients' requirements are matched to these.")
    languages: list[str] = planned("Languages in which the provider works.")
    payers: list[str] = planned("Payers whose clients the provider takes.")
    minimum_age: int | None = planned("Youngest client age in years; null means no lower bound is recorded.")
    maximum_age: int | None = planned("Oldest client age in years; null means no upper bound is recorded.")
    telehealth: bool = planned("Whether the provider sees clients remotely.")
    availability: list[WeeklyWindow] = planned("Weekly times at which the provider sees clients. Counts as 14 nodes.")
    locations: list[Location] = planned("Where the provider sees clients. Counts as 10 nodes.")
    team: Team | None = planned("The provider's team.")
    capacity: int = planned("The load that the provider may carry: the number of active clients of weight 1.")
    caseload_count: int = planned("Number of active clients, also those you may not see.")
    load: float = planned("Sum of the active clients' weights.")
    open_slots: float = planned("Capacity minus load, never below 0.")
    over_by: float = planned("Load minus capacity, never below 0.")
    utilization: float | None = planned("Load over capacity: 1 is full. Null at capacity 0.")
    load_status: LoadStatus = planned("How full the provider is.")
    caseload: Annotated["ClientConnection", strawberry.lazy("caseload_gql.schema.types.client")] | None = connection(
        "The provider's active clients, as far as you may see them; by name unless ordered otherwise.",
        filter=ClientFilter,
        order=ClientOrder,
    )
    assignments: Annotated["AssignmentConnection", strawberry.lazy("caseload_gql.schema.types.assignment")] | None = (
        connection("Every assignment, ended ones too, newest first.")
    )
    version: int = planned(
        "Counts changes of profile, capacity and status, not of load; send it back to notice others' changes."
    )


@strawberry.type(description="A stretch in which a provider takes no new clients.")
class ProviderLeave:
    """A leave that runs."""

    starts_on: date = planned("The first day of the leave.", name="from")
    ends_on: date | None = planned("The last day of the leave, if it is known.", name="until")
    cover_provider: Provider | None = planned(
        "Who covers for the provider meanwhile; null where nobody was named, or who was has left the practice."
    )


@strawberry.type(description="A page of providers.")
class ProviderConnection:
    """A page of a list, in the form of Relay."""

    edges: list["ProviderEdge"] = planned("The providers of this page, each with its cursor.")
    nodes: list["Provider"] = planned("The providers of this page.")
    page_info: PageInfo = planned("Whether there is more before and after this page.")
    total_count: int = planned("How many providers you may see in the whole list, over all pages.")


@strawberry.type(description="One entry of a page of providers.")
class ProviderEdge:
    """An entry of a page, with the cursor that marks its place."""

    cursor: str = planned("Marks this place in the list: pass it as `after` or `before` to go on from here.")
    node: "Provider" = planned("The provider.")
