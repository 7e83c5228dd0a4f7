"""Use case: the first session of the present assignment is recorded, or its time corrected."""

from datetime import datetime

from caseload_gql.db.models import Assignment
from caseload_gql.domain.events import Event, EventType
from caseload_gql.domain.lifecycle import Step
from caseload_gql.errors import UserErrorCode
from caseload_gql.policy.actions import ASSIGN
from caseload_gql.services.commands import RecordFirstSession
from caseload_gql.services.journal import changes
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.refusal import Refused, barred, problem
from caseload_gql.services.standing import Standing, stand_within
from caseload_gql.services.write import Write


async def record_first_session(write: Write, command: RecordFirstSession) -> Outcome:
    """Record when the first session was held; the same time once more changes nothing. Raises `Refused`."""
    standing = await stand_within(write, ASSIGN, command.client_id)
    assignment = standing.assignment
    if assignment is None:
        raise Refused(barred(Step.FIRST_SESSION, standing.stand, "clientId"), standing.ids())
    if command.at > write.now():
        raise Refused([problem(UserErrorCode.INVALID, "at lies in the future.", "at")], standing.ids())
    if command.at < assignment.assigned_at:
        message = "at lies before the present assignment began."
        raise Refused([problem(UserErrorCode.INVALID, message, "at")], standing.ids())
    if command.at != assignment.first_session_at:
        await _carry_out(write, standing, assignment, command.at)
    return Outcome(ids=standing.ids() | {"assignment": assignment.id})


async def _carry_out(write: Write, standing: Standing, assignment: Assignment, at: datetime) -> None:
    before = assignment.first_session_at
    assignment.first_session_at = at
    assignment.first_session_on = standing.day_of(write, at)
    standing.client.version += 1
    await write.unit.session.flush()
    write.record(
        Event(
            EventType.FIRST_SESSION_RECORDED,
            standing.at,
            client_id=standing.client.id,
            provider_id=assignment.provider_id,
            assignment_id=assignment.id,
            changes=changes({"firstSessionAt": (before, at)}),
        )
    )
