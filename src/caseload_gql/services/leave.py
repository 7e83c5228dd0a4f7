"""The leave that a provider is on: ended here by whoever ends it, and as the audit tells it."""

from datetime import datetime

from sqlalchemy import select

from caseload_gql.db.models import Provider, ProviderLeave
from caseload_gql.services.write import Write

Told = dict[str, str | None]


async def end_leave(write: Write, provider: Provider, at: datetime) -> Told | None:
    """End the leave that runs, if one does; what it was."""
    row = await write.unit.session.scalar(
        select(ProviderLeave).where(ProviderLeave.provider_id == provider.id, ProviderLeave.ended_at.is_(None))
    )
    if row is None:
        return None
    row.ended_at = at
    return told_leave(row)


def told_leave(row: ProviderLeave) -> Told:
    """The leave by the names of the API."""
    return {
        "from": row.starts_on.isoformat(),
        "until": None if row.ends_on is None else row.ends_on.isoformat(),
        "coverProviderId": row.cover_provider_id,
    }
