"""Whoever runs a command on the server without saying as whom."""

from typing import Final

from sqlalchemy import select, true

from caseload_gql.db.engine import Database
from caseload_gql.db.models import AccessEpoch, Practice
from caseload_gql.domain.vocabulary import AccountRole
from caseload_gql.identity.identified import Identified
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.practice import PracticeFacts

#: Nobody's account: the audit names them, and refers to no user.
OPERATOR: Final = Actor("", "operator", "", AccountRole.ADMIN.value, door="cli")


async def operator(database: Database) -> Identified:
    """The operator, as of now."""
    statement = select(
        Practice.id, Practice.name, Practice.time_zone, Practice.supervisor_access, AccessEpoch.epoch
    ).join(AccessEpoch, true())
    [row] = await database.rows(statement)
    practice = PracticeFacts(row.id, row.name, row.time_zone, row.supervisor_access)
    return Identified(OPERATOR, practice, row.epoch, None)
