"""Events that plugins are to be told of: taken by one worker at a time, and put off or given up where that fails."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from caseload_gql.db.engine import Database
from caseload_gql.db.models import Assignment, EventRow, PluginDelivery
from caseload_gql.db.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event for one plugin, with how often it was tried, this time included."""

    id: str
    plugin: str
    attempt: int
    event_number: int
    type: str
    at: datetime
    assignment_id: str
    client_id: str
    provider_id: str
    previous_provider_id: str | None


def _due(plugins: Sequence[str], now: datetime) -> Select[str]:
    free = or_(PluginDelivery.leased_until.is_(None), PluginDelivery.leased_until <= now)
    due = PluginDelivery.failed_at.is_(None), PluginDelivery.due_at <= now, free
    return select(PluginDelivery.id).where(*due, PluginDelivery.plugin.in_(plugins))


async def is_any_due(connection: AsyncConnection, plugins: Sequence[str], now: datetime) -> bool:
    """Whether there is anything to take for these plugins."""
    return await connection.scalar(_due(plugins, now).limit(1)) is not None


async def take(
    unit: UnitOfWork, plugins: Sequence[str], now: datetime, leased_until: datetime, at_most: int
) -> list[Delivery]:
    """Take what is due for these plugins, the longest due first; nobody else takes it before `leased_until`."""
    due = _due(plugins, now).order_by(PluginDelivery.due_at, PluginDelivery.id).limit(at_most)
    ids = list(await unit.session.scalars(due.with_for_update(skip_locked=True)))
    if not ids:
        return []
    taken = update(PluginDelivery).where(PluginDelivery.id.in_(ids))
    await unit.session.execute(taken.values(attempts=PluginDelivery.attempts + 1, leased_until=leased_until))
    previous = aliased(Assignment)
    rows = await unit.session.execute(
        select(
            PluginDelivery.id,
            PluginDelivery.plugin,
            PluginDelivery.attempts.label("attempt"),
            EventRow.number.label("event_number"),
            EventRow.type,
            EventRow.at,
            EventRow.assignment_id,
            EventRow.client_id,
            EventRow.provider_id,
            previous.provider_id.label("previous_provider_id"),
        )
        .join(EventRow, EventRow.id == PluginDelivery.event_id)
        .join(Assignment, Assignment.id == EventRow.assignment_id)
        .outerjoin(previous, previous.id == Assignment.previous_assignment_id)
        .where(PluginDelivery.id.in_(ids))
        .order_by(EventRow.number)
    )
    return [Delivery(**row) for row in rows.mappings()]


async def is_still_held(unit: UnitOfWork, delivery: Delivery) -> bool:
    """Whether the taking counts yet: somebody else may have taken it since, when the lease had passed."""
    found = await unit.session.scalar(
        select(PluginDelivery.attempts).where(PluginDelivery.id == delivery.id).with_for_update()
    )
    return found == delivery.attempt


async def strike(unit: UnitOfWork, delivery: Delivery) -> None:
    """The plugin was told."""
    await unit.session.execute(delete(PluginDelivery).where(PluginDelivery.id == delivery.id))


async def put_off(unit: UnitOfWork, delivery: Delivery, due_at: datetime) -> None:
    """Try again later."""
    row = update(PluginDelivery).where(PluginDelivery.id == delivery.id)
    await unit.session.execute(row.values(due_at=due_at, leased_until=None))


async def give_up(unit: UnitOfWork, delivery: Delivery, now: datetime) -> None:
    """Try no more; the row stays, to be looked at."""
    row = update(PluginDelivery).where(PluginDelivery.id == delivery.id)
    await unit.session.execute(row.values(failed_at=now, leased_until=None))


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A delivery that nobody tries any more."""

    plugin: str
    event_number: int
    type: str
    attempts: int
    failed_at: datetime


async def given_up(connection: AsyncConnection) -> list[GivenUp]:
    """Every delivery that was given up, in the order of events."""
    rows = await connection.execute(
        select(
            PluginDelivery.plugin,
            EventRow.number.label("event_number"),
            EventRow.type,
            PluginDelivery.attempts,
            PluginDelivery.failed_at,
        )
        .join(EventRow, EventRow.id == PluginDelivery.event_id)
        .where(PluginDelivery.failed_at.is_not(None))
        .order_by(EventRow.number, PluginDelivery.plugin)
    )
    return [GivenUp(**row) for row in rows.mappings()]


async def how_many_given_up(database: Database, plugins: Sequence[str]) -> dict[str, int]:
    """How many deliveries to each of these plugins were given up."""
    failed = PluginDelivery.failed_at.is_not(None), PluginDelivery.plugin.in_(plugins)
    counted = select(PluginDelivery.plugin, func.count().label("n")).where(*failed).group_by(PluginDelivery.plugin)
    found = {row.plugin: int(row.n) for row in await database.rows(counted)}
    return {plugin: found.get(plugin, 0) for plugin in plugins}


async def try_again(unit: UnitOfWork) -> int:
    """Make every delivery that was given up due again, from its first attempt on; says how many there were."""
    again = update(PluginDelivery).where(PluginDelivery.failed_at.is_not(None)).returning(PluginDelivery.id)
    due = again.values(failed_at=None, attempts=0, due_at=unit.now, leased_until=None)
    return len(list(await unit.session.scalars(due)))
