"""The root of every read."""

from datetime import date
from typing import Annotated, cast

import strawberry
from strawberry import ID

from caseload_gql.schema.info import RequestInfo
from caseload_gql.schema.inputs.access import ExplainAccessInput
from caseload_gql.schema.inputs.audit import AuditEventFilter
from caseload_gql.schema.inputs.client import ClientFilter, ClientOrder
from caseload_gql.schema.inputs.fields import given
from caseload_gql.schema.inputs.provider import ProviderFilter, ProviderOrder
from caseload_gql.schema.inputs.user import UserFilter
from caseload_gql.schema.planned import AS_OF, argument, behind_python, connection, planned
from caseload_gql.schema.types.access import AccessExplanation
from caseload_gql.schema.types.audit import AuditEventConnection
from caseload_gql.schema.types.client import Client, ClientConnection
from caseload_gql.schema.types.node import Node
from caseload_gql.schema.types.place import LocationConnection, TeamConnection
from caseload_gql.schema.types.plugin import Plugin
from caseload_gql.schema.types.pool import Pool
from caseload_gql.schema.types.practice import Practice
from caseload_gql.schema.types.provider import Provider, ProviderConnection
from caseload_gql.schema.types.user import UserConnection
from caseload_gql.schema.types.viewer import Viewer
from caseload_gql.schema.types.waits import WaitReport
from caseload_gql.schema.types.workload import Workload, WorkloadPoint

_ID = argument("id", ID, "The id, as given by an earlier answer.")
_IDS = argument("ids", list[ID], "The ids, as given by earlier answers.")
_WHOSE = argument(
    "filter",
    ProviderFilter | None,
    "Which providers to count; conditions are combined, and without any all are counted. Status, load status and open "
    "slots are those of the day, the rest is as it is today.",
)
_FROM = argument("from_", date, "The first day, practice-local.", name="from")
_TO = argument("to", date, "The last day, practice-local.")
_QUESTION = strawberry.argument(description="Whose access to what.")


@strawberry.type(description="What can be read. Everything counts and lists what you may see.")
class Query:
    """The read side of the API."""

    viewer: Viewer | None = planned(
        "Who asks, and what they may do: an application shows or hides its buttons by this."
    )
    node: Node | None = planned(
        "Anything by its id; null alike for malformed, unknown and forbidden ids.", arguments=[_ID]
    )
    nodes: list[Node | None] = planned(
        "Several by their ids, in the order asked for; null alike for malformed, unknown and forbidden ids.",
        arguments=[_IDS],
    )
    practice: Practice | None = planned("The practice and the rules it chose.")
    provider: Provider | None = planned(
        "One provider; null where there is none, or you may not see it.", arguments=[_ID]
    )
    providers: ProviderConnection | None = connection(
        "Clinician View: providers with capacity, load and caseload; by name unless ordered otherwise.",
        filter=ProviderFilter,
        order=ProviderOrder,
    )
    client: Client | None = planned("One client; null where there is none, or you may not see it.", arguments=[_ID])
    clients: ClientConnection | None = connection(
        "Clients, whatever their status; by name unless ordered otherwise.", filter=ClientFilter, order=ClientOrder
    )
    pool: Pool | None = planned("Client Pool: who waits for a provider.")
    teams: TeamConnection | None = connection("The practice's teams, by name.")
    locations: LocationConnection | None = connection("The practice's locations, by name.")
    users: UserConnection | None = connection(
        "The practice's people, by name; for those who manage users.", filter=UserFilter, action="users:manage"
    )
    audit_events: AuditEventConnection | None = connection(
        "What was changed, newest first. No event is listed of a client, provider, pool entry or assignment that you "
        "may not see.",
        filter=AuditEventFilter,
        action="audit:read",
    )
    workload: Workload | None = planned(
        "Balance of the caseload now, or at the end of a past practice-local day.",
        action="plan:read",
        arguments=[_WHOSE, AS_OF],
    )
    workload_trend: list[WorkloadPoint] | None = planned(
        "How balance and pool went: a point for the end of the last day and of each day a whole number of weeks before "
        "it, back to the first day; earliest first, at most 53. Counts as 53 nodes.",
        action="plan:read",
        arguments=[_FROM, _TO, _WHOSE],
    )
    wait_report: WaitReport | None = planned(
        "How long clients waited, for those who entered the pool in the period.",
        action="plan:read",
        arguments=[_FROM, _TO],
    )

    @behind_python(
        "Installed plugins and how they fare; for those who administer the system. Counts as 50 nodes.",
        action="plugins:read",
    )
    @staticmethod
    def plugins(info: RequestInfo) -> list[Plugin] | None:
        """List what is installed."""
        info.context.access.demand("plugins:read")
        return cast("list[Plugin]", list(info.context.plugins.installed()))

    @behind_python(
        "Why a person may or may not do an action to a row, or does not see a field of it; for those who administer "
        "access. Null alike for malformed, unknown and forbidden ids.",
        action="access:explain",
    )
    @staticmethod
    async def explain_access(
        info: RequestInfo,
        input: Annotated[ExplainAccessInput, _QUESTION],  # noqa: A002  # named as in the API
    ) -> AccessExplanation | None:
        """Explain somebody's access."""
        info.context.access.demand("access:explain")
        found = await info.context.access.explain(input.user_email, input.action, input.id, given(input.field))
        return cast("AccessExplanation | None", found)
