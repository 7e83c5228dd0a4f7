"""Every answer carries its policy, and only versioned assets are kept for good."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from caseload_gql.web import pages, security_headers
from caseload_gql.web.security_headers import SecurityHeadersMiddleware


async def html_page(request: Request) -> Response:
    return HTMLResponse(f"<p>{request.method}")


async def data(request: Request) -> Response:
    return JSONResponse({"method": request.method})


async def own_caching(request: Request) -> Response:
    return JSONResponse({"method": request.method}, headers={"Cache-Control": "max-age=5"})


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(
        routes=[
            Route("/", html_page),
            Route("/graphiql", html_page),
            Route("/graphql", data, methods=["POST"]),
            Route("/own", own_caching),
            Mount("/assets", StaticFiles(directory=pages.assets_directory())),
        ],
        middleware=[Middleware(SecurityHeadersMiddleware)],
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as caller:
        yield caller


async def test_every_answer_refuses_sniffing_framing_and_referrers(client: httpx.AsyncClient) -> None:
    for path in ("/", "/graphiql", "/own", "/assets/base.css", "/absent"):
        headers = (await client.get(path)).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "Strict-Transport-Security" not in headers


async def test_each_kind_of_answer_has_the_narrowest_policy_it_can_live_with(client: httpx.AsyncClient) -> None:
    assert (await client.get("/")).headers["Content-Security-Policy"] == security_headers.PAGE
    assert (await client.get("/graphiql")).headers["Content-Security-Policy"] == security_headers.GRAPHIQL
    assert (await client.post("/graphql")).headers["Content-Security-Policy"] == security_headers.LOCKED


def test_no_policy_allows_inline_code_or_foreign_hosts() -> None:
    for policy in (security_headers.LOCKED, security_headers.PAGE, security_headers.GRAPHIQL):
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert "http" not in policy
        assert "*" not in policy
    assert "script-src" not in security_headers.PAGE


async def test_pages_and_data_are_never_kept(client: httpx.AsyncClient) -> None:
    assert (await client.get("/")).headers["Cache-Control"] == "no-store"
    assert (await client.post("/graphql")).headers["Cache-Control"] == "no-store"
    assert (await client.get("/absent")).headers["Cache-Control"] == "no-store"


async def test_an_asset_is_kept_for_good_only_under_an_address_with_its_version(client: httpx.AsyncClient) -> None:
    assert "immutable" in (await client.get(pages.asset_url("base.css"))).headers["Cache-Control"]
    assert (await client.get("/assets/base.css")).headers["Cache-Control"] == "no-cache"
    assert (await client.get("/assets/absent.css?v=1")).headers["Cache-Control"] == "no-store"


async def test_a_header_that_an_answer_has_of_its_own_is_left_alone(client: httpx.AsyncClient) -> None:
    assert (await client.get("/own")).headers["Cache-Control"] == "max-age=5"
