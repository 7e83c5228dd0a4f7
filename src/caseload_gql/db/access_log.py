"""The access log as it is written, read and cleaned up."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from caseload_gql.db.dialect.inserts import insert_or_ignore
from caseload_gql.db.engine import Database
from caseload_gql.db.models import ClientRead
from caseload_gql.db.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, order=True)
class Read:
    """Somebody read a client's data within the minute that begins at `at`."""

    client_id: str
    at: datetime
    actor_id: str
    operation: str
    door: str
    actor: str


async def keep_reads(unit: UnitOfWork, reads: Iterable[Read]) -> None:
    """Write down who read what; what stands there already is left as it is.

    All write in one order, so that two workers who write the same do not wait for each other in a circle.
    """
    connection = await unit.session.connection()
    statement = insert_or_ignore(connection.dialect, ClientRead.__table__)
    await connection.execute(statement, [asdict(each) for each in sorted(reads)])


async def reads_of(database: Database, client_id: str, since: datetime | None = None) -> Sequence[Read]:
    """Who read a client's data, the latest first."""
    table = ClientRead.__table__
    where = [table.c.client_id == client_id, *([] if since is None else [table.c.at >= since])]
    found = await database.rows(
        select(table).where(*where).order_by(table.c.at.desc(), table.c.actor, table.c.operation, table.c.door)
    )
    return [Read(**row._mapping) for row in found]  # noqa: SLF001  # SQLAlchemy's own name for it


def forget_reads(days: int) -> Callable[[UnitOfWork, datetime], Awaitable[None]]:
    """The chore that takes away what was read longer than so many days ago; 0 keeps everything."""

    async def forget(unit: UnitOfWork, now: datetime) -> None:
        if days:
            await unit.session.execute(delete(ClientRead).where(ClientRead.at < now - timedelta(days=days)))

    return forget
