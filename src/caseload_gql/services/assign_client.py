"""Use case: a client of the pool is given to a provider."""

from datetime import datetime

from sqlalchemy import select

from caseload_gql.db.models import Assignment, Client, Provider
from caseload_gql.domain.events import Event, EventType
from caseload_gql.domain.lifecycle import Step
from caseload_gql.domain.vocabulary import AssignmentEndReason, ClientStatus, PoolEntryOutcome
from caseload_gql.errors import UserError, UserErrorCode
from caseload_gql.policy.actions import ASSIGN
from caseload_gql.services.commands import AssignClient
from caseload_gql.services.gatekeeping import judge
from caseload_gql.services.journal import changes
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.refusal import Refused, barred, not_allowed, not_found, problem, stale
from caseload_gql.services.standing import Standing, assign, end, leave_pool, stand
from caseload_gql.services.wording import NOTE_LENGTH, cleaned_or_none
from caseload_gql.services.write import Write


async def assign_client(write: Write, command: AssignClient, score: int | None) -> Outcome:
    """Close the open pool entry and make the provider responsible; a client waiting for a transfer is moved.

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
    provider = standing.providers[command.provider_id]
    at = command.assigned_at or standing.at
    override = cleaned_or_none(command.override_reason, problems, "overrideReason", maximum=NOTE_LENGTH)
    problems += _out_of_state(standing, command)
    if command.assigned_at is not None:
        problems += await _misdated(write, standing, command.assigned_at)
    if problems:
        raise Refused(problems, _shown(standing, command))
    judgement = await judge(write, standing, provider, override)
    if judgement.problems:
        raise Refused(judgement.problems, _shown(standing, command))
    assigned = await _carry_out(write, standing, provider, at, judgement.override_reason, score)
    if not await write.within(ASSIGN, Client, command.client_id):
        raise Refused([not_allowed("client", "clientId")], _shown(standing, command))
    return Outcome(ids={**_shown(standing, command), "assignment": assigned.id})


def _shown(standing: Standing | None, command: AssignClient) -> dict[str, str | None]:
    shown: dict[str, str | None] = {"client": command.client_id, "provider": command.provider_id}
    if standing is None:
        return shown
    previous = standing.present_provider
    return shown | standing.ids() | {"previous_provider": None if previous is None else previous.id}


def _out_of_state(standing: Standing, command: AssignClient) -> list[UserError]:
    if command.client_version not in {None, standing.client.version}:
        return [stale("client", "clientVersion")]
    present = standing.assignment
    if present is not None and present.provider_id == command.provider_id:
        return [problem(UserErrorCode.ALREADY_ASSIGNED, "The client is with this provider already.", "clientId")]
    return barred(Step.ASSIGN, standing.stand, "clientId")


async def _misdated(write: Write, standing: Standing, at: datetime) -> list[UserError]:
    """Problems of a backdated assignment; an interval may begin where an earlier one ends, not before."""
    if at > write.now():
        return [problem(UserErrorCode.INVALID, "assignedAt lies in the future.", "assignedAt")]
    if write.day_of(at) < standing.client.intake_date:
        return [problem(UserErrorCode.INVALID, "assignedAt lies before the client's intake date.", "assignedAt")]
    overlapped = await write.unit.session.scalar(
        select(Assignment.id).where(Assignment.client_id == standing.client.id, Assignment.ended_at > at).limit(1)
    )
    present = standing.assignment
    held = None if present is None else max(present.assigned_at, present.first_session_at or present.assigned_at)
    if overlapped is not None or (held is not None and held > at):
        message = "assignedAt lies within an earlier assignment of the client."
        return [problem(UserErrorCode.INVALID, message, "assignedAt")]
    return []


async def _carry_out(
    write: Write,
    standing: Standing,
    provider: Provider,
    at: datetime,
    override_reason: str | None,
    score: int | None,
) -> Assignment:
    client, entry, previous = standing.client, standing.entry, standing.assignment
    before = client.status
    if previous is not None:
        await end(write, standing, at, AssignmentEndReason.TRANSFERRED)
    if entry is not None:
        await leave_pool(write, entry, at, PoolEntryOutcome.ASSIGNED)
    assigned = assign(
        write, standing, provider, at, override_reason=override_reason, score=score, entry=entry, previous=previous
    )
    client.status = ClientStatus.ACTIVE
    client.version += 1
    await write.unit.session.flush()
    write.record(
        Event(
            EventType.CLIENT_ASSIGNED,
            standing.at,
            client_id=client.id,
            provider_id=provider.id,
            pool_entry_id=None if entry is None else entry.id,
            assignment_id=assigned.id,
            override_reason=override_reason,
            changes=changes(
                {
                    "status": (before, client.status),
                    "providerId": (None if previous is None else previous.provider_id, provider.id),
                    "assignedAt": (None if previous is None else previous.assigned_at, at),
                    "poolEntryOutcome": (None, None if entry is None else entry.outcome),
                }
            ),
        )
    )
    return assigned
