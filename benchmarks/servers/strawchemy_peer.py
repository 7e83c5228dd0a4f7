"""strawchemy: types and resolvers made from the ORM's tables, one statement for each root field."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.applications import Starlette
from strawberry.extensions import ParserCache, SchemaExtension, ValidationCache
from strawchemy import Strawchemy, StrawchemyAsyncRepository, StrawchemyConfig

from benchmarks.servers import tables
from benchmarks.servers.strawberry_app import strawberry_app

mapper = Strawchemy(
    StrawchemyConfig(
        "postgresql",
        session_getter=lambda info: info.context.session,
        repository_type=StrawchemyAsyncRepository,
        pagination="all",
        order_by="all",
    )
)


@mapper.type(tables.Team, include={"id", "name"})
class Team:
    """A group of providers."""


@mapper.type(tables.Location, include={"id", "name"})
class Location:
    """A place where clients are seen."""


@mapper.type(tables.Provider, include="all", override=True)
class Provider:
    """A clinician and the load they carry."""


@mapper.type(tables.Client, include="all", override=True)
class Client:
    """A person served by the practice."""


@mapper.type(tables.Assignment, include="all", override=True)
class Assignment:
    """A provider's responsibility for a client."""


@mapper.type(tables.PoolEntry, include="all", override=True)
class PoolEntry:
    """A wait for a provider."""


@mapper.filter(tables.PoolEntry, include={"left_at"})
class PoolEntryFilter:
    """Which entries to list."""


@strawberry.type
class Query:
    """The screens' roots."""

    providers: list[Provider] = mapper.field()
    pool_entries: list[PoolEntry] = mapper.field(filter_input=PoolEntryFilter)
    client: Client | None = mapper.field()


@dataclass(frozen=True, slots=True)
class Context:
    """One request's session."""

    session: AsyncSession


class ClosesSession(SchemaExtension):
    """Gives the request's session back once it was answered."""

    async def on_operation(self) -> AsyncIterator[None]:
        """Close after the operation."""
        yield
        await self.execution_context.context.session.close()


def app() -> Starlette:
    """The app of one worker."""
    schema = strawberry.Schema(query=Query, extensions=[ParserCache, ValidationCache, ClosesSession])
    return strawberry_app(schema, lambda sessions: Context(sessions()))
