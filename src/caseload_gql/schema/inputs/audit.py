"""Which events of the audit to list."""

from datetime import datetime

import strawberry
from strawberry import ID

from caseload_gql.schema.inputs.fields import optional


@strawberry.input(description="Which events to list; conditions are combined, and one left out does not restrict.")
class AuditEventFilter:
    """A filter over events."""

    type: list[str] | None = optional("Any of these, such as CLIENT_ASSIGNED.")
    client_id: ID | None = optional("About this client.")
    provider_id: ID | None = optional("About this provider.")
    from_: datetime | None = strawberry.field(
        default=strawberry.UNSET, name="from", description="From this instant on."
    )
    to: datetime | None = optional("Up to this instant, which counts.")
