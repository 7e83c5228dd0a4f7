"""The planner, bound to one request, for what lies behind Python."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from graphql import FieldNode, get_named_type
from graphql.execution.collect_fields import FieldDetails

from caseload_gql.errors import StaleAccess, Unauthenticated
from caseload_gql.identity.identified import Identified
from caseload_gql.planner.planner import Planner
from caseload_gql.planner.selection import Operation
from caseload_gql.schema.info import RequestInfo
from caseload_gql.schema.planned import Row
from caseload_gql.services.outcome import Outcome

#: Identifies whoever asks anew, by what they have shown.
Again = Callable[[], Awaitable[Identified]]


class PlannerReader:
    """Reads payloads and entities for one request."""

    def __init__(
        self,
        planner: Planner,
        identified: Identified,
        operation: Operation,
        again: Again | None = None,
        read: list[bytes] | None = None,
    ) -> None:
        """``again`` identifies the actor anew; without it, what follows a change of access is not read.

        What is read of clients is added to ``read``.
        ``wrote`` turns true once a use case has ended: from then on the request must not be run again.
        """
        self._planner = planner
        self._operation = operation
        self._again = again
        #: Who asks, as last identified.
        self.identified = identified
        self.wrote = False
        #: What was read of clients, as it came.
        self.read = [] if read is None else read

    async def renew(self) -> Identified:
        """Identify the actor anew, after access has changed within the request.

        Raises ``Unauthenticated`` where the actor is not let in any more, ``StaleAccess`` where nobody can tell.
        """
        if self._again is None:
            raise StaleAccess
        self.identified = await self._again()
        return self.identified

    async def read_payload(self, info: RequestInfo, outcome: Outcome) -> dict[str, object]:
        """Read what the payload shows of the outcome's rows, in one statement.

        Where the use case changed access, it is read as the actor stands now. Where that cannot be told, or access goes
        on changing, every row comes back as null: what was done stands.
        """
        self.wrote = True
        raw = info._raw_info  # noqa: SLF001  # strawberry's own info drops the syntax tree
        details = [FieldDetails(node, None) for node in raw.field_nodes]
        fields = self._operation.below(get_named_type(raw.return_type).name, details, (str(raw.path.key),))
        planned = [each for each in fields if not each.mark.python and each.type_name is not None]
        try:
            try:
                return await self._planner.payload(self.identified, planned, outcome.ids, outcome.lists, self.read)
            except StaleAccess:
                renewed = await self.renew()
                return await self._planner.payload(renewed, planned, outcome.ids, outcome.lists, self.read)
        except (StaleAccess, Unauthenticated):
            return {each.key: None if each.nullable else [] for each in planned}

    async def read_entities(
        self, type_name: str, ids: Sequence[str], field_nodes: Sequence[FieldNode]
    ) -> Mapping[str, Row]:
        """Read rows of one type by id with the field's selection, in one statement; rows unseen are left out.

        Where access changed after something was done, all are: what was done stands.
        """
        details = [FieldDetails(node, None) for node in field_nodes]
        try:
            return await self._planner.entities(self.identified, type_name, ids, self._operation, details, self.read)
        except StaleAccess:
            if self.wrote:
                return {}
            raise
