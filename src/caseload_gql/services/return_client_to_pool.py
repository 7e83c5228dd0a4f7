"""Use case: an active client goes back to the pool, at once or when the move is made."""

from caseload_gql.db.models import Client, PoolEntry, Provider, Team
from caseload_gql.domain.events import Event, EventType
from caseload_gql.domain.lifecycle import Step
from caseload_gql.domain.vocabulary import AssignmentEndReason, ClientStatus
from caseload_gql.errors import UserError
from caseload_gql.policy.actions import ASSIGN, READ
from caseload_gql.services.commands import ReturnClientToPool
from caseload_gql.services.journal import changes
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.refusal import Refused, barred, not_allowed, not_found, stale
from caseload_gql.services.standing import Standing, end, enter_pool, stand
from caseload_gql.services.wording import NOTE_LENGTH, cleaned_or_none
from caseload_gql.services.write import Write


async def return_client_to_pool(write: Write, command: ReturnClientToPool) -> Outcome:
    """Open a TRANSFER entry, or keep the one that is open, and end the assignment unless the provider is kept.

    The entry goes to the team asked for, else the provider's. Raises `Refused`.
    """
    standing = await stand(write, command.client_id, [])
    problems = [
        found
        for found in (
            await write.out_of_scope(ASSIGN, Client, command.client_id, "clientId"),
            None if command.team_id is None else await write.out_of_scope(READ, Team, command.team_id, "teamId"),
        )
        if found is not None
    ]
    if standing is None or problems:
        raise Refused(problems or [not_found("client", "clientId")], _shown(standing, command))
    note = cleaned_or_none(command.note, problems, "note", maximum=NOTE_LENGTH)
    problems += _out_of_state(standing, command)
    provider = standing.present_provider
    if problems or provider is None:
        raise Refused(problems, _shown(standing, command))
    shown = _shown(standing, command)
    entry = await _carry_out(write, standing, provider, command, note)
    if not await write.within(ASSIGN, Client, command.client_id):
        path = "clientId" if command.team_id is None else "teamId"
        raise Refused([not_allowed("client", path)], shown)
    return Outcome(ids={**shown, "pool_entry": entry.id})


def _shown(standing: Standing | None, command: ReturnClientToPool) -> dict[str, str | None]:
    shown: dict[str, str | None] = {"client": command.client_id}
    if standing is None:
        return shown
    present = standing.assignment
    return shown | standing.ids() | {"provider": None if present is None else present.provider_id}


def _out_of_state(standing: Standing, command: ReturnClientToPool) -> list[UserError]:
    if command.client_version not in {None, standing.client.version}:
        return [stale("client", "clientVersion")]
    step = Step.RETURN_KEEPING if command.keep_provider_until_moved else Step.RETURN
    return barred(step, standing.stand, "clientId")


async def _carry_out(
    write: Write, standing: Standing, provider: Provider, command: ReturnClientToPool, note: str | None
) -> PoolEntry:
    client, at = standing.client, standing.at
    status = client.status
    entry = standing.entry
    before = (None, None) if entry is None else (entry.team_id, entry.note)
    if entry is None:
        team_id = command.team_id or provider.team_id
        entry = enter_pool(write, standing, provider, team_id=team_id, note=note)
    else:
        entry.team_id = command.team_id or entry.team_id
        entry.note = note or entry.note
        entry.version += 1
    if not command.keep_provider_until_moved:
        await end(write, standing, at, AssignmentEndReason.RETURNED_TO_POOL)
        client.status = ClientStatus.WAITING
    client.version += 1
    await write.unit.session.flush()
    kept = command.keep_provider_until_moved
    write.record(
        Event(
            EventType.CLIENT_RETURNED_TO_POOL,
            at,
            client_id=client.id,
            provider_id=provider.id,
            pool_entry_id=entry.id,
            assignment_id=None if standing.assignment is None else standing.assignment.id,
            changes=changes(
                {
                    "status": (status, client.status),
                    "providerId": (provider.id, provider.id if kept else None),
                    "teamId": (before[0], entry.team_id),
                    "note": (before[1], entry.note),
                }
            ),
        )
    )
    return entry
