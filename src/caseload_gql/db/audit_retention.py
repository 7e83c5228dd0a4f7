"""Takes away events of the audit that were kept as long as the practice wants, if they are as they were written."""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from caseload_gql.db.audit import Cut, oldest, trim
from caseload_gql.db.chain import genesis, link
from caseload_gql.db.models import AuditCheckpoint, EventCounter, EventRow
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.domain.events import Event, EventType, FieldChange

#: Events taken away at a time: a round of housekeeping holds the counter no longer than that takes.
AT_MOST: Final = 2_000
DOOR: Final = "housekeeping"

logger = logging.getLogger("caseload_gql.db")


def trim_after(days: int) -> Callable[[UnitOfWork, datetime], Awaitable[None]]:
    """The chore that trims what was recorded longer than so many days ago; 0 keeps everything."""

    async def trim_old(unit: UnitOfWork, now: datetime) -> None:
        first = await unit.session.scalar(select(EventRow.at).order_by(EventRow.number).limit(1)) if days else None
        before = (now - timedelta(days=days)).date()
        if first is None or first.date() >= before:
            return
        # Two workers at once: the second looks again once the first is through.
        await unit.session.execute(select(EventCounter.last).with_for_update())
        cut = await oldest(unit, before)
        cut = Cut(cut.first, min(cut.last, cut.first + AT_MOST - 1))
        if not cut.count:
            return
        changed = await _changed(unit, cut)
        if changed is not None:
            logger.error("the audit is not trimmed: event %d cannot be verified; see 'caseload audit verify'", changed)
            return
        await trim(unit, cut, lambda _count: None)
        said = (FieldChange("throughNumber", None, cut.last), FieldChange("events", None, cut.count))
        event = Event(EventType.AUDIT_TRIMMED, now, changes=said)
        unit.record(event, actor_id=None, actor_name="retention", door=DOOR)

    return trim_old


async def _changed(unit: UnitOfWork, cut: Cut) -> int | None:
    """The first event of the cut that is not as it was written, or not chained with the present key."""
    session, table = unit.session, EventRow.__table__
    key = unit.keys.known(await session.scalar(select(EventCounter.key_id)))
    checkpoint = select(AuditCheckpoint.hash).order_by(AuditCheckpoint.number.desc()).limit(1)
    before = await session.scalar(checkpoint)
    expected = cut.first
    rows = await unit.rows(select(table).where(table.c.number <= cut.last).order_by(table.c.number))
    for each in rows:
        row = each._mapping  # noqa: SLF001  # SQLAlchemy's own name for it
        if row["number"] != expected:
            return expected
        if row["hash"] is not None:
            if row["key_id"] != key.id or link(key, before or genesis(expected - 1), row) != row["hash"]:
                return expected
            before = row["hash"]
        expected += 1
    return expected if expected <= cut.last else None
