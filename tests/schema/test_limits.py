"""Limits through the door: what asks for too much is refused whole, and the cost is told on request."""

import re
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from caseload_gql.bootstrap import build_app
from caseload_gql.settings import Settings
from tests.support import Demo, House, counted

WHO = "ceo"
COST = {"X-Caseload-Cost": "1"}
HEAVY = "providers(first: 100) { nodes { caseload(first: 100) { nodes { id } } } }"
DOUBLING = " ".join(f"fragment F{n} on Provider {{ ...F{n - 1} ...F{n - 1} }}" for n in range(1, 24))
TABLES = re.compile(r"\bFROM (\w+)")
BOMB = "{ provider(id: 1) { ...F23 } } fragment F0 on Provider { name } " + DOUBLING


async def sent(
    client: httpx.AsyncClient,
    demo: Demo,
    query: str,
    variables: Mapping[str, Any] | None = None,
    *,
    name: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> httpx.Response:
    body = {"query": query, "variables": variables or {}, "operationName": name}
    signed = {"Authorization": f"Bearer {demo.tokens[WHO]}"}
    return await client.post("/graphql", json=body, headers=signed | dict(headers or {}))


async def too_complex(house: House, query: str, variables: Mapping[str, Any] | None = None) -> list[str]:
    """The messages of a refusal, before which the database was asked nothing but who it is that asks."""
    with counted() as statements:
        answer = (await sent(house.client, house.demo, query, variables)).json()
    assert "data" not in answer
    assert {each["extensions"]["code"] for each in answer["errors"]} == {"QUERY_TOO_COMPLEX"}
    assert {table for text in statements for table in TABLES.findall(text)} <= {"api_token", "user_account"}
    return [each["message"] for each in answer["errors"]]


@asynccontextmanager
async def opened_with(demo: Demo, **settings: int) -> AsyncIterator[httpx.AsyncClient]:
    app = build_app(Settings(database_url=demo.url, **settings))  # type: ignore[arg-type]  # names of whole numbers
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://caseload.test") as client,
    ):
        yield client


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("{" + HEAVY + "}", "asks for 10,100 nodes; at most 10,000"),
        (BOMB, "asks for 8,388,609 fields once its fragments are spread; at most 10,000"),
        ("{ viewer {" + " ".join(f"a{n}: id" for n in range(400)) + "} }", "has 400 aliases"),
        ("{ viewer { provider {" + "leave { coverProvider {" * 8 + "id" + "} }" * 8 + "} } }", "nested 19 levels deep"),
        ("{" + "viewer { id } " * 21 + "}", "asks for 21 fields at its root"),
        ("mutation {" + "undoAssignment(input: {assignmentId: 1}) { pool { id } } " * 5 + "}", "makes 5 changes"),
        ("{ nope {" + "nope {" * 20 + "id" + "}" * 20 + "} }", "nested 22 levels deep"),
    ],
    ids=["nodes", "fragment bomb", "aliases", "depth", "root fields", "mutations", "unknown fields too deep"],
)
async def test_what_asks_for_too_much_is_refused_and_nothing_is_read(reading: House, query: str, said: str) -> None:
    (message,) = await too_complex(reading, query)
    assert said in message


async def test_a_refusal_has_the_status_of_its_media_type(reading: House) -> None:
    for accepted, status in (("application/json", 200), ("application/graphql-response+json", 400)):
        answer = await sent(reading.client, reading.demo, "{" + HEAVY + "}", headers={"Accept": accepted})
        assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (status, accepted)


async def test_variables_decide_anew_in_each_request_what_one_document_asks_for(reading: House) -> None:
    query = "query($size: Int!) { providers(first: $size) { nodes { caseload(first: $size) { nodes { id } } } } }"
    for size in (3, 99, 3):
        answer = (await sent(reading.client, reading.demo, query, {"size": size})).json()
        assert "errors" not in answer
    (message,) = await too_complex(reading, query, {"size": 100})
    assert message.startswith("This operation asks for 10,100 nodes; at most 10,000 are read at once.")


async def test_ids_in_a_variable_count_as_many_as_they_are(reading: House) -> None:
    query = """query($ids: [ID!]!) {
      nodes(ids: $ids) { ... on Provider { caseload(first: 100) { nodes { id } } } }
    }"""
    ids = [f"prv_{number}" for number in range(100)]
    assert "errors" not in (await sent(reading.client, reading.demo, query, {"ids": ids[:99]})).json()
    (message,) = await too_complex(reading, query, {"ids": ids})
    assert "asks for 10,100 nodes" in message


