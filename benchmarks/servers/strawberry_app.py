"""What the two peers on Strawberry share: its view, the engine, answers written by orjson."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Generic, TypeVar

import orjson
import strawberry
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL

from benchmarks.servers.settings import peer_settings

Sessions = async_sessionmaker[AsyncSession]
C = TypeVar("C")


class _View(GraphQL[C, None], Generic[C]):
    """Strawberry's view with a context of the peer's own."""

    def __init__(self, schema: strawberry.Schema, make_context: Callable[[Sessions], C]) -> None:
        super().__init__(schema, graphql_ide=None)
        self.make_context = make_context
        self.sessions: Sessions | None = None

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> C:
        """The request's own context."""
        del request, response
        if self.sessions is None:
            message = "the app has not started"
            raise RuntimeError(message)
        return self.make_context(self.sessions)

    def encode_json(self, data: object) -> str | bytes:
        """Write the answer."""
        return orjson.dumps(data)


def strawberry_app(schema: strawberry.Schema, make_context: Callable[[Sessions], C]) -> Starlette:
    """The app of one worker; `make_context` makes each request's context."""
    view = _View(schema, make_context)

    @asynccontextmanager
    async def lifespan(served: Starlette) -> AsyncIterator[None]:
        del served
        settings = peer_settings()
        engine = create_async_engine(settings.engine_url, pool_size=settings.connections, max_overflow=0)
        view.sessions = async_sessionmaker(engine, expire_on_commit=False)
        yield
        await engine.dispose()

    return Starlette(routes=[Route("/graphql", view)], lifespan=lifespan)
