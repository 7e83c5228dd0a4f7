"""What an answer tells of itself when a header asks: its cost to anybody, its statement in development only."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from caseload_gql.bootstrap import build_app
from caseload_gql.db.engine import open_database
from caseload_gql.db.models import Base, Client, Location, Provider, Team
from caseload_gql.settings import Settings
from tests.support import Demo, counted

STATEMENT = {"X-Caseload-Statement": "1"}
COST = {"X-Caseload-Cost": "1"}
QUERY = """
query($text: String!, $team: ID, $after: String) {
  clients(first: 2, filter: { search: $text, teamId: $team }) { totalCount nodes { name provider { name } } }
  written: clients(first: 2, filter: { search: "Jürgen", payer: "Medicare" }) { nodes { name } }
  providers(first: 7, after: $after) { nodes { name } }
}
"""


@asynccontextmanager
async def telling(demo: Demo, *, development: bool) -> AsyncIterator[httpx.AsyncClient]:
    app = build_app(Settings(database_url=demo.url, development=development))
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://caseload.test") as client,
    ):
        yield client


async def asked(
    client: httpx.AsyncClient,
    demo: Demo,
    headers: Mapping[str, str],
    query: str = "{ clients(first: 1) { nodes { name } } }",
    variables: Mapping[str, Any] | None = None,
) -> Any:
    signed = {"Authorization": f"Bearer {demo.tokens['supervisor']}"}
    body = {"query": query, "variables": variables or {}}
    return (await client.post("/graphql", json=body, headers=signed | dict(headers))).json()


async def test_in_development_the_statement_that_ran_is_told_with_its_time(demo: Demo) -> None:
    async with telling(demo, development=True) as client:
        with counted() as statements:
            first = await asked(client, demo, STATEMENT)
        told = first["extensions"]["statement"]
        assert told["sql"] == statements[-1]
        assert (set(told), told["planned"]) == ({"sql", "milliseconds", "planned"}, "now")
        assert 0 < told["milliseconds"] < 10_000
        again = await asked(client, demo, STATEMENT)
        assert again["extensions"]["statement"]["planned"] == "before"
        assert again["data"] == first["data"]


@pytest.mark.parametrize("value", ["1", "true", "yes"])
async def test_outside_development_no_header_gets_the_statement(demo: Demo, value: str) -> None:
    async with telling(demo, development=False) as client:
        assert "extensions" not in await asked(client, demo, {"X-Caseload-Statement": value})


@pytest.mark.parametrize("headers", [{}, {"X-Caseload-Statement": "0"}, {"X-Caseload-Statement": "yes"}])
async def test_in_development_too_only_the_header_gets_it(demo: Demo, headers: Mapping[str, str]) -> None:
    async with telling(demo, development=True) as client:
        assert "extensions" not in await asked(client, demo, headers)


async def test_the_statement_holds_no_value_of_a_row_a_variable_or_the_document(demo: Demo) -> None:
    database = open_database(demo.url)
    async with telling(demo, development=True) as client:
        page = await asked(
            client, demo, {}, "{ providers(first: 1) { pageInfo { endCursor } } teams(first: 1) { nodes { id } } }"
        )
        cursor = page["data"]["providers"]["pageInfo"]["endCursor"]
        team = page["data"]["teams"]["nodes"][0]["id"]
        variables = {"text": "Begoña", "team": team, "after": cursor}
        answer = await asked(client, demo, STATEMENT, QUERY, variables)
    assert "errors" not in answer
    sql = answer["extensions"]["statement"]["sql"].lower()
    values = {"begoña", "begona", "jürgen", "jurgen", "medicare", team.lower(), cursor.lower()}
    async with database.read() as connection:
        for model in (Client, Provider, Team, Location):
            columns = Base.metadata.tables[model.__tablename__].c
            told = [column for column in columns if column.name in {"id", "name", "name_key", "external_id", "payer"}]
            rows = (await connection.execute(select(*told))).all()
            values |= {str(value).lower() for row in rows for value in row if value is not None}
    await database.close()
    assert len(values) > 200
    # A location goes by the name of a column.
    assert [value for value in values - {"telehealth"} if value in sql] == []


async def test_the_cost_is_told_beside_the_statement_and_without_development(demo: Demo) -> None:
    async with telling(demo, development=True) as client:
        assert set((await asked(client, demo, STATEMENT | COST))["extensions"]) == {"cost", "statement"}
    async with telling(demo, development=False) as client:
        told = (await asked(client, demo, STATEMENT | COST))["extensions"]
        assert (set(told), told["cost"]["nodes"]) == ({"cost"}, 1)


async def test_where_python_goes_on_the_answer_tells_its_first_statement(demo: Demo) -> None:
    query = "{ clients(first: 1) { nodes { matches(first: 1) { matches { provider { name } } } } } }"
    async with telling(demo, development=True) as client:
        answer = await asked(client, demo, STATEMENT | COST, query)
    assert answer["data"]["clients"]["nodes"]
    assert "client" in answer["extensions"]["statement"]["sql"]
    assert answer["extensions"]["cost"]["nodes"] > 1
