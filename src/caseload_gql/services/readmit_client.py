"""Use case: a discharged client comes back, and waits anew."""

from datetime import date

from sqlalchemy import func, select

from caseload_gql.db.ids import fresh_id
from caseload_gql.db.models import Assignment, Client, PoolEntry, Team
from caseload_gql.domain.events import Event, EventType
from caseload_gql.domain.lifecycle import Step
from caseload_gql.domain.vocabulary import ClientStatus, PoolReason
from caseload_gql.errors import UserError, UserErrorCode
from caseload_gql.policy.actions import ASSIGN, READ
from caseload_gql.services.commands import ReadmitClient
from caseload_gql.services.journal import changes
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.refusal import Refused, barred, not_allowed, problem
from caseload_gql.services.standing import Standing, stand_within
from caseload_gql.services.write import Write


async def readmit_client(write: Write, command: ReadmitClient) -> Outcome:
    """Open a RETURNING entry as of now and count the wait since intake from the new intake date.

    Raises `Refused`.
    """
    standing = await stand_within(write, ASSIGN, command.client_id)
    problems: list[UserError] = []
    unseen = None if command.team_id is None else await write.out_of_scope(READ, Team, command.team_id, "teamId")
    if unseen is not None:
        problems.append(unseen)
    out_of_state = barred(Step.READMIT, standing.stand, "clientId")
    problems += out_of_state
    if command.intake_date is not None and not out_of_state:
        problems += await _misdated(write, standing, command.intake_date)
    if problems:
        raise Refused(problems, standing.ids())
    entry = await _carry_out(write, standing, command)
    if not await write.within(ASSIGN, Client, command.client_id):
        path = "clientId" if command.team_id is None else "teamId"
        raise Refused([not_allowed("client", path)], standing.ids())
    return Outcome(ids=standing.ids() | {"pool_entry": entry.id})


async def _misdated(write: Write, standing: Standing, intake: date) -> list[UserError]:
    """Problems of the new intake date: it lies between the discharge and today."""
    client_id = standing.client.id
    served = await write.unit.session.scalar(
        select(func.max(Assignment.ended_on)).where(Assignment.client_id == client_id)
    )
    waited = await write.unit.session.scalar(
        select(func.max(PoolEntry.left_on)).where(PoolEntry.client_id == client_id)
    )
    known = [standing.client.intake_date, *(each for each in (served, waited) if each is not None)]
    if intake < max(known):
        message = "intakeDate lies before the day on which the client was discharged."
        return [problem(UserErrorCode.INVALID, message, "intakeDate")]
    if intake > write.day_of(standing.at):
        return [problem(UserErrorCode.INVALID, "intakeDate lies in the future.", "intakeDate")]
    return []


async def _carry_out(write: Write, standing: Standing, command: ReadmitClient) -> PoolEntry:
    client, at = standing.client, standing.at
    before = client.intake_date
    last = await write.unit.session.scalar(
        select(Assignment.provider_id)
        .where(Assignment.client_id == client.id)
        .order_by(Assignment.assigned_at.desc(), Assignment.id.desc())
        .limit(1)
    )
    entry = PoolEntry(
        id=fresh_id("pen", at),
        client_id=client.id,
        reason=PoolReason.RETURNING,
        entered_at=at,
        entered_on=standing.day_of(write, at),
        team_id=command.team_id,
        previous_provider_id=last,
        version=1,
    )
    write.unit.session.add(entry)
    client.status = ClientStatus.WAITING
    client.intake_date = command.intake_date or standing.day_of(write, at)
    client.version += 1
    await write.unit.session.flush()
    write.record(
        Event(
            EventType.CLIENT_READMITTED,
            at,
            client_id=client.id,
            pool_entry_id=entry.id,
            changes=changes(
                {
                    "status": (ClientStatus.DISCHARGED, client.status),
                    "intakeDate": (before, client.intake_date),
                    "teamId": (None, entry.team_id),
                }
            ),
        )
    )
    return entry
