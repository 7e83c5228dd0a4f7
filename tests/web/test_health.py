"""Health: alive, and ready only with the database and its schema."""

import httpx
from sqlalchemy import text

from caseload_gql.settings import Settings
from caseload_gql.web.factory import create_app
from caseload_gql.web.protocols import AppParts
from tests.web.conftest import House


async def test_a_whole_house_is_alive_and_ready(house: House) -> None:
    assert (await house.client.get("/health/live")).json() == {"status": "live"}
    response = await house.client.get("/health/ready")
    assert (response.status_code, response.json()) == (200, {"status": "ready"})


async def test_a_schema_it_does_not_know_is_not_ready_and_says_why(house: House) -> None:
    await house.database.write(
        lambda unit: unit.session.execute(text("UPDATE alembic_version SET version_num = 'unheard'"))
    )
    response = await house.client.get("/health/ready")
    assert response.status_code == 503
    assert "does not know" in response.json()["reason"]


async def test_a_database_out_of_reach_is_not_ready_and_no_secret_is_told(house: House) -> None:
    url = "postgresql://someone:hunter2@127.0.0.1:1/none"
    parts = AppParts(
        settings=Settings(database_url=url),
        database=house.database,
        identifier=None,  # type: ignore[arg-type]  # not asked
        executor=house.executor,
        may=lambda actor, action: False,  # not asked
    )
    transport = httpx.ASGITransport(create_app(parts))
    async with httpx.AsyncClient(transport=transport, base_url="http://caseload.test") as client:
        response = await client.get("/health/ready")
    assert response.status_code == 503
    assert response.json()["reason"]
    assert "hunter2" not in response.text
    assert "someone" not in response.text


async def test_what_is_not_here_gets_a_page_and_assets_are_served(house: House) -> None:
    assert (await house.client.get("/nowhere")).status_code == 404
    assert (await house.client.delete("/")).status_code == 405
    assert (await house.client.get("/assets/caseload.css")).status_code == 200
    assert (await house.client.get("/assets/../pages.py")).status_code == 404
