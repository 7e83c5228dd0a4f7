"""Safe mode: health and the doctor are answered, everything else is refused alike."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from caseload_gql.settings import Settings
from caseload_gql.web.safe_mode import Finding, create_safe_app
from tests.databases import copy_of

KEY = "only-for-those-at-the-terminal"
FINDINGS = (Finding("database", ok=True, text="It answers."), Finding("start", ok=False, text="plugin <late>: no."))
DOCTOR = f"/doctor/{KEY}"


def client(url: str, key: str = KEY) -> httpx.AsyncClient:
    app = create_safe_app(Settings(database_url=url, safe_mode=True), key, lambda: FINDINGS)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://caseload.test")


@pytest.fixture
async def safe(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with client(copy_of(sqlite_template, tmp_path / "practice.db")) as opened:
        yield opened


async def test_health_answers_as_ever_and_says_safe_mode(safe: httpx.AsyncClient) -> None:
    live, ready = await safe.get("/health/live"), await safe.get("/health/ready")
    assert (live.status_code, live.json()) == (200, {"status": "live", "mode": "safe"})
    assert (ready.status_code, ready.json()) == (200, {"status": "ready", "mode": "safe"})


async def test_health_tells_of_a_database_that_is_not_there(tmp_path: Path) -> None:
    async with client(f"sqlite:///{tmp_path / 'none.db'}") as safe:
        ready = await safe.get("/health/ready")
    assert (ready.status_code, ready.json()["status"], ready.json()["mode"]) == (503, "not ready", "safe")


@pytest.mark.parametrize("media_type", ["application/json", "application/graphql-response+json"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
async def test_graphql_is_refused_with_a_code_whoever_asks(
    safe: httpx.AsyncClient, method: str, media_type: str
) -> None:
    answer = await safe.request(method, "/graphql", headers={"Accept": media_type})
    assert (answer.status_code, answer.headers["content-type"]) == (503, f"{media_type}; charset=utf-8")
    [error] = answer.json()["errors"]
    assert error["extensions"] == {"code": "SAFE_MODE"}
    assert "safe mode" in error["message"]


@pytest.mark.parametrize("path", ["/", "/graphiql", "/sign-in/secret", "/sign-out", "/nowhere"])
async def test_every_other_page_says_safe_mode(safe: httpx.AsyncClient, path: str) -> None:
    answer = await safe.get(path)
    assert (answer.status_code, "safe mode" in answer.text) == (503, True)
    assert answer.headers["cache-control"] == "no-store"


async def test_the_doctor_tells_programs_what_was_found(safe: httpx.AsyncClient) -> None:
    answer = await safe.get(DOCTOR)
    assert answer.json() == {
        "mode": "safe",
        "ok": False,
        "parts": [
            {"part": "database", "ok": True, "text": "It answers."},
            {"part": "start", "ok": False, "text": "plugin <late>: no."},
        ],
    }


async def test_the_doctor_shows_browsers_a_page(safe: httpx.AsyncClient) -> None:
    answer = await safe.get(DOCTOR, headers={"Accept": "text/html,*/*"})
    assert answer.headers["content-type"].startswith("text/html")
    assert "plugin &lt;late&gt;: no." in answer.text
    assert "What needs mending: start." in answer.text


@pytest.mark.parametrize("path", ["/doctor", "/doctor/", "/doctor/wrong", f"{DOCTOR}x", "/doctor/%C3%A9"])
async def test_the_doctor_speaks_to_nobody_without_the_key(safe: httpx.AsyncClient, path: str) -> None:
    answer = await safe.get(path, follow_redirects=True)
    assert answer.status_code == 401
    assert "late" not in answer.text


async def test_no_key_opens_a_doctor_that_has_none(tmp_path: Path) -> None:
    async with client(f"sqlite:///{tmp_path / 'none.db'}", key="") as safe:
        assert (await safe.get("/doctor/", follow_redirects=True)).status_code == 401
