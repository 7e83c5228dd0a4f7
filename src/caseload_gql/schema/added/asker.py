"""The fields of plugins, bound to who asks: with a store to read, or in a transaction of their own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from caseload_gql.db.engine import Database
from caseload_gql.db.plugin_store import PluginReadings
from caseload_gql.identity.identified import Identified
from caseload_gql.plugins.extend_schema import FieldRow, QueryRequest, RowsRequest
from caseload_gql.plugins.plugin_fields import PluginFault, PluginField
from caseload_gql.plugins.plugin_write import Refused
from caseload_gql.schema.reader import PlannerReader
from caseload_gql.services.desk import ActorDesk

Check = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class AddedFields:
    """What plugins answer to one actor."""

    database: Database
    identified: Identified
    desk: ActorDesk
    reader: PlannerReader
    now: Callable[[], datetime]
    #: How long a resolver may take.
    seconds: float
    entries_at_most: int

    async def of_query(self, field: PluginField, arguments: Mapping[str, Any], check: Check) -> Any:  # noqa: ANN401  # any value
        """What a field of `Query` answers. Raises `PluginFault`."""
        now = self.now().astimezone(UTC)
        store = PluginReadings(self.database.rows, field.plugin.name, now)
        request = QueryRequest(self.identified.actor, self.identified.practice, now, store)
        return await self._asked(field, request, arguments, check, store)

    async def of_rows(
        self, field: PluginField, arguments: Mapping[str, Any], rows: Sequence[FieldRow], check: Check
    ) -> Any:  # noqa: ANN401  # any value
        """What a field answers for these rows. Raises `PluginFault`."""
        now = self.now().astimezone(UTC)
        store = PluginReadings(self.database.rows, field.plugin.name, now)
        request = RowsRequest(self.identified.actor, self.identified.practice, now, store, tuple(rows))
        return await self._asked(field, request, arguments, check, store)

    async def change(self, field: PluginField, arguments: Mapping[str, Any], check: Check) -> Any:  # noqa: ANN401  # any value
        """What a field of `Mutation` answers, once it is committed. Raises `Refused` and `PluginFault`."""
        answer = await self.desk.change_by_plugin(field, arguments, check)
        # From now on the operation must not be run again, whoever else changed access meanwhile.
        self.reader.wrote = True
        return answer

    async def _asked(
        self,
        field: PluginField,
        request: QueryRequest,
        arguments: Mapping[str, Any],
        check: Check,
        store: PluginReadings,
    ) -> Any:  # noqa: ANN401  # any value
        try:
            return await field.asked(request, arguments, self.seconds, check)
        except Refused as refused:
            # There is nothing to refuse in a read.
            field.plugin.count(field.place).faults += 1
            raise PluginFault(field.plugin.name, field.place, type(refused).__name__) from None
        finally:
            await store.settle()
