"""POST /graphql: who asks first, then the form of the request, each refusal coded and clear."""

from collections.abc import AsyncIterator

import httpx
import pytest

from caseload_gql.errors import StaleAccess, StorageFull
from caseload_gql.identity.tokens import list_tokens
from caseload_gql.services.user_commands import RevokeToken
from tests.people import operate
from tests.web.conftest import House

QUERY = {"query": "{ viewer { name } }"}


def problem(response: httpx.Response) -> tuple[int, str]:
    """The status and code of a refusal, which must have no data and a message."""
    answer = response.json()
    assert "data" not in answer
    assert answer["errors"][0]["message"]
    return response.status_code, answer["errors"][0]["extensions"]["code"]


def bearer(house: House, **headers: str) -> dict[str, str]:
    """The headers of a program."""
    return {"Authorization": f"Bearer {house.token}", **headers}


async def test_a_bearer_token_gets_its_operation_executed(house: House) -> None:
    sent = {**QUERY, "variables": {"a": 1}, "operationName": None}
    response = await house.client.post("/graphql", json=sent, headers=bearer(house))
    assert (response.status_code, response.json()) == (200, {"data": {"ok": True}})
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert (house.executor.seen[0].query, house.executor.seen[0].variables) == (QUERY["query"], {"a": 1})


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_only_post_is_answered(house: House, method: str) -> None:
    response = await house.client.request(method, "/graphql?query={viewer{name}}", headers=bearer(house))
    assert problem(response) == (405, "METHOD_NOT_ALLOWED")
    assert response.headers["allow"] == "POST"
    assert house.executor.seen == []


@pytest.mark.parametrize("authorization", [None, "Bearer nonsense", "Bearer ", "Basic YTpi", "Bearer \xff"])
async def test_nobody_is_refused_before_anything_is_parsed(house: House, authorization: str | None) -> None:
    headers = [] if authorization is None else [(b"Authorization", authorization.encode("latin-1"))]
    response = await house.client.post("/graphql", content=b"not JSON", headers=headers)
    assert problem(response) == (401, "UNAUTHENTICATED")
    assert response.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"{",
        b"\xff\xfe",
        b'"text"',
        b"null",
        b"[]",
        b'[{"query": "{ viewer { name } }"}]',
        b"{}",
        b'{"query": 1}',
        b'{"query": ""}',
        b'{"query": "{ a }", "variables": "x"}',
        b'{"query": "{ a }", "variables": []}',
        b'{"query": "{ a }", "operationName": 1}',
        b'{"query": "{ a }", "extensions": 0}',
    ],
)
async def test_a_body_of_the_wrong_form_is_refused_and_not_executed(house: House, body: bytes) -> None:
    headers = bearer(house, **{"Content-Type": "application/json"})
    response = await house.client.post("/graphql", content=body, headers=headers)
    assert problem(response) == (400, "BAD_USER_INPUT")
    assert house.executor.seen == []


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=utf-16",
        "multipart/form-data",
    ],
)
async def test_another_content_type_is_refused(house: House, content_type: str | None) -> None:
    headers = bearer(house) if content_type is None else bearer(house, **{"Content-Type": content_type})
    response = await house.client.post("/graphql", content=b'{"query": "{ a }"}', headers=headers)
    assert problem(response) == (415, "UNSUPPORTED_MEDIA_TYPE")


async def test_a_megabyte_is_refused_declared_or_streamed(house: House) -> None:
    async def stream() -> AsyncIterator[bytes]:
        for _ in range(64):
            yield b" " * 16_384

    headers = bearer(house, **{"Content-Type": "application/json"})
    for content in (b" " * 1_048_576, stream()):
        response = await house.client.post("/graphql", content=content, headers=headers)
        assert problem(response) == (413, "REQUEST_TOO_LARGE")


async def test_a_body_of_exactly_the_limit_is_read(house: House) -> None:
    body = b'{"query": "{ a }"}'.ljust(262_144)
    headers = bearer(house, **{"Content-Type": "application/json"})
    assert (await house.client.post("/graphql", content=body, headers=headers)).status_code == 200
    assert (await house.client.post("/graphql", content=body + b" ", headers=headers)).status_code == 413


