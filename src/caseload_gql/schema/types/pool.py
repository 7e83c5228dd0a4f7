"""The Client Pool: who waits, since when and why."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from caseload_gql.schema.enums import PoolEntryOutcome, PoolPriority, PoolReason
from caseload_gql.schema.inputs.pool import PoolFilter, PoolOrder
from caseload_gql.schema.planned import argument, connection, planned
from caseload_gql.schema.types.node import Node, PageInfo
from caseload_gql.schema.types.place import Team

if TYPE_CHECKING:
    from caseload_gql.schema.types.client import Client
    from caseload_gql.schema.types.provider import Provider

_DAYS = argument("days", int, "How many days to look ahead, counted from today.", 7)


@strawberry.type(description="The Client Pool: clients who wait for a provider. Figures count what you may see.")
class Pool(Node):
    """The pool as a whole."""

    entries: "PoolEntryConnection | None" = connection(
        "The open entries: longest wait first, unless ordered otherwise.", filter=PoolFilter, order=PoolOrder
    )
    total_count: int = planned("How many wait.")
    longest_wait_days: int | None = planned("The longest wait in days; null when nobody waits.")
    median_wait_days: float | None = planned("The median wait in days; null when nobody waits.")
    past_target: int = planned("Entries that wait longer than the practice's target.")
    due_within: int = planned(
        "Entries that will pass the target within so many days if nothing is done.", arguments=(_DAYS,)
    )
    by_reason: list["PoolReasonCount"] = planned(
        "How many wait for each reason; reasons without entries are left out. Counts as 4 nodes."
    )


@strawberry.type(description="How many wait in the pool for one reason.")
class PoolReasonCount:
    """A row of the pool's figures."""

    reason: PoolReason = planned("The reason.")
    count: int = planned("How many wait for it.")
    longest_wait_days: int = planned("The longest of these waits in days.")


@strawberry.type(description="One stay of one client in the pool.")
class PoolEntry(Node):
    """A pool entry; it is closed, never deleted."""

    client: Annotated["Client", strawberry.lazy("caseload_gql.schema.types.client")] | None = planned(
        "The client who waits; null where you may not see the client."
    )
    reason: PoolReason = planned("Why the client is in the pool.")
    priority: PoolPriority = planned("How pressing the wait is.")
    entered_at: datetime = planned("When the wait began.")
    left_at: datetime | None = planned("When the wait ended; null while the client waits.")
    wait_days: int = planned("Practice-local days since this entry began, or from its beginning to its end.")
    wait_days_since_intake: int = planned("Practice-local days since intake; a transfer does not restart this clock.")
    team: Team | None = planned("The team it is routed to, if any.")
    note: str | None = planned("What the practice noted about this wait.")
    previous_provider: Annotated["Provider", strawberry.lazy("caseload_gql.schema.types.provider")] | None = planned(
        "The provider whom the client comes from, if any."
    )
    outcome: PoolEntryOutcome | None = planned("How the wait ended; null while the client waits.")
    version: int = planned("Counts changes of the entry; send it back to notice others' changes.")


@strawberry.type(description="A page of pool entries.")
class PoolEntryConnection:
    """A page of a list, in the form of Relay."""

    edges: list["PoolEntryEdge"] = planned("The pool entries of this page, each with its cursor.")
    nodes: list["PoolEntry"] = planned("The pool entries of this page.")
    page_info: PageInfo = planned("Whether there is more before and after this page.")
    total_count: int = planned("How many pool entries you may see in the whole list, over all pages.")


@strawberry.type(description="One entry of a page of pool entries.")
class PoolEntryEdge:
    """An entry of a page, with the cursor that marks its place."""

    cursor: str = planned("Marks this place in the list: pass it as `after` or `before` to go on from here.")
    node: "PoolEntry" = planned("The pool entry.")
