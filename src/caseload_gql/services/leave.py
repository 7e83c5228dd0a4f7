"""The leave that a provider is on: ended here by whoever ends it, and as the audit tells it."""

from datetime import datetime

from sqlalchemy import select

from caseload_gql.db.models import Provider, ProviderLeave
from caseload_gql.services.write import Write


async def end_leave(write: Write, provider: Provider, at: datetime) -> ProviderLeave | None:
    """End the leave that runs, if one does."""
    row = await write.unit.session.scalar(
        select(ProviderLeave).where(ProviderLeave.provider_id == provider.id, ProviderLeave.ended_at.is_(None))
    )
    if row is not None:
        row.ended_at = at
    return row


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
