"""What startProviderLeave and endProviderLeave take."""

from datetime import date

import strawberry
from strawberry import ID

from caseload_gql.schema.enums import LeaveHandling
from caseload_gql.schema.inputs.fields import KEY, optional


@strawberry.input(
    description="Who goes on leave, and what becomes of the clients. KEEP: they stay, no new ones come. COVER: they "
    "move to coverProviderId as far as gates allow, the rest to the pool. POOL: all go to the pool."
)
class StartProviderLeaveInput:
    """Input of startProviderLeave."""

    provider_id: ID = strawberry.field(description="The provider, who must be at work.")
    starts_on: date = strawberry.field(
        name="from", description="The first day of the leave: today or earlier, and after any leave before."
    )
    until: date | None = optional(
        "The last day of the leave, if it is known: today or later. The leave goes on until it is ended."
    )
    clients: LeaveHandling = strawberry.field(
        default=LeaveHandling.KEEP, description="What becomes of the provider's clients."
    )
    cover_provider_id: ID | None = optional(
        "Who covers meanwhile: another provider, at work. COVER needs one, whom you may assign to."
    )
    idempotency_key: ID | None = optional(KEY)


@strawberry.input(description="Who comes back from leave.")
class EndProviderLeaveInput:
    """Input of endProviderLeave."""

    provider_id: ID = strawberry.field(description="The provider, who must be on leave.")
    idempotency_key: ID | None = optional(KEY)
