"""Keeps what held before a change, so that the caseload as of any past day can be told: past loads are not reweighed.

Whoever changes a provider's capacity or status, or the weight of an active assignment, calls these first, under lock.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select

from caseload_gql.db.dialect.inserts import insert_or_ignore
from caseload_gql.db.models import Assignment, EarlierTerms, EarlierWeight, Provider
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.services.write import Write


async def keep_terms(write: Write, provider: Provider) -> None:
    """Keep the capacity and status with which the provider ended yesterday.

    The first change of a day keeps them; later ones of that day find them kept.
    """
    last = select(func.max(EarlierTerms.until_on)).where(EarlierTerms.provider_id == provider.id)
    until = _day(write, await write.unit.session.scalar(last))
    await keep(write.unit, EarlierTerms, [terms(provider.id, until, provider.capacity, provider.status)])


def note_beginning(write: Write, provider: Provider) -> None:
    """Say that a provider who has just been added was not there before today; call after the row was flushed."""
    row = terms(provider.id, write.day_of(write.now()), provider.capacity, None)
    write.unit.session.add(EarlierTerms(**row))


async def keep_weight(write: Write, assignment: Assignment) -> None:
    """Keep the weight with which the assignment ended yesterday, if it had begun by then."""
    last = select(func.max(EarlierWeight.until_on)).where(EarlierWeight.assignment_id == assignment.id)
    until = _day(write, await write.unit.session.scalar(last))
    await keep(write.unit, EarlierWeight, [weight(assignment.id, until, assignment.weight_hundredths)])


async def keep(unit: UnitOfWork, model: type[EarlierTerms | EarlierWeight], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of either kind; of those with the same day the first one stays."""
    if rows:
        connection = await unit.session.connection()
        await connection.execute(insert_or_ignore(connection.dialect, model), rows)


def terms(provider_id: str, until_on: date, capacity: int, status: object) -> dict[str, Any]:
    """A row of `EarlierTerms`."""
    return {"provider_id": provider_id, "until_on": until_on, "capacity": capacity, "status": status}


def weight(assignment_id: str, until_on: date, weight_hundredths: int) -> dict[str, Any]:
    """A row of `EarlierWeight`."""
    return {"assignment_id": assignment_id, "until_on": until_on, "weight_hundredths": weight_hundredths}


def _day(write: Write, last: date | None) -> date:
    """Today; or the last day kept, where a practice has moved its time zone back before it."""
    today = write.day_of(write.now())
    return today if last is None else max(today, last)
