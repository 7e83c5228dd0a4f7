"""Use case: a client who is discharged is made nobody in particular, everywhere that the database keeps."""

from typing import Final

from sqlalchemy import delete, insert, select, update

from caseload_gql.db.chain import erased, places
from caseload_gql.db.facets import word_rows
from caseload_gql.db.models import (
    Assignment,
    Client,
    ClientFacet,
    ClientWindow,
    ClientWord,
    EventRow,
    PoolEntry,
    client_do_not_match,
)
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.domain.events import Event, EventType, attribute_of
from caseload_gql.domain.text import sort_key
from caseload_gql.domain.vocabulary import ClientStatus
from caseload_gql.errors import InvalidValue

#: What stands in the place of a reason that was written freely.
ERASED: Final = "Erased"
#: Fields of the product's own events whose values tell nothing of who the client is. Any other value is erased.
_KEPT: Final = frozenset(
    {
        "assigned_at",
        "assigned_on",
        "case_weight",
        "caseload_count",
        "end_reason",
        "first_session_at",
        "first_session_on",
        "intake_date",
        "pool_entry_outcome",
        "previous_provider",
        "priority",
        "provider",
        "reason",
        "since",
        "status",
        "team",
    }
)
_OWN: Final = frozenset(each.value for each in EventType)
_BESIDE: Final = (ClientFacet.__table__, ClientWindow.__table__, ClientWord.__table__, client_do_not_match)


async def erase_client(unit: UnitOfWork, client_id: str, *, actor_id: str | None, actor_name: str, door: str) -> None:
    """Take away who the client was: in the row, beside it, in stays, assignments and in what the audit holds.

    When and with whom the client was served stays, under the id. Raises ``InvalidValue`` where there is no such client
    or the client is not discharged.
    """
    client = (await unit.lock_clients([client_id])).get(client_id)
    if client is None:
        message = "There is no client with that id."
        raise InvalidValue(message)
    if client.status is not ClientStatus.DISCHARGED:
        message = f"The client is {client.status.value}. Discharge the client first."
        raise InvalidValue(message)
    _make_nobody(client)
    session = unit.session
    await session.flush()
    for table in _BESIDE:
        await session.execute(delete(table).where(table.c.client_id == client_id))
    await session.execute(insert(ClientWord), word_rows("client_id", client_id, client.name))
    await session.execute(update(PoolEntry).where(PoolEntry.client_id == client_id).values(note=None))
    overridden = update(Assignment).where(Assignment.client_id == client_id, Assignment.override_reason.is_not(None))
    await session.execute(overridden.values(override_reason=ERASED))
    await _erase_events(unit, client_id)
    event = Event(EventType.CLIENT_ERASED, unit.now, client_id=client_id)
    unit.record(event, actor_id=actor_id, actor_name=actor_name, door=door)


def _make_nobody(client: Client) -> None:
    client.name = f"Erased {client.id[-6:]}"
    client.name_key = sort_key(client.name)
    client.external_id = client.date_of_birth = client.attributes = None
    client.payer = client.payer_key = client.location_id = client.preferred_provider_id = None
    client.service_requirements = []
    client.languages = []
    client.version += 1


async def _erase_events(unit: UnitOfWork, client_id: str) -> None:
    table = EventRow.__table__
    found = await unit.rows(select(table).where(table.c.client_id == client_id).order_by(table.c.number))
    connection = await unit.session.connection()
    for each in found:
        row = each._mapping  # noqa: SLF001  # SQLAlchemy's own name for it
        own = row["type"] in _OWN
        gone = [
            place for place, field, _ in places(row) if field is None or not own or attribute_of(field) not in _KEPT
        ]
        if gone:
            await connection.execute(update(table).where(table.c.number == row["number"]).values(erased(row, gone)))