async def test_a_default_counts_where_the_variable_is_left_out(reading: House) -> None:
    query = "query($size: Int = 100) { providers(first: 100) { nodes { caseload(first: $size) { nodes { id } } } } }"
    assert len(await too_complex(reading, query)) == 1
    assert "errors" not in (await sent(reading.client, reading.demo, query, {"size": 2})).json()


async def test_a_page_longer_than_the_longest_is_told_where_it_stands(reading: House) -> None:
    answer = (await sent(reading.client, reading.demo, "{ providers(first: 10001) { nodes { id } } }")).json()
    assert [each["extensions"]["code"] for each in answer["errors"]] == ["BAD_USER_INPUT"]


async def test_only_the_operation_that_runs_is_counted(reading: House) -> None:
    query = "query Small { viewer { id } } query Large {" + HEAVY + "}"
    assert "errors" not in (await sent(reading.client, reading.demo, query, name="Small")).json()
    answer = (await sent(reading.client, reading.demo, query, name="Large")).json()
    assert [each["extensions"]["code"] for each in answer["errors"]] == ["QUERY_TOO_COMPLEX"]


async def test_the_cost_is_told_to_those_who_ask_and_to_nobody_else(reading: House) -> None:
    query = "query($size: Int!) { providers(first: $size) { nodes { team { name } } } }"
    for size in (2, 5):
        answer = (await sent(reading.client, reading.demo, query, {"size": size}, headers=COST)).json()
        assert answer["extensions"]["cost"] == {
            "depth": 4,
            "aliases": 0,
            "fields": 4,
            "rootFields": 1,
            "mutations": 0,
            "nodes": size,
            "limits": {
                "depth": 12,
                "aliases": 30,
                "fields": 10_000,
                "rootFields": 20,
                "mutations": 4,
                "nodes": 10_000,
            },
        }
        assert answer["data"]["providers"]["nodes"]
    assert "extensions" not in (await sent(reading.client, reading.demo, query, {"size": 2})).json()


async def test_each_limit_is_a_setting(reading: House) -> None:
    demo = reading.demo
    query = "{ a: viewer { id } viewer { provider { id } } }"
    async with opened_with(demo, query_depth=3, query_aliases=1, query_root_fields=2, query_nodes=2) as client:
        assert "errors" not in (await sent(client, demo, query)).json()
    strict = {"query_depth": 2, "query_aliases": 0, "query_root_fields": 1, "query_nodes": 1, "query_fields": 4}
    async with opened_with(demo, query_mutations=1, **strict) as client:
        answer = (await sent(client, demo, query)).json()
        assert len(answer["errors"]) == len(strict)
        changes = "undoAssignment(input: {assignmentId: 1}) { pool { id } } " * 2
        answer = (await sent(client, demo, f"mutation {{ {changes} }}")).json()
        assert "makes 2 changes; at most 1" in str(answer["errors"])


async def test_each_limit_of_a_document_is_a_setting(reading: House) -> None:
    demo = reading.demo
    query = "query A { viewer { id id id id id id id id id id id } } query B { viewer { id } }"
    limits = {"characters": 100, "tokens": 30, "operations": 2, "comparisons": 110}
    async with opened_with(demo, **{f"document_{name}": limit for name, limit in limits.items()}) as client:
        assert "errors" not in (await sent(client, demo, query, name="A")).json()
    for name, limit, said in (
        ("tokens", 21, "more than 21 tokens"),
        ("operations", 1, "has 2 operations; at most 1"),
        ("comparisons", 100, "more than 100 comparisons"),
    ):
        async with opened_with(demo, **{f"document_{name}": limit}) as client:
            (error,) = (await sent(client, demo, query, name="A")).json()["errors"]
            assert error["extensions"]["code"] == "QUERY_TOO_COMPLEX"
            assert said in error["message"]
    async with opened_with(demo, document_characters=100) as client:
        (error,) = (await sent(client, demo, query + " " * 30, name="A")).json()["errors"]
        assert "characters; at most 100" in error["message"]


async def test_of_wrong_variables_by_the_thousand_the_first_are_told_in_no_time(reading: House) -> None:
    query = "query($filter: ClientFilter) { clients(first: 1, filter: $filter) { totalCount } }"
    started = time.process_time()
    answer = await sent(reading.client, reading.demo, query, {"filter": {f"k{n}": 1 for n in range(15_000)}})
    taken = time.process_time() - started
    errors = answer.json()["errors"]
    assert {each["extensions"]["code"] for each in errors} == {"BAD_USER_INPUT"}
    assert len(errors) == 5 + 1  # and that there are more
    assert taken < 2  # it was half a minute, each problem in words
