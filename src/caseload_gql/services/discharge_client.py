"""Use case: a client's care ends."""

from caseload_gql.domain.events import Event, EventType
from caseload_gql.domain.lifecycle import Step
from caseload_gql.domain.vocabulary import AssignmentEndReason, ClientStatus, PoolEntryOutcome
from caseload_gql.errors import UserError
from caseload_gql.policy.actions import ASSIGN
from caseload_gql.services.commands import DischargeClient
from caseload_gql.services.journal import changes
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.refusal import Refused, barred, stale
from caseload_gql.services.standing import Standing, end, leave_pool, stand_within
from caseload_gql.services.wording import NOTE_LENGTH, cleaned_or_none
from caseload_gql.services.write import Write


async def discharge_client(write: Write, command: DischargeClient) -> Outcome:
    """End the assignment, close the open pool entry, and give the provider's room free.

    Scope is checked before only: who leads a team no longer sees a client whom they discharged. Raises `Refused`.
    """
    standing = await stand_within(write, ASSIGN, command.client_id)
    problems: list[UserError] = []
    note = cleaned_or_none(command.note, problems, "note", maximum=NOTE_LENGTH)
    problems += _out_of_state(standing, command)
    if problems:
        raise Refused(problems, standing.ids_and_provider())
    await _carry_out(write, standing, note)
    return Outcome(ids=standing.ids_and_provider())


def _out_of_state(standing: Standing, command: DischargeClient) -> list[UserError]:
    if command.client_version not in {None, standing.client.version}:
        return [stale("client", "clientVersion")]
    return barred(Step.DISCHARGE, standing.stand, "clientId")


async def _carry_out(write: Write, standing: Standing, note: str | None) -> None:
    client, entry, assignment = standing.client, standing.entry, standing.assignment
    before = client.status
    if assignment is not None:
        await end(write, standing, standing.at, AssignmentEndReason.DISCHARGED)
    if entry is not None:
        await leave_pool(write, entry, standing.at, PoolEntryOutcome.DISCHARGED)
    client.status = ClientStatus.DISCHARGED
    client.version += 1
    await write.unit.session.flush()
    write.record(
        Event(
            EventType.CLIENT_DISCHARGED,
            standing.at,
            client_id=client.id,
            provider_id=None if assignment is None else assignment.provider_id,
            pool_entry_id=None if entry is None else entry.id,
            assignment_id=None if assignment is None else assignment.id,
            changes=changes(
                {
                    "status": (before, client.status),
                    "providerId": (None if assignment is None else assignment.provider_id, None),
                    "endReason": (None, None if assignment is None else assignment.end_reason),
                    "poolEntryOutcome": (None, None if entry is None else entry.outcome),
                    "note": (None, note),
                }
            ),
        )
    )
