"""Events of the audit: who changed what, and when."""

from datetime import datetime
from typing import cast

import strawberry
from strawberry.scalars import JSON

from caseload_gql.schema.audit import NEEDS, shown
from caseload_gql.schema.info import RequestInfo
from caseload_gql.schema.planned import Row, behind_python, planned
from caseload_gql.schema.types.client import Client
from caseload_gql.schema.types.node import Node, PageInfo
from caseload_gql.schema.types.provider import Provider


@strawberry.type(description="One field of a change. Its values are null where a policy hides the field from you.")
class FieldChange:
    """A field before and after."""

    field: str = strawberry.field(description="The field's name.")
    before: JSON | None = strawberry.field(description="What it was; null where there was nothing, or it is hidden.")
    after: JSON | None = strawberry.field(description="What it is; null where there is nothing, or it is hidden.")


@strawberry.type(description="One recorded change: what, when, by whom, with each field before and after.")
class AuditEvent(Node):
    """An event; it is never changed, and may be trimmed with all before it."""

    number: int = planned("Its place among all events, counted in the order in which they were committed.")
    type: str = planned("What happened, such as CLIENT_ASSIGNED.")
    at: datetime = planned("When.")
    actor: str = planned("Who did it, by name.")
    door: str = planned("The way in: graphql, cli or import.")
    client: Client | None = planned("The client it is about, if any.")
    provider: Provider | None = planned("The provider it is about, if any.")

    @behind_python(
        "Why a client was assigned past a gate; null where none was failed, or a policy hides it.", needs=NEEDS
    )
    @staticmethod
    async def override_reason(source: strawberry.Parent[Row], info: RequestInfo) -> str | None:
        """Read the reason, if it may be seen."""
        return (await shown(source, info)).override_reason

    @behind_python("Each field that changed, before and after. Counts as 20 nodes.", needs=NEEDS)
    @staticmethod
    async def changes(source: strawberry.Parent[Row], info: RequestInfo) -> list[FieldChange]:
        """Read what may be seen of the values."""
        return cast("list[FieldChange]", list((await shown(source, info)).changes))


@strawberry.type(description="A page of events.")
class AuditEventConnection:
    """A page of a list, in the form of Relay."""

    edges: list["AuditEventEdge"] = planned("The events of this page, each with its cursor.")
    nodes: list["AuditEvent"] = planned("The events of this page.")
    page_info: PageInfo = planned("Whether there is more before and after this page.")
    total_count: int = planned("How many events you may see in the whole list, over all pages.")


@strawberry.type(description="One entry of a page of events.")
class AuditEventEdge:
    """An entry of a page, with the cursor that marks its place."""

    cursor: str = planned("Marks this place in the list: pass it as `after` or `before` to go on from here.")
    node: "AuditEvent" = planned("The event.")
