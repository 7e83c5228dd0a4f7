"""The root of every write: input to command, use case, payload read afresh."""

from typing import TYPE_CHECKING, Annotated, cast

import strawberry

from caseload_gql.schema.info import RequestInfo
from caseload_gql.schema.inputs.admission import AdmitClientInput, WeeklyWindowInput
from caseload_gql.schema.inputs.assignment import (
    AssignClientInput,
    ReassignClientInput,
    ReturnClientToPoolInput,
    UndoAssignmentInput,
)
from caseload_gql.schema.inputs.capacity import SetProviderCapacityInput
from caseload_gql.schema.inputs.fields import given
from caseload_gql.schema.planned import behind_python
from caseload_gql.schema.types.payload import (
    ERRORS_KEY,
    AdmitClientPayload,
    AssignClientPayload,
    ReassignClientPayload,
    ReturnClientToPoolPayload,
    SetProviderCapacityPayload,
    UndoAssignmentPayload,
)
from caseload_gql.services import commands

if TYPE_CHECKING:
    from caseload_gql.services.outcome import Outcome

_INPUT = strawberry.argument(description="What to do, and to whom.")


@strawberry.type(description="What can be changed. Each change is one transaction, and is recorded.")
class Mutation:
    """The write side of the API."""

    @behind_python("Records a new client, who then waits in the pool.", action="client:write")
    @staticmethod
    async def admit_client(
        info: RequestInfo,
        input: Annotated[AdmitClientInput, _INPUT],  # noqa: A002  # named as in the API
    ) -> AdmitClientPayload | None:
        """Admit a client."""
        return cast("AdmitClientPayload", await _payload(info, await info.context.desk.admit_client(_admission(input))))

    @behind_python(
        "Gives a client of the pool to a provider. The gates and the capacity are checked as the change is made.",
        action="caseload:assign",
    )
    @staticmethod
    async def assign_client(
        info: RequestInfo,
        input: Annotated[AssignClientInput, _INPUT],  # noqa: A002  # named as in the API
    ) -> AssignClientPayload | None:
        """Assign a client."""
        command = commands.AssignClient(
            client_id=input.client_id,
            provider_id=input.provider_id,
            override_reason=given(input.override_reason),
            assigned_at=given(input.assigned_at),
            client_version=given(input.client_version),
        )
        return cast("AssignClientPayload", await _payload(info, await info.context.desk.assign_client(command)))

    @behind_python("Moves an active client to another provider in one step.", action="caseload:assign")
    @staticmethod
    async def reassign_client(
        info: RequestInfo,
        input: Annotated[ReassignClientInput, _INPUT],  # noqa: A002  # named as in the API
    ) -> ReassignClientPayload | None:
        """Move a client."""
        command = commands.ReassignClient(
            client_id=input.client_id,
            provider_id=input.provider_id,
            override_reason=given(input.override_reason),
            client_version=given(input.client_version),
        )
        return cast("ReassignClientPayload", await _payload(info, await info.context.desk.reassign_client(command)))

    @behind_python(
        "Opens a TRANSFER entry and ends the assignment, or keeps it until the move.", action="caseload:assign"
    )
    @staticmethod
    async def return_client_to_pool(
        info: RequestInfo,
        input: Annotated[ReturnClientToPoolInput, _INPUT],  # noqa: A002  # named as in the API
    ) -> ReturnClientToPoolPayload | None:
        """Send a client back."""
        command = commands.ReturnClientToPool(
            client_id=input.client_id,
            note=given(input.note),
            team_id=given(input.team_id),
            keep_provider_until_moved=input.keep_provider_until_moved,
            client_version=given(input.client_version),
        )
        outcome = await info.context.desk.return_client_to_pool(command)
        return cast("ReturnClientToPoolPayload", await _payload(info, outcome))

    @behind_python(
        "Takes back a client's latest assignment while no session has been held: to the previous provider if there is "
        "room, else the pool; the wait goes on as before.",
        action="caseload:undo",
    )
    @staticmethod
    async def undo_assignment(
        info: RequestInfo,
        input: Annotated[UndoAssignmentInput, _INPUT],  # noqa: A002  # named as in the API
    ) -> UndoAssignmentPayload | None:
        """Take an assignment back."""
        command = commands.UndoAssignment(assignment_id=input.assignment_id)
        return cast("UndoAssignmentPayload", await _payload(info, await info.context.desk.undo_assignment(command)))

    @behind_python(
        "Sets how much a provider may carry. Lowering it below the load moves nobody; it shows as overBy.",
        action="provider:write",
    )
    @staticmethod
    async def set_provider_capacity(
        info: RequestInfo,
        input: Annotated[SetProviderCapacityInput, _INPUT],  # noqa: A002  # named as in the API
    ) -> SetProviderCapacityPayload | None:
        """Set a capacity."""
        command = commands.SetProviderCapacity(
            provider_id=input.provider_id,
            capacity=input.capacity,
            provider_version=given(input.provider_version),
        )
        outcome = await info.context.desk.set_provider_capacity(command)
        return cast("SetProviderCapacityPayload", await _payload(info, outcome))


async def _payload(info: RequestInfo, outcome: "Outcome") -> dict[str, object]:
    rows = await info.context.read_payload(info, outcome)
    return {**rows, ERRORS_KEY: outcome.user_errors}


def _admission(admitted: AdmitClientInput) -> commands.AdmitClient:
    windows = given(admitted.availability)
    return commands.AdmitClient(
        name=admitted.name,
        insurance_status=admitted.insurance_status,
        date_of_birth=given(admitted.date_of_birth),
        intake_date=given(admitted.intake_date),
        payer=given(admitted.payer),
        location_id=given(admitted.location_id),
        telehealth_ok=given(admitted.telehealth_ok),
        service_requirements=given(admitted.service_requirements),
        languages=given(admitted.languages),
        case_weight=given(admitted.case_weight),
        attributes=given(admitted.attributes),
        team_id=given(admitted.team_id),
        priority=given(admitted.priority),
        note=given(admitted.note),
        external_id=given(admitted.external_id),
        availability=None if windows is None else tuple(_window(window) for window in windows),
        preferred_provider_id=given(admitted.preferred_provider_id),
        do_not_match_provider_ids=given(admitted.do_not_match_provider_ids),
    )


def _window(window: WeeklyWindowInput) -> commands.Window:
    return commands.Window(window.weekday, window.starts, window.ends)
