"""Strawberry with SQLAlchemy's ORM and a DataLoader for each relation: how such a server is usually written.

Documents are parsed and validated once; each level is one statement, whatever the number of rows.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime
from typing import Any, cast

import strawberry
from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute
from starlette.applications import Starlette
from strawberry.dataloader import DataLoader
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.types import Info as AnyInfo

from benchmarks.servers import tables
from benchmarks.servers.strawberry_app import Sessions, strawberry_app


def _by(sessions: Sessions, column: InstrumentedAttribute[str], *conditions: Any) -> DataLoader[str, Any]:  # noqa: ANN401  # conditions of a statement
    """A loader of single rows by a column that tells them apart."""

    async def load(keys: list[str]) -> list[Any]:
        async with sessions() as session:
            rows = await session.scalars(select(column.class_).where(column.in_(keys), *conditions))
            found = {getattr(row, column.key): row for row in rows}
        return [found.get(key) for key in keys]

    return DataLoader(load)


def _caseloads(sessions: Sessions) -> Callable[[list[tuple[str, int]]], Awaitable[Sequence[list[tables.Client]]]]:
    async def load(keys: list[tuple[str, int]]) -> list[list[tables.Client]]:
        first = max(first for _, first in keys)
        active = tables.Assignment
        place = func.row_number().over(
            partition_by=active.provider_id, order_by=(tables.Client.name_key, tables.Client.id)
        )
        ranked = (
            select(active.provider_id, active.client_id, place.label("place"))
            .join(tables.Client, tables.Client.id == active.client_id)
            .where(active.provider_id.in_([provider for provider, _ in keys]), active.ended_at.is_(None))
            .subquery()
        )
        statement = (
            select(ranked.c.provider_id, tables.Client)
            .join(ranked, ranked.c.client_id == tables.Client.id)
            .where(ranked.c.place <= first)
            .order_by(ranked.c.provider_id, ranked.c.place)
        )
        found: dict[str, list[tables.Client]] = defaultdict(list)
        async with sessions() as session:
            for provider_id, client in (await session.execute(statement)).tuples():
                found[provider_id].append(client)
        return [found[provider][:limit] for provider, limit in keys]

    return load


class Context:
    """One request's sessions and loaders."""

    def __init__(self, sessions: Sessions) -> None:
        self.sessions = sessions
        self.teams = _by(sessions, tables.Team.id)
        self.locations = _by(sessions, tables.Location.id)
        self.providers = _by(sessions, tables.Provider.id)
        self.clients = _by(sessions, tables.Client.id)
        self.assignments = _by(sessions, tables.Assignment.client_id, tables.Assignment.ended_at.is_(None))
        self.caseloads = DataLoader(_caseloads(sessions))


Info = AnyInfo[Context, None]


@strawberry.type
class Team:
    """A group of providers."""

    id: strawberry.ID
    name: str


@strawberry.type
class Location:
    """A place where clients are seen."""

    id: strawberry.ID
    name: str


@strawberry.type
class Assignment:
    """A provider's responsibility for a client."""

    id: strawberry.ID
    assigned_at: datetime
    assigned_by: str | None


@strawberry.type
class Client:
    """A person served by the practice."""

    id: strawberry.ID
    name: str
    date_of_birth: date | None
    status: str
    intake_date: date
    insurance_status: str
    payer: str | None
    case_weight: float
    languages: list[str]
    service_requirements: list[str]

    @strawberry.field
    async def location(self, info: Info) -> Location | None:
        """Where the client wishes to be seen."""
        row = cast("tables.Client", self)
        return await info.context.locations.load(row.location_id) if row.location_id else None

    @strawberry.field
    async def assignment(self, info: Info) -> Assignment | None:
        """The assignment that lasts now."""
        return cast("Assignment | None", await info.context.assignments.load(str(self.id)))

    @strawberry.field
    async def provider(self, info: Info) -> "Provider | None":
        """The provider who serves the client now."""
        row = cast("tables.Assignment | None", await info.context.assignments.load(str(self.id)))
        return await info.context.providers.load(row.provider_id) if row else None


@strawberry.type
class Provider:
    """A clinician and the load they carry."""

    id: strawberry.ID
    name: str
    credential: str | None
    accepting_new_clients: bool
    capacity: int
    caseload_count: int
    load: float
    open_slots: float
    utilization: float | None
    load_status: str

    @strawberry.field
    async def team(self, info: Info) -> Team | None:
        """The provider's team."""
        row = cast("tables.Provider", self)
        return await info.context.teams.load(row.team_id) if row.team_id else None

    @strawberry.field
    async def caseload(self, info: Info, first: int) -> list[Client]:
        """The provider's active clients, by name."""
        return cast("list[Client]", await info.context.caseloads.load((str(self.id), first)))


@strawberry.type
class PoolEntry:
    """A wait for a provider."""

    id: strawberry.ID
    wait_days: int
    wait_days_since_intake: int
    reason: str
    priority: str
    entered_at: datetime

    @strawberry.field
    async def team(self, info: Info) -> Team | None:
        """The team that the entry is routed to."""
        row = cast("tables.PoolEntry", self)
        return await info.context.teams.load(row.team_id) if row.team_id else None

    @strawberry.field
    async def client(self, info: Info) -> Client:
        """Who waits."""
        return cast("Client", await info.context.clients.load(cast("tables.PoolEntry", self).client_id))


@strawberry.type
class Query:
    """The screens' roots."""

    @strawberry.field
    async def providers(self, info: Info, first: int) -> list[Provider]:
        """Providers by name."""
        order = (tables.Provider.name_key, tables.Provider.id)
        return cast("list[Provider]", await _rows(info, select(tables.Provider).order_by(*order).limit(first)))

    @strawberry.field
    async def pool(self, info: Info, first: int) -> list[PoolEntry]:
        """Open entries, longest wait first."""
        still = tables.PoolEntry.left_at.is_(None)
        order = (tables.PoolEntry.entered_at, tables.PoolEntry.id)
        statement = select(tables.PoolEntry).where(still).order_by(*order).limit(first)
        return cast("list[PoolEntry]", await _rows(info, statement))

    @strawberry.field
    async def client(self, info: Info, id: strawberry.ID) -> Client | None:  # noqa: A002  # the argument's name
        """One client."""
        return cast("Client | None", await info.context.clients.load(str(id)))


async def _rows(info: Info, statement: Any) -> Sequence[Any]:  # noqa: ANN401  # a statement of any rows
    async with info.context.sessions() as session:
        return (await session.scalars(statement)).all()


def app() -> Starlette:
    """The app of one worker."""
    return strawberry_app(strawberry.Schema(query=Query, extensions=[ParserCache, ValidationCache]), Context)
