"""How an export enters the audit: who took how much, and never what."""

from collections.abc import Mapping

from caseload_gql.db.engine import Database
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.domain.events import Event, EventType
from caseload_gql.policy.actor import Actor
from caseload_gql.services.importing.audit import OPERATOR
from caseload_gql.services.journal import change

DOOR = "cli"


async def record_export(database: Database, by: Actor | None, form: str, counts: Mapping[str, int]) -> None:
    """Record an export by its form and numbers."""

    async def work(unit: UnitOfWork) -> None:
        told = (change("form", None, form), *(change(name, None, count) for name, count in counts.items()))
        event = Event(EventType.DATA_EXPORTED, unit.now, changes=told)
        user_id, name = (None, OPERATOR.name) if by is None else (by.user_id, by.name)
        unit.record(event, actor_id=user_id, actor_name=name, door=DOOR)

    await database.write(work)
