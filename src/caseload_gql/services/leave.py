"""The leave that a provider is on, and the leaves that a provider covers: ended here, and as the audit tells them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from caseload_gql.db.models import Provider, ProviderLeave
from caseload_gql.domain.events import Event, EventType
from caseload_gql.services.journal import changes
from caseload_gql.services.write import Write


async def end_leave(write: Write, provider: Provider, at: datetime) -> ProviderLeave | None:
    """End the leave that runs, if one does."""
    row = await write.unit.session.scalar(
        select(ProviderLeave).where(ProviderLeave.provider_id == provider.id, ProviderLeave.ended_at.is_(None))
    )
    if row is not None:
        row.ended_at = at
    return row


async def leaves_covered(write: Write, provider_id: str) -> Sequence[ProviderLeave]:
    """The leaves that run and that a provider covers. A new one comes only to who has the provider's lock."""
    found = await write.unit.session.scalars(
        select(ProviderLeave)
        .where(ProviderLeave.cover_provider_id == provider_id, ProviderLeave.ended_at.is_(None))
        .order_by(ProviderLeave.provider_id)
        .execution_options(populate_existing=True)
    )
    return found.all()


async def uncover(write: Write, leave: ProviderLeave, at: datetime) -> None:
    """Let a leave go on without a cover; its provider is locked, and told of."""
    provider = await write.unit.session.get_one(Provider, leave.provider_id)
    before, leave.cover_provider_id = leave.cover_provider_id, None
    provider.version += 1
    found = changes({"coverProviderId": (before, None)})
    write.record(Event(EventType.PROVIDER_UPDATED, at, provider_id=provider.id, changes=found))


def leave_fields(before: ProviderLeave | None, after: ProviderLeave | None) -> dict[str, tuple[object, object]]:
    """What the audit compares of the leave that runs; each a field of its own, so that policies hide it alone."""
    was, now = _told(before), _told(after)
    return {name: (was[name], now[name]) for name in was}


def _told(row: ProviderLeave | None) -> dict[str, object]:
    return {
        "leaveFrom": None if row is None else row.starts_on,
        "leaveUntil": None if row is None else row.ends_on,
        "coverProviderId": None if row is None else row.cover_provider_id,
    }
