"""What departProvider and reinstateProvider take."""

import strawberry
from strawberry import ID

from caseload_gql.schema.inputs.fields import KEY, optional


@strawberry.input(description="Who leaves the practice.")
class DepartProviderInput:
    """Input of departProvider."""

    provider_id: ID = strawberry.field(description="The provider, at work or on leave.")
    idempotency_key: ID | None = optional(KEY)


@strawberry.input(description="Who comes back to the practice.")
class ReinstateProviderInput:
    """Input of reinstateProvider."""

    provider_id: ID = strawberry.field(description="The provider, who must have left.")
    capacity: int | None = optional(
        "The load the provider may carry from now on, 0 to 10,000; as before where left out."
    )
    idempotency_key: ID | None = optional(KEY)
