"""Use case: a client's latest assignment is taken back while no session has been held."""

from typing import TypeVar

from caseload_gql.db.models import Assignment, Client, PoolEntry, Provider
from caseload_gql.domain.events import Event, EventType
from caseload_gql.domain.lifecycle import NOT_LATEST, Step
from caseload_gql.domain.vocabulary import AssignmentEndReason, ClientStatus, PoolEntryOutcome
from caseload_gql.errors import UserError, UserErrorCode
from caseload_gql.policy.actions import READ, UNDO
from caseload_gql.services.commands import UndoAssignment
from caseload_gql.services.gatekeeping import failed_gates
from caseload_gql.services.journal import changes
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.refusal import Refused, barred, not_allowed, not_found, problem
from caseload_gql.services.standing import Standing, assign, end, enter_pool, leave_pool, stand
from caseload_gql.services.write import Write, could_be_id

_PATH = "assignmentId"

Row = TypeVar("Row", Assignment, PoolEntry)


async def undo_assignment(write: Write, command: UndoAssignment) -> Outcome:
    """Give the client back to the previous provider where all gates pass, else to the pool; the first wait goes on.

    Both assignments stay in the history: the one taken back ends as UNDONE, a new row stands for the previous one.
    Raises `Refused`.
    """
    undone = await _read(write, Assignment, command.assignment_id)
    if undone is None:
        raise Refused([not_found("assignment", _PATH)])
    previous = await _read(write, Assignment, undone.previous_assignment_id)
    providers = [undone.provider_id] if previous is None else [undone.provider_id, previous.provider_id]
    standing = await stand(write, undone.client_id, providers)
    hidden = await _out_of_scope(write, undone)
    if standing is None or hidden is not None:
        raise Refused([hidden or not_found("assignment", _PATH)])
    await write.unit.session.refresh(undone)
    shown = _shown(standing, undone, previous)
    problems = _out_of_state(standing, undone, previous)
    if problems:
        raise Refused(problems, shown)
    entry = await _carry_out(write, standing, undone, previous)
    if not await write.within(UNDO, Client, undone.client_id):
        raise Refused([not_allowed("client", _PATH)], shown)
    return Outcome(ids={**shown, "assignment": undone.id, "pool_entry": None if entry is None else entry.id})


async def _read(write: Write, model: type[Row], row_id: str | None) -> Row | None:
    if row_id is None or not could_be_id(row_id):
        return None
    return await write.unit.session.get(model, row_id)


async def _out_of_scope(write: Write, undone: Assignment) -> UserError | None:
    if not (await write.within(READ, Assignment, undone.id) and await write.within(READ, Client, undone.client_id)):
        return not_found("assignment", _PATH)
    if not await write.within(UNDO, Client, undone.client_id):
        return not_allowed("assignment", _PATH)
    return None


def _shown(standing: Standing, undone: Assignment, previous: Assignment | None) -> dict[str, str | None]:
    return standing.ids() | {
        "provider": undone.provider_id,
        "previous_provider": None if previous is None else previous.provider_id,
    }


def _out_of_state(standing: Standing, undone: Assignment, previous: Assignment | None) -> list[UserError]:
    if standing.assignment is None:
        return barred(Step.UNDO, standing.stand, _PATH)
    if standing.assignment.id != undone.id:
        return [problem(NOT_LATEST.code, NOT_LATEST.sentence, _PATH)]
    if undone.first_session_at is not None:
        message = "A session has been held: return or reassign the client instead."
        return [problem(UserErrorCode.CONFLICT, message, _PATH)]
    if previous is not None and previous.end_reason is AssignmentEndReason.UNDONE:
        message = "This assignment came of taking another back: return or reassign the client instead."
        return [problem(UserErrorCode.CONFLICT, message, _PATH)]
    return []


async def _carry_out(
    write: Write, standing: Standing, undone: Assignment, previous: Assignment | None
) -> PoolEntry | None:
    client, at, before = standing.client, standing.at, standing.client.status
    await end(write, standing, at, AssignmentEndReason.UNDONE)
    back_to = None if previous is None else standing.providers[previous.provider_id]
    if back_to is not None and not await failed_gates(write, standing, back_to):
        assign(write, standing, back_to, at, previous=undone)
        await _withdraw(write, standing)
        entry = await _reopened(write, undone)
        after: str | None = back_to.id
    else:
        if undone.pool_entry_id is not None:
            await _withdraw(write, standing)
        entry = await _reopened(write, undone) or _waiting(write, standing, undone)
        client.status = ClientStatus.WAITING
        after = None
    client.version += 1
    await write.unit.session.flush()
    write.record(
        Event(
            EventType.ASSIGNMENT_UNDONE,
            at,
            client_id=client.id,
            provider_id=undone.provider_id,
            pool_entry_id=None if entry is None else entry.id,
            assignment_id=undone.id,
            changes=changes(
                {
                    "status": (before, client.status),
                    "providerId": (undone.provider_id, after),
                    "endReason": (None, AssignmentEndReason.UNDONE),
                }
            ),
        )
    )
    return entry


async def _withdraw(write: Write, standing: Standing) -> None:
    """A transfer asked for since the assignment has lost its object."""
    if standing.entry is not None:
        await leave_pool(write, standing.entry, standing.at, PoolEntryOutcome.WITHDRAWN)


async def _reopened(write: Write, undone: Assignment) -> PoolEntry | None:
    """The entry that the assignment closed, open again."""
    original = await _read(write, PoolEntry, undone.pool_entry_id)
    if original is None:
        return None
    original.left_at = None
    original.left_on = None
    original.outcome = None
    original.version += 1
    return original


def _waiting(write: Write, standing: Standing, undone: Assignment) -> PoolEntry:
    """The open entry, or a new one, for a client who came without a stay in the pool."""
    provider: Provider = standing.providers[undone.provider_id]
    return standing.entry or enter_pool(write, standing, provider, team_id=provider.team_id)
