"""The desk of one request, which may be asked again after access has changed within the request itself."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseload_gql.errors import StaleAccess
from caseload_gql.identity.identified import Identified
from caseload_gql.schema.context import Desk
from caseload_gql.schema.reader import PlannerReader

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from caseload_gql.services.outcome import Outcome


@dataclass(frozen=True, slots=True)
class RenewingDesk:
    """Binds the use cases to whoever asks, as last identified."""

    bind: Callable[[Identified], Desk]
    reader: PlannerReader

    async def do(self, command: "DataclassInstance", key: str | None = None) -> "Outcome":
        """Do what a command asks for.

        Where an earlier mutation of the request changed access, the actor is identified anew: nothing is run again.
        Raises ``StaleAccess`` where none has been run, and what the desk raises.
        """
        try:
            return await self.bind(self.reader.identified).do(command, key)
        except StaleAccess:
            if not self.reader.wrote:
                raise
            return await self.bind(await self.reader.renew()).do(command, key)
