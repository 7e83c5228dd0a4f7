"""Requests that a proxy has signed in, through the API."""

from pathlib import Path
from typing import Any, Final

import pytest

from tests.support import Demo, House, opened

PLUGIN: Final = """
from caseload_gql.plugins import Identity, Plugin, hookimpl

PLUGIN = Plugin("proxy", api=">=1,<2", identity_headers=("X-Forwarded-Email",))


@hookimpl
async def identify_actor(request):
    return Identity(request.headers["x-forwarded-email"])
"""
QUERY: Final = {"query": "{ viewer { email } }"}
OURS: Final = {"X-Caseload-Request": "1"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "plugins"
    made.mkdir(mode=0o700)
    (made / "proxy.py").write_text(PLUGIN, encoding="utf-8")
    return made


async def asked(house: House, headers: dict[str, str]) -> tuple[int, Any]:
    response = await house.client.post("/graphql", json=QUERY, headers=headers)
    answer = response.json()
    found = answer["data"]["viewer"]["email"] if "data" in answer else answer["errors"][0]["extensions"]["code"]
    return response.status_code, found


async def test_a_header_that_a_plugin_knows_signs_in(demo: Demo, folder: Path) -> None:
    async with opened(demo, folder) as house:
        ceo = {"X-Forwarded-Email": "ceo@demo.example"}
        assert await asked(house, ceo | OURS) == (200, "ceo@demo.example")
        assert await asked(house, ceo) == (403, "FORBIDDEN")
        assert await asked(house, {"X-Forwarded-Email": "nobody@demo.example"} | OURS) == (401, "UNAUTHENTICATED")
        assert await asked(house, OURS) == (401, "UNAUTHENTICATED")
        home = await house.client.get("/", headers=ceo)
        assert "Sign in" not in home.text


async def test_a_token_comes_before_the_headers(demo: Demo, folder: Path) -> None:
    async with opened(demo, folder) as house:
        token = {"Authorization": f"Bearer {demo.tokens['supervisor']}"}
        assert await asked(house, token | {"X-Forwarded-Email": "ceo@demo.example"}) == (200, "supervisor@demo.example")
        wrong = {"Authorization": "Bearer wrong", "X-Forwarded-Email": "ceo@demo.example"}
        assert await asked(house, wrong | OURS) == (401, "UNAUTHENTICATED")


async def test_without_such_a_plugin_the_header_is_nothing(demo: Demo) -> None:
    async with opened(demo) as house:
        assert (await asked(house, {"X-Forwarded-Email": "ceo@demo.example"} | OURS))[0] == 401
