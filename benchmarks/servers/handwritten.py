"""The limit: SQL written by hand for each screen, its JSON sent on as it comes. Nobody signs in, nothing is flexible.

For each screen there are two statements: one that sees everything, and one that holds by hand what the shipped policies
hold for a supervisor.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import asyncpg
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks.servers.settings import peer_settings

_SQL: Final = Path(__file__).parent / "sql"
_STATEMENTS: Final = {
    path.relative_to(_SQL).with_suffix("").as_posix(): path.read_text() for path in _SQL.rglob("*.sql")
}
#: A supervisor's statements take the teams they lead, which a server with sign-in would know.
_TEAMS: Final = (
    "SELECT array_agg(team_id::text) FROM user_team "
    "JOIN user_account ON user_account.id = user_id WHERE email = 'supervisor@demo.example'"
)


def app() -> Starlette:
    """The app of one worker."""
    routes = [
        Route("/{viewer}/client_by_id/{id}", _client),
        Route("/{viewer}/{screen}", _screen),
    ]
    return Starlette(routes=routes, lifespan=_lifespan)


@asynccontextmanager
async def _lifespan(served: Starlette) -> AsyncIterator[None]:
    settings = peer_settings()
    async with asyncpg.create_pool(
        settings.database_url, min_size=1, max_size=settings.connections, server_settings={"timezone": "UTC"}
    ) as pool:
        served.state.pool = pool
        served.state.teams = await pool.fetchval(_TEAMS)
        yield


async def _screen(request: Request) -> Response:
    viewer, screen = request.path_params["viewer"], request.path_params["screen"]
    return await _answer(request, _STATEMENTS[f"{viewer}/{screen}"], *_teams(request, viewer))


async def _client(request: Request) -> Response:
    viewer = request.path_params["viewer"]
    return await _answer(
        request, _STATEMENTS[f"{viewer}/client_by_id"], request.path_params["id"], *_teams(request, viewer)
    )


def _teams(request: Request, viewer: str) -> tuple[list[str], ...]:
    return (request.app.state.teams,) if viewer == "supervisor" else ()


async def _answer(request: Request, statement: str, *parameters: object) -> Response:
    text: str | None = await request.app.state.pool.fetchval(statement, *parameters)
    return Response((text or "null").encode(), media_type="application/json")
