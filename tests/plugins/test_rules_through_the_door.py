"""Rules and vetoes of plugins in the plugins folder hold for mutations that come through the API."""

from pathlib import Path
from typing import Final

import pytest

from tests.support import Demo, opened

HEAD: Final = """
from caseload_gql.plugins import Ineligible, Plugin, Veto, hookimpl

PLUGIN = Plugin("audit", api=">=1,<2")
"""
ELIGIBILITY: Final = """
@hookimpl
def eligibility(request):
    for client in request.clients:
        for provider in request.providers:
            yield Ineligible(client.id, provider.id, "CLOSED", "Closed for the audit.")
"""
BEFORE_ASSIGNMENT: Final = """
@hookimpl
async def before_assignment(request):
    return [Veto(each.client.id, "Closed for the audit.", "CLOSED") for each in request.assignments]
"""
WAITING: Final = "{ pool { entries(first: 1, filter: { reason: [NEW_INTAKE] }) { nodes { client { id } } } } }"
FREE: Final = """
{ providers(first: 1, filter: { hasOpenSlots: true, acceptingNewClients: true, status: [ACTIVE] }) { nodes { id } } }
"""
ASSIGN: Final = """
mutation($input: AssignClientInput!) {
  assignClient(input: $input) { userErrors { code message path gate { code } } assignment { id } }
}
"""


@pytest.mark.parametrize("hook", [ELIGIBILITY, BEFORE_ASSIGNMENT], ids=["eligibility", "before_assignment"])
async def test_a_plugin_in_the_folder_keeps_a_client_from_being_assigned(copy: Demo, tmp_path: Path, hook: str) -> None:
    folder = tmp_path / "plugins"
    folder.mkdir(mode=0o700)
    (folder / "audit.py").write_text(HEAD + hook, encoding="utf-8")
    async with opened(copy, folder) as house:
        client = (await house.data("ceo", WAITING))["pool"]["entries"]["nodes"][0]["client"]["id"]
        provider = (await house.data("ceo", FREE))["providers"]["nodes"][0]["id"]
        before = await house.snapshot()
        given = {"clientId": client, "providerId": provider, "overrideReason": "Agreed with the family"}
        done = (await house.data("ceo", ASSIGN, {"input": given}))["assignClient"]
        assert done["assignment"] is None
        assert "VETOED" in {each["code"] for each in done["userErrors"]}
        assert "CLOSED" in {each["gate"]["code"] for each in done["userErrors"]}
        assert await house.snapshot() == before
