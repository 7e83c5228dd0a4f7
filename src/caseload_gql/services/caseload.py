"""A provider's whole caseload under lock, and the step that sends it to the pool, in few statements for any number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select, union_all

from caseload_gql.db.models import Assignment, PoolEntry, Provider
from caseload_gql.domain.events import Event, EventType
from caseload_gql.domain.vocabulary import AssignmentEndReason, ClientStatus, PoolReason
from caseload_gql.services.journal import changes
from caseload_gql.services.standing import Standing, close_assignment, enter_pool
from caseload_gql.services.write import Write


@dataclass(frozen=True, slots=True)
class Caseload:
    """Every client of a provider, those whom the actor does not see too.

    Who has been there longest comes first, then who was admitted first. `at` is now, and never before
    anything in the history of any of them.
    """

    provider: Provider
    standings: Sequence[Standing]
    at: datetime


async def hold_caseload(write: Write, providers: Mapping[str, Provider], provider: Provider) -> Caseload:
    """Lock the clients of a provider who is locked, among `providers`: nobody comes or goes meanwhile."""
    session = write.unit.session
    served = _served(provider.id)
    clients = await write.unit.lock_clients_among(served)
    assignments = await session.scalars(
        select(Assignment)
        .where(Assignment.provider_id == provider.id, Assignment.ended_at.is_(None))
        .order_by(Assignment.assigned_at, Assignment.client_id)
    )
    entries = await session.scalars(
        select(PoolEntry).where(PoolEntry.client_id.in_(served), PoolEntry.left_at.is_(None))
    )
    waits = {each.client_id: each for each in entries}
    at = await _moment(write, provider.id)
    standings = [
        Standing(clients[each.client_id], each, entry, providers, at, _days(each, entry))
        for each in assignments
        for entry in [waits.get(each.client_id)]
    ]
    return Caseload(provider, standings, at)


def _days(assignment: Assignment, entry: PoolEntry | None) -> list[tuple[datetime, date]]:
    """The days on which what runs began; what went before them had ended by then."""
    began = (assignment.assigned_at, assignment.assigned_on)
    return [began] if entry is None else [began, (entry.entered_at, entry.entered_on)]


async def send_to_pool(
    write: Write,
    caseload: Caseload,
    standings: Sequence[Standing],
    *,
    because: AssignmentEndReason,
    reason: PoolReason,
) -> list[PoolEntry]:
    """End the assignments of some of the clients, who then wait for the provider's team; each is told of.

    Who waited to be moved already keeps that entry with its wait and its team, under the new reason.
    """
    found = []
    for standing in standings:
        was = standing.client.status
        ended = close_assignment(write, standing, caseload.at, because)
        entry, before = standing.entry, None
        if entry is None:
            team_id = caseload.provider.team_id
            entry = enter_pool(write, standing, caseload.provider, team_id=team_id, reason=reason)
        else:
            before = entry.reason
            entry.reason = reason
            entry.previous_provider_id = caseload.provider.id
            entry.version += 1
        standing.client.status = ClientStatus.WAITING
        standing.client.version += 1
        _record(write, standing, ended, entry, {"status": (was, ClientStatus.WAITING), "reason": (before, reason)})
        found.append(entry)
    await write.unit.session.flush()
    return found


def _record(
    write: Write,
    standing: Standing,
    ended: Assignment,
    entry: PoolEntry,
    fields: Mapping[str, tuple[object, object]],
) -> None:
    kept = standing.entry is not None
    write.record(
        Event(
            EventType.CLIENT_RETURNED_TO_POOL,
            standing.at,
            client_id=standing.client.id,
            provider_id=ended.provider_id,
            pool_entry_id=entry.id,
            assignment_id=ended.id,
            changes=changes(
                {
                    **fields,
                    "providerId": (ended.provider_id, None),
                    "endReason": (None, ended.end_reason),
                    "teamId": (entry.team_id if kept else None, entry.team_id),
                }
            ),
        )
    )


def _served(provider_id: str) -> Select[Any]:
    return select(Assignment.client_id).where(Assignment.provider_id == provider_id, Assignment.ended_at.is_(None))


async def _moment(write: Write, provider_id: str) -> datetime:
    """Now, unless another machine's clock has already written something later into one of the histories."""
    served = _served(provider_id)
    latest = [
        select(func.max(column)).where(column.class_.client_id.in_(served))
        for column in (Assignment.assigned_at, Assignment.ended_at, PoolEntry.entered_at, PoolEntry.left_at)
    ]
    known = [each for (each,) in await write.unit.session.execute(union_all(*latest)) if each is not None]
    moments: list[datetime] = [write.now(), *known]
    return max(moments)
