"""Which attributes of given rows a policy hides from somebody, for what is told of rows elsewhere than in them."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from caseload_gql.db.engine import Database
from caseload_gql.policy.actions import READ
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.engine import ROWS, PolicyEngine


async def hidden_of(
    database: Database, policy: PolicyEngine, actor: Actor, resource: str, ids: Sequence[str]
) -> Mapping[str, frozenset[str]]:
    """The hidden attributes of each row of the kind that is there, by their Python names, told in one statement."""
    redactions = policy.answer(actor, READ, resource).redactions
    if not redactions:
        return {}
    row = ROWS[resource]
    columns = [where.label(f"hides_{name}") for name, where in redactions.items()]
    found = await database.rows(select(row.id, *columns).where(row.id.in_(sorted(set(ids)))))
    return {
        each[0]: frozenset(name for name, is_hidden in zip(redactions, each[1:], strict=True) if is_hidden)
        for each in found
    }
