"""Changes of providers."""

import strawberry

from caseload_gql.policy.actions import PROVIDER_WRITE
from caseload_gql.schema.inputs.capacity import SetProviderCapacityInput
from caseload_gql.schema.mutations.field import mutation
from caseload_gql.schema.types.payload import SetProviderCapacityPayload
from caseload_gql.services import commands


@strawberry.type
class ProviderMutations:
    """What can be changed of providers."""

    set_provider_capacity = mutation(
        "Sets how much a provider may carry. Lowering it below the load moves nobody; it shows as overBy.",
        action=PROVIDER_WRITE,
        takes=SetProviderCapacityInput,
        makes=commands.SetProviderCapacity,
        gives=SetProviderCapacityPayload,
    )
