"""Changes of providers."""

import strawberry

from caseload_gql.policy.actions import PROVIDER_MANAGE, PROVIDER_WRITE
from caseload_gql.schema.inputs.capacity import SetProviderCapacityInput
from caseload_gql.schema.inputs.departure import DepartProviderInput, ReinstateProviderInput
from caseload_gql.schema.inputs.leave import EndProviderLeaveInput, StartProviderLeaveInput
from caseload_gql.schema.inputs.profile import AddProviderInput, UpdateProviderInput
from caseload_gql.schema.mutations.field import mutation
from caseload_gql.schema.types import payload
from caseload_gql.services import commands, provider_commands


@strawberry.type
class ProviderMutations:
    """What can be changed of providers."""

    add_provider = mutation(
        "Records a new provider, who can be given clients at once.",
        action=PROVIDER_MANAGE,
        takes=AddProviderInput,
        makes=provider_commands.AddProvider,
        gives=payload.AddProviderPayload,
    )
    update_provider = mutation(
        "Changes what is recorded of a provider. What is left out stays as it is; null clears. Nobody is moved.",
        action=PROVIDER_WRITE,
        takes=UpdateProviderInput,
        makes=provider_commands.UpdateProvider,
        gives=payload.UpdateProviderPayload,
    )
    set_provider_capacity = mutation(
        "Sets how much a provider may carry. Lowering it below the load moves nobody; it shows as overBy.",
        action=PROVIDER_WRITE,
        takes=SetProviderCapacityInput,
        makes=commands.SetProviderCapacity,
        gives=payload.SetProviderCapacityPayload,
    )
    depart_provider = mutation(
        "Lets a provider leave the practice: all clients go to the pool (PROVIDER_LEFT), in one transaction, and "
        "nobody can be assigned to the provider any more. Leaves that the provider covers go on without a cover.",
        action=PROVIDER_MANAGE,
        takes=DepartProviderInput,
        makes=provider_commands.DepartProvider,
        gives=payload.DepartProviderPayload,
    )
    reinstate_provider = mutation(
        "Lets a provider who left come back to the practice. The clients of before stay where they are.",
        action=PROVIDER_MANAGE,
        takes=ReinstateProviderInput,
        makes=provider_commands.ReinstateProvider,
        gives=payload.ReinstateProviderPayload,
    )
    start_provider_leave = mutation(
        "Puts a provider on leave, in one transaction with what becomes of the clients: they stay, move to who covers "
        "as far as the gates allow, or go to the pool. No new ones come meanwhile.",
        action=PROVIDER_WRITE,
        takes=StartProviderLeaveInput,
        makes=provider_commands.StartProviderLeave,
        gives=payload.StartProviderLeavePayload,
    )
    end_provider_leave = mutation(
        "Lets a provider come back from leave, with the capacity of before. Who was moved stays there.",
        action=PROVIDER_WRITE,
        takes=EndProviderLeaveInput,
        makes=provider_commands.EndProviderLeave,
        gives=payload.EndProviderLeavePayload,
    )
