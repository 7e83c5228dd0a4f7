"""The root of every write: input to command, use case, payload read afresh."""

from typing import TYPE_CHECKING, Annotated, cast

import strawberry

from caseload_gql.schema.info import RequestInfo
from caseload_gql.schema.inputs.admission import AdmitClientInput, UpdateClientInput, WeeklyWindowInput
from caseload_gql.schema.inputs.assignment import (
    AssignClientInput,
    DischargeClientInput,
    ReadmitClientInput,
    ReassignClientInput,
    RecordFirstSessionInput,
    ReturnClientToPoolInput,
    RoutePoolEntryInput,
    UndoAssignmentInput,
    WithdrawTransferInput,
)
from caseload_gql.schema.inputs.capacity import SetProviderCapacityInput
from caseload_gql.schema.inputs.fields import given, said
from caseload_gql.schema.planned import behind_python
from caseload_gql.schema.types.payload import (
    ERRORS_KEY,
    AdmitClientPayload,
    AssignClientPayload,
    DischargeClientPayload,
    ReadmitClientPayload,
    ReassignClientPayload,
    RecordFirstSessionPayload,
    ReturnClientToPoolPayload,
    RoutePoolEntryPayload,
    SetProviderCapacityPayload,
    UndoAssignmentPayload,
    UpdateClientPayload,
    WithdrawTransferPayload,
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
        "Ends a client's care: the assignment and the open pool entry are closed; nothing is deleted.",
        action="caseload:assign",
    )
    @staticmethod
    async def discharge_client(
        info: RequestInfo,
        input: Annotated[DischargeClientInput, _INPUT],  # noqa: A002  # named as in the API
    ) -> DischargeClientPayload | None:
        """End a client's care."""
        command = commands.DischargeClient(
            client_id=input.client_id,
            note=given(input.note),
            client_version=given(input.client_version),
        )
        outcome = await info.context.desk.discharge_client(command)
        return cast("DischargeClientPayload", await _payload(info, outcome))

    @behind_python(
        "Lets a discharged client come back: a RETURNING entry opens, and the wait begins anew.",
        action="caseload:assign",
    )
    @staticmethod
    async def readmit_client(
        info: RequestInfo,
        input: Annotated[ReadmitClientInput, _INPUT],  # noqa: A002  # named as in the API
    ) -> ReadmitClientPayload | None:
        """Let a client come back."""
        command = commands.ReadmitClient(
            client_id=input.client_id,
            intake_date=given(input.intake_date),
            team_id=given(input.team_id),
        )
        outcome = await info.context.desk.readmit_client(command)
        return cast("ReadmitClientPayload", await _payload(info, outcome))

    @behind_python(
        "Records when the first session with the present provider was held; once more, it corrects the time.",
        action="caseload:assign",
    )
    @staticmethod
    async def record_first_session(
        info: RequestInfo,
        input: Annotated[RecordFirstSessionInput, _INPUT],  # noqa: A002  # named as in the API
    ) -> RecordFirstSessionPayload | None:
        """Record a first session."""
        command = commands.RecordFirstSession(
            client_id=input.client_id,
            at=input.at,
        )
        outcome = await info.context.desk.record_first_session(command)
        return cast("RecordFirstSessionPayload", await _payload(info, outcome))

    @behind_python(
        "Closes an open TRANSFER entry (WITHDRAWN): the client stays with the provider.", action="caseload:assign"
    )
    @staticmethod
    async def withdraw_transfer(
        info: RequestInfo,
        input: Annotated[WithdrawTransferInput, _INPUT],  # noqa: A002  # named as in the API
    ) -> WithdrawTransferPayload | None:
        """Let a client stay."""
        command = commands.WithdrawTransfer(
            client_id=input.client_id,
        )
        outcome = await info.context.desk.withdraw_transfer(command)
        return cast("WithdrawTransferPayload", await _payload(info, outcome))

    @behind_python(
        "Sends a pool entry to a team, or to none; sets its priority and note. An entry that has gone out of sight "
        "comes back as null.",
        action="caseload:assign",
    )
    @staticmethod
    async def route_pool_entry(
        info: RequestInfo,
        input: Annotated[RoutePoolEntryInput, _INPUT],  # noqa: A002  # named as in the API
    ) -> RoutePoolEntryPayload | None:
        """Send an entry to a team."""
        command = commands.RoutePoolEntry(
            pool_entry_id=input.pool_entry_id,
            team_id=said(input.team_id),
            priority=said(input.priority),
            note=said(input.note),
            pool_entry_version=given(input.pool_entry_version),
        )
        outcome = await info.context.desk.route_pool_entry(command)
        return cast("RoutePoolEntryPayload", await _payload(info, outcome))

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
        "Changes what is recorded of a client. What is left out stays as it is; null clears.", action="client:write"
    )
    @staticmethod
    async def update_client(
        info: RequestInfo,
        input: Annotated[UpdateClientInput, _INPUT],  # noqa: A002  # named as in the API
    ) -> UpdateClientPayload | None:
        """Change a client."""
        outcome = await info.context.desk.update_client(_update(input))
        return cast("UpdateClientPayload", await _payload(info, outcome))

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


def _update(updated: UpdateClientInput) -> commands.UpdateClient:
    windows = said(updated.availability)
    return commands.UpdateClient(
        client_id=updated.client_id,
        name=said(updated.name),
        date_of_birth=said(updated.date_of_birth),
        insurance_status=said(updated.insurance_status),
        payer=said(updated.payer),
        location_id=said(updated.location_id),
        telehealth_ok=said(updated.telehealth_ok),
        service_requirements=said(updated.service_requirements),
        languages=said(updated.languages),
        case_weight=said(updated.case_weight),
        attributes=said(updated.attributes),
        intake_date=said(updated.intake_date),
        external_id=said(updated.external_id),
        availability=tuple(_window(window) for window in windows) if isinstance(windows, list) else windows,
        preferred_provider_id=said(updated.preferred_provider_id),
        do_not_match_provider_ids=said(updated.do_not_match_provider_ids),
        client_version=given(updated.client_version),
    )


def _window(window: WeeklyWindowInput) -> commands.Window:
    return commands.Window(window.weekday, window.starts, window.ends)
