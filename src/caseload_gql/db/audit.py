"""What may be done to the audit besides adding to it: taking its beginning away, and going on with another key."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, insert, select, update

from caseload_gql.db.audit_check import Progress
from caseload_gql.db.audit_key import AuditKey
from caseload_gql.db.chain import checkpoint_seal, end_seal, genesis
from caseload_gql.db.engine import Database
from caseload_gql.db.models import AuditCheckpoint, EventCounter, EventRow, PluginDelivery, Practice
from caseload_gql.db.unit_of_work import UnitOfWork

#: Events deleted at a time, so that no statement takes long.
_CHUNK: Final = 5_000


@dataclass(frozen=True, slots=True)
class Cut:
    """The events from the first to the last number, both included; none where the last is 0."""

    first: int
    last: int

    @property
    def count(self) -> int:
        """How many there are."""
        return self.last - self.first + 1 if self.last else 0


async def oldest(unit: UnitOfWork, before: date) -> Cut:
    """The events from before a practice-local day: a beginning of the audit, up to what plugins have yet to be told."""
    scalar = unit.session.scalar
    zone = ZoneInfo(str(await scalar(select(Practice.time_zone))))
    midnight = datetime.combine(before, time(), zone).astimezone(UTC)
    first = await scalar(select(func.min(EventRow.number)))
    stay = await scalar(select(func.min(EventRow.number)).where(EventRow.at >= midnight))
    told = select(func.min(EventRow.number)).join(PluginDelivery, PluginDelivery.event_id == EventRow.id)
    due = await scalar(told.where(PluginDelivery.failed_at.is_(None)))
    newest = await scalar(select(func.max(EventRow.number)))
    ends = [number - 1 for number in (stay, due) if number is not None]
    last = min([*ends, newest or 0])
    return Cut(first or 0, last if first is not None and last >= first else 0)


async def trim(unit: UnitOfWork, cut: Cut, progress: Progress) -> None:
    """Take a beginning of the audit away, and leave a checkpoint from which its chain goes on.

    Raises ``ConfigurationError`` where the key is missing or another.
    """
    session = unit.session
    counter = await session.scalar(select(EventCounter).with_for_update())
    key = unit.keys.known(None if counter is None else counter.key_id)
    found = await session.scalar(select(EventRow.hash).where(EventRow.number == cut.last))
    last = found or genesis(cut.last)
    await session.execute(
        insert(AuditCheckpoint).values(
            number=cut.last, hash=last, key_id=key.id, seal=checkpoint_seal(key, cut.last, last), at=unit.now
        )
    )
    gone = select(EventRow.id).where(EventRow.number <= cut.last)
    await session.execute(delete(PluginDelivery).where(PluginDelivery.event_id.in_(gone)))
    connection = await session.connection()
    for start in range(cut.first, cut.last + 1, _CHUNK):
        end = min(start + _CHUNK - 1, cut.last)
        await connection.execute(delete(EventRow.__table__).where(EventRow.number >= start, EventRow.number <= end))
        progress(end - start + 1)


async def change_key(unit: UnitOfWork, key: AuditKey) -> str | None:
    """Go on with another key from the next event on; says which one it was before."""
    counter = await unit.session.scalar(select(EventCounter).with_for_update())
    if counter is None or counter.key_id is None or counter.hash is None:
        return None
    before = counter.key_id
    await unit.session.execute(
        update(EventCounter).values(key_id=key.id, seal=end_seal(key, counter.last, counter.hash))
    )
    return before


async def check_key(database: Database) -> AuditKey:
    """The key with which events can be added; made where there is none and the chain is not begun.

    Raises ``ConfigurationError`` where it is missing or another.
    """
    (row,) = await database.rows(select(EventCounter.key_id))
    return database.keys.known(row.key_id)
