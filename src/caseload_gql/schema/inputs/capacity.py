"""What setProviderCapacity takes."""

import strawberry
from strawberry import ID

from caseload_gql.schema.inputs.fields import optional


@strawberry.input(description="How much a provider may carry.")
class SetProviderCapacityInput:
    """Input of setProviderCapacity."""

    provider_id: ID = strawberry.field(description="The provider.")
    capacity: int = strawberry.field(
        description="The load the provider may carry, 0 to 10,000. It may lie below the present load; nobody is moved."
    )
    provider_version: int | None = optional("The provider's version as last read; STALE when it has changed since.")
