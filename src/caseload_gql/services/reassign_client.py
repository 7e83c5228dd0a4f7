"""Use case: an active client is moved to another provider in one step."""

from caseload_gql.db.models import Assignment, Client, Provider
from caseload_gql.domain.events import Event, EventType
from caseload_gql.domain.lifecycle import Step
from caseload_gql.domain.vocabulary import AssignmentEndReason, PoolEntryOutcome
from caseload_gql.errors import UserError, UserErrorCode
from caseload_gql.policy.actions import ASSIGN
from caseload_gql.services.commands import ReassignClient
from caseload_gql.services.gatekeeping import judge
from caseload_gql.services.journal import changes
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.refusal import Refused, barred, not_allowed, not_found, problem, stale
from caseload_gql.services.standing import Standing, assign, end, leave_pool, stand
from caseload_gql.services.wording import NOTE_LENGTH, cleaned_or_none
from caseload_gql.services.write import Write


async def reassign_client(write: Write, command: ReassignClient, score: int | None) -> Outcome:
    """End the present assignment and begin the next at the same instant; an open pool entry is closed with it.

    `score` is the fit of the pair in ten-thousandths, or None where it was not ranked. Raises `Refused`.
    """
    standing = await stand(write, command.client_id, [command.provider_id])
    problems = [
        found
        for found in (
            await write.out_of_scope(ASSIGN, Client, command.client_id, "clientId"),
            await write.out_of_scope(ASSIGN, Provider, command.provider_id, "providerId"),
        )
        if found is not None
    ]
    if standing is None or problems:
        raise Refused(problems or [not_found("client", "clientId")], _shown(standing, command))
    override = cleaned_or_none(command.override_reason, problems, "overrideReason", maximum=NOTE_LENGTH)
    problems += _out_of_state(standing, command)
    if problems:
        raise Refused(problems, _shown(standing, command))
    provider = standing.providers[command.provider_id]
    judgement = await judge(write, standing, provider, override)
    if judgement.problems:
        raise Refused(judgement.problems, _shown(standing, command))
    assigned = await _carry_out(write, standing, provider, judgement.override_reason, score)
    if not await write.within(ASSIGN, Client, command.client_id):
        raise Refused([not_allowed("client", "clientId")], _shown(standing, command))
    return Outcome(ids={**_shown(standing, command), "assignment": assigned.id})


def _shown(standing: Standing | None, command: ReassignClient) -> dict[str, str | None]:
    shown: dict[str, str | None] = {"client": command.client_id, "provider": command.provider_id}
    if standing is None:
        return shown
    present = standing.assignment
    return shown | standing.ids() | {"previous_provider": None if present is None else present.provider_id}


def _out_of_state(standing: Standing, command: ReassignClient) -> list[UserError]:
    if command.client_version not in {None, standing.client.version}:
        return [stale("client", "clientVersion")]
    present = standing.assignment
    if present is not None and present.provider_id == command.provider_id:
        return [problem(UserErrorCode.ALREADY_ASSIGNED, "The client is with this provider already.", "clientId")]
    return barred(Step.REASSIGN, standing.stand, "clientId")


async def _carry_out(
    write: Write, standing: Standing, provider: Provider, override_reason: str | None, score: int | None
) -> Assignment:
    client, entry, at = standing.client, standing.entry, standing.at
    previous = await end(write, standing, at, AssignmentEndReason.TRANSFERRED)
    if entry is not None:
        await leave_pool(write, entry, at, PoolEntryOutcome.ASSIGNED)
    assigned = assign(
        write, standing, provider, at, override_reason=override_reason, score=score, entry=entry, previous=previous
    )
    client.version += 1
    await write.unit.session.flush()
    write.record(
        Event(
            EventType.CLIENT_REASSIGNED,
            at,
            client_id=client.id,
            provider_id=provider.id,
            pool_entry_id=None if entry is None else entry.id,
            assignment_id=assigned.id,
            override_reason=override_reason,
            changes=changes(
                {
                    "providerId": (previous.provider_id, provider.id),
                    "assignedAt": (previous.assigned_at, at),
                    "poolEntryOutcome": (None, None if entry is None else entry.outcome),
                }
            ),
        )
    )
    return assigned
