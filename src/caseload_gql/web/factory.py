"""Puts the web together: routes, middlewares and lifespan of the Starlette app."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from caseload_gql.errors import StorageFull
from caseload_gql.web.graphql_endpoint import GraphQLEndpoint
from caseload_gql.web.health import LIVE_PATH, READY_PATH, Health
from caseload_gql.web.lifespan import StartProblemMiddleware
from caseload_gql.web.negotiation import answer_type
from caseload_gql.web.pages import (
    ASSETS_PATH,
    GRAPHIQL_PATH,
    GRAPHQL_PATH,
    HOME_PATH,
    SIGN_OUT_PATH,
    assets_directory,
    notice_page,
)
from caseload_gql.web.protocols import JSON, AppParts
from caseload_gql.web.replies import error_reply
from caseload_gql.web.request_log import MaskMiddleware, RequestLogMiddleware
from caseload_gql.web.security_headers import SecurityHeadersMiddleware
from caseload_gql.web.sign_in import SIGN_IN_ROUTE, Doors

_EVERY_METHOD = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def create_app(parts: AppParts) -> Starlette:
    """The ASGI app of one worker."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        del app
        try:
            await parts.startup()
            try:
                yield
            finally:
                await parts.shutdown()
        finally:
            await parts.database.close()

    return Starlette(
        routes=_routes(parts),
        middleware=[
            Middleware(StartProblemMiddleware),
            Middleware(RequestLogMiddleware),
            Middleware(SecurityHeadersMiddleware),
            Middleware(MaskMiddleware),
        ],
        exception_handlers={HTTPException: _http_problem, StorageFull: _storage_full},
        lifespan=lifespan,
    )


def _routes(parts: AppParts) -> list[Route | Mount]:
    doors = Doors(parts)
    endpoint, health = GraphQLEndpoint(parts), Health(parts.settings)

    async def graphql(request: Request) -> Response:
        return await endpoint(request)

    return [
        Route(GRAPHQL_PATH, graphql, methods=_EVERY_METHOD),
        Route(HOME_PATH, doors.home),
        Route(GRAPHIQL_PATH, doors.graphiql),
        Route(SIGN_IN_ROUTE, doors.show_link, methods=["GET"]),
        Route(SIGN_IN_ROUTE, doors.use_link, methods=["POST"]),
        Route(SIGN_OUT_PATH, doors.sign_out, methods=["POST"]),
        Route(LIVE_PATH, health.live),
        Route(READY_PATH, health.ready),
        Mount(ASSETS_PATH, StaticFiles(directory=assets_directory()), name="assets"),
    ]


async def _http_problem(request: Request, error: Exception) -> Response:
    """A page for what is not here or takes another method; addresses are not repeated."""
    del request
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        page = notice_page("That does not work here", "This address takes another method.")
    else:
        page = notice_page("There is nothing here", "Check the address, or start at the home page.")
    return HTMLResponse(page, error.status_code, error.headers)


async def _storage_full(request: Request, error: Exception) -> Response:
    """What cannot be done for want of room, outside of a mutation's fields: it says so, and is worth trying again."""
    if not isinstance(error, StorageFull):
        raise error
    if request.url.path == GRAPHQL_PATH:
        media_type = answer_type(request.headers.get("accept")) or JSON
        return error_reply(HTTPStatus.SERVICE_UNAVAILABLE, error.code, error.message, media_type=media_type)
    return HTMLResponse(notice_page("There is no room left", error.message), HTTPStatus.SERVICE_UNAVAILABLE)
