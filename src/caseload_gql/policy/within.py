"""Which rows of a list somebody may do something to."""

from collections.abc import Sequence

from sqlalchemy import select, true

from caseload_gql.db.engine import Database
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.engine import ROWS, PolicyEngine


async def rows_within(
    database: Database, policy: PolicyEngine, actor: Actor, action: str, resource: str, ids: Sequence[str]
) -> frozenset[str]:
    """Those of the ids whose rows of the kind the actor may do the action to, told in one statement."""
    answer = policy.answer(actor, action, resource)
    if not answer.granted:
        return frozenset()
    row = ROWS[resource]
    where = true() if answer.where is None else answer.where
    found = await database.rows(select(row.id).where(row.id.in_(sorted(set(ids))), where))
    return frozenset(each.id for each in found)
