"""What a database holds of one sequence's clients and providers, and what must hold of it whatever was done."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from caseload_gql.db.engine import Database
from caseload_gql.db.models import (
    Assignment,
    Base,
    Client,
    EventRow,
    PoolEntry,
    Provider,
    ProviderLeave,
    client_do_not_match,
)
from caseload_gql.domain.vocabulary import ClientStatus

Row = Mapping[str, Any]

#: What events tell of a provider, and the columns that hold it.
_TOLD: Final = {"capacity": "capacity", "status": "status", "teamId": "team_id"}


@dataclass(frozen=True)
class Rows:
    """The rows, each kind in the order in which they were made; histories by the client's id."""

    clients: Mapping[str, Row]
    providers: Mapping[str, Row]
    held: Mapping[str, Sequence[Row]]
    stays: Mapping[str, Sequence[Row]]
    events: Sequence[Row]
    #: Who covers the leaves that run, by who is on leave.
    covers: Mapping[str, str | None] = field(default_factory=dict)
    #: Clients, and providers to whom they must not be given.
    unwanted: frozenset[tuple[str, str]] = frozenset()

    def active(self, client_id: str) -> Row | None:
        """The assignment that runs."""
        return next((each for each in self.held[client_id] if each["ended_at"] is None), None)

    def waiting(self, client_id: str) -> Row | None:
        """The entry that is open."""
        return next((each for each in self.stays[client_id] if each["left_at"] is None), None)


async def read(database: Database, clients: Sequence[str], providers: Sequence[str]) -> Rows:
    """Read them as they are committed."""
    running = and_(ProviderLeave.provider_id.in_(providers), ProviderLeave.ended_at.is_(None))
    about = or_(EventRow.client_id.in_(clients), EventRow.provider_id.in_(providers))
    unwanted = select(client_do_not_match).where(client_do_not_match.c.client_id.in_(clients))
    async with database.read() as connection:
        leaves = await _rows(connection, ProviderLeave, running, ProviderLeave.id)
        held = await _rows(connection, Assignment, Assignment.client_id.in_(clients), Assignment.id)
        stays = await _rows(connection, PoolEntry, PoolEntry.client_id.in_(clients), PoolEntry.id)
        return Rows(
            {each["id"]: each for each in await _rows(connection, Client, Client.id.in_(clients), Client.id)},
            {each["id"]: each for each in await _rows(connection, Provider, Provider.id.in_(providers), Provider.id)},
            {each: [row for row in held if row["client_id"] == each] for each in clients},
            {each: [row for row in stays if row["client_id"] == each] for each in clients},
            await _rows(connection, EventRow, about, EventRow.number),
            {each["provider_id"]: each["cover_provider_id"] for each in leaves},
            frozenset((each.client_id, each.provider_id) for each in await connection.execute(unwanted)),
        )


async def _rows(
    connection: AsyncConnection,
    model: type[Base],
    where: ColumnElement[bool],
    order: Any,  # a column
) -> list[Row]:
    found = await connection.execute(select(model.__table__).where(where).order_by(order))
    return [dict(each) for each in found.mappings()]


def check_invariants(rows: Rows, now: datetime) -> None:
    """What holds after every step: loads, statuses, and histories without an overlap or a gap."""
    for provider_id, provider in rows.providers.items():
        caseload = [
            each
            for held in rows.held.values()
            for each in held
            if each["ended_at"] is None and each["provider_id"] == provider_id
        ]
        assert provider["caseload_count"] == len(caseload)
        assert provider["load_hundredths"] == sum(each["weight_hundredths"] for each in caseload)
    for client_id, client in rows.clients.items():
        _check_client(rows, client_id, client, now)


def _check_client(rows: Rows, client_id: str, client: Row, now: datetime) -> None:
    held, stays = rows.held[client_id], rows.stays[client_id]
    active = [each for each in held if each["ended_at"] is None]
    waiting = [each for each in stays if each["left_at"] is None]
    assert len(active) <= 1
    assert len(waiting) <= 1
    expected = ClientStatus.ACTIVE if active else ClientStatus.WAITING if waiting else ClientStatus.DISCHARGED
    assert client["status"] is expected
    assert all(each["weight_hundredths"] == client["case_weight_hundredths"] for each in active)
    served = sorted((each["assigned_at"], each["ended_at"] or now) for each in held)
    assert all(earlier[1] <= later[0] for earlier, later in pairwise(served))
    assert all(begun <= ended for begun, ended in served)
    waited = [(each["entered_at"], each["left_at"] or now) for each in stays]
    assert all(begun <= ended for begun, ended in waited)
    away = _discharged(rows.events, client_id, now)
    assert not list(_gaps([*served, *waited, *away], now)), "there is a time in which nobody was responsible"


def _discharged(events: Iterable[Row], client_id: str, now: datetime) -> list[tuple[datetime, datetime]]:
    """When the client was discharged, by the audit."""
    spans = []
    since: datetime | None = None
    for each in events:
        if each["client_id"] != client_id:
            continue
        if each["type"] == "CLIENT_DISCHARGED":
            since = each["at"]
        elif each["type"] == "CLIENT_READMITTED" and since is not None:
            spans.append((since, each["at"]))
            since = None
    return [*spans, *([] if since is None else [(since, now)])]


def _gaps(spans: Sequence[tuple[datetime, datetime]], now: datetime) -> Iterable[tuple[datetime, datetime]]:
    reached = min(begun for begun, _ in spans)
    for begun, ended in sorted(spans):
        if begun > reached:
            yield reached, begun
        reached = max(reached, ended)
    if reached < now:
        yield reached, now


def check_audit(before: Rows, after: Rows) -> None:
    """Each difference is told by an event that names its client or provider, with what was and what is."""
    new = after.events[len(before.events) :]
    for client_id, client in after.clients.items():
        told = [each for event in new if event["client_id"] == client_id for each in event["changes"]]
        was = before.clients.get(client_id)
        differences = {
            "status": (None if was is None else was["status"], client["status"]),
            "caseWeight": (_weight(was), _weight(client)),
            "providerId": (_provider(before, client_id), _provider(after, client_id)),
        }
        for name, (old, now) in differences.items():
            assert old == now or {"field": name, "before": old, "after": now} in told, (name, old, now, told)
        unchanged = (was, before.held.get(client_id), before.stays.get(client_id)) == (
            client,
            after.held[client_id],
            after.stays[client_id],
        )
        assert unchanged is (not any(event["client_id"] == client_id for event in new))
    for provider_id, provider in after.providers.items():
        told = [each for event in new if event["provider_id"] == provider_id for each in event["changes"]]
        was = before.providers.get(provider_id, {})
        differences = {name: (was.get(of), provider[of]) for name, of in _TOLD.items()}
        differences["coverProviderId"] = before.covers.get(provider_id), after.covers.get(provider_id)
        for name, (old, now) in differences.items():
            assert old == now or {"field": name, "before": old, "after": now} in told, (name, old, now, told)


def _provider(rows: Rows, client_id: str) -> str | None:
    active = rows.active(client_id) if client_id in rows.held else None
    return None if active is None else active["provider_id"]


def _weight(client: Row | None) -> float | None:
    return None if client is None else client["case_weight_hundredths"] / 100