async def test_a_browser_session_needs_the_header_and_a_token_does_not(house: House) -> None:
    await house.sign_in()
    refused = await house.client.post("/graphql", json=QUERY)
    assert problem(refused) == (403, "FORBIDDEN")
    assert "X-Caseload-Request: 1" in refused.json()["errors"][0]["message"]
    assert house.executor.seen == []
    served = await house.client.post("/graphql", json=QUERY, headers={"X-Caseload-Request": "1"})
    assert served.status_code == 200


async def test_when_access_changed_the_operation_runs_again_with_a_fresh_actor(house: House) -> None:
    await house.client.post("/graphql", json=QUERY, headers=bearer(house))
    house.executor.raises.append(StaleAccess())
    response = await house.client.post("/graphql", json=QUERY, headers=bearer(house))
    assert response.status_code == 200
    assert len(house.executor.seen) == 3


async def test_an_operation_that_stays_stale_ends_after_three_runs_with_an_error_id(house: House) -> None:
    house.executor.raises.extend(StaleAccess() for _ in range(5))
    response = await house.client.post("/graphql", json=QUERY, headers=bearer(house))
    assert problem(response) == (500, "INTERNAL_SERVER_ERROR")
    assert len(house.executor.seen) == 3


async def test_a_revoked_token_gets_nothing_even_where_no_statement_was_run(house: House) -> None:
    house.executor.epoch_checked = False
    assert (await house.client.post("/graphql", json=QUERY, headers=bearer(house))).status_code == 200
    [token] = await list_tokens(house.database)
    await operate(house.database, RevokeToken(token.id))
    assert problem(await house.client.post("/graphql", json=QUERY, headers=bearer(house))) == (401, "UNAUTHENTICATED")


async def test_the_unforeseen_is_masked_and_logged_by_type_and_id_only(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.executor.raises.append(RuntimeError("Zofia Kowalska"))
    with caplog.at_level("INFO"):
        sent = {"query": "{ a }", "variables": {"name": "Zofia Kowalska"}}
        response = await house.client.post("/graphql", json=sent, headers=bearer(house))
    assert problem(response) == (500, "INTERNAL_SERVER_ERROR")
    error_id = response.json()["errors"][0]["extensions"]["errorId"]
    [record] = [record for record in caplog.records if record.levelname == "ERROR"]
    assert (vars(record)["error_id"], vars(record)["error_type"]) == (error_id, "builtins.RuntimeError")
    assert "Zofia" not in response.text + repr([vars(record) for record in caplog.records])


@pytest.mark.parametrize(
    ("accept", "status", "answered"),
    [
        ("application/json", 200, "application/json"),
        ("application/graphql-response+json", 200, "application/graphql-response+json"),
        ("application/graphql-response+json, application/json;q=0.9", 200, "application/graphql-response+json"),
        ("*/*", 200, "application/json"),
        ("text/html", 406, "application/json"),
    ],
)
async def test_the_answer_has_the_media_type_that_was_asked_for(
    house: House, accept: str, status: int, answered: str
) -> None:
    response = await house.client.post("/graphql", json=QUERY, headers=bearer(house, Accept=accept))
    assert response.status_code == status
    assert response.headers["content-type"] == f"{answered}; charset=utf-8"


async def test_a_full_disk_is_told_of_by_its_code(house: House) -> None:
    for accept in ("application/json", "application/graphql-response+json"):
        house.executor.raises.append(StorageFull("nothing is read"))
        headers = {"Authorization": f"Bearer {house.token}", "Accept": accept}
        response = await house.client.post("/graphql", json={"query": "{ ok }"}, headers=headers)
        assert (response.status_code, response.headers["content-type"].split(";")[0]) == (503, accept)
        (error,) = response.json()["errors"]
        assert error["extensions"] == {"code": "STORAGE_FULL"}
        assert (
            error["message"] == "The database has no room left; nothing is read. Tell an administrator, then try again."
        )
