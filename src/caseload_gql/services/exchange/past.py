"""What held before, for an export: terms of providers, weights of assignments, and leaves that have ended."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from caseload_gql.db.models import Assignment, EarlierTerms, EarlierWeight, ProviderLeave
from caseload_gql.services.exchange.numbers import hundredths

#: Items of a list cell, by the id of the row that they stand beside.
Items = Mapping[str, list[str]]


async def earlier_terms(connection: AsyncConnection, provider_ids: Sequence[str]) -> Items:
    """Until when these providers had which capacity and status, earliest first."""
    table = EarlierTerms.__table__
    statement = select(table).where(table.c.provider_id.in_(provider_ids)).order_by(table.c.until_on)
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in await connection.execute(statement):
        status = "" if row.status is None else f" {row.status.value}"
        found[row.provider_id].append(f"{row.until_on.isoformat()} {row.capacity}{status}")
    return found


async def earlier_weights(connection: AsyncConnection, client_ids: Sequence[str]) -> Items:
    """Until when the assignments of these clients counted what, earliest first."""
    row = EarlierWeight
    statement = (
        select(row.assignment_id, row.until_on, row.weight_hundredths)
        .join(Assignment, Assignment.id == row.assignment_id)
        .where(Assignment.client_id.in_(client_ids))
        .order_by(row.until_on)
    )
    found: defaultdict[str, list[str]] = defaultdict(list)
    for assignment_id, until_on, weight in await connection.execute(statement):
        found[assignment_id].append(f"{until_on.isoformat()} {hundredths(weight)}")
    return found


async def earlier_leaves(
    connection: AsyncConnection, provider_ids: Sequence[str], keys: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The leaves of these providers that have ended, in the order of their ids; `keys`: of all who are seen."""
    table = ProviderLeave.__table__
    over = select(table).where(table.c.provider_id.in_(provider_ids), table.c.ended_at.is_not(None))
    return [
        {
            "id": row.id,
            "provider_external_id": keys[row.provider_id],
            "leave_from": row.starts_on,
            "leave_until": row.ends_on,
            "ended_at": row.ended_at,
            "leave_cover_external_id": keys.get(row.cover_provider_id),
        }
        for row in await connection.execute(over.order_by(table.c.id))
    ]
