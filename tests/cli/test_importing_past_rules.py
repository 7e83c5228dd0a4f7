"""An import asks the rules and vetoes of plugins: what they object to is recorded as an override, never refused."""

import json
from pathlib import Path
from typing import Any, Final

import pytest

from caseload_gql.db.models import Assignment, EventRow, PluginDelivery, PluginValue
from tests.cli.conftest import Shell
from tests.cli.test_importing import CLIENTS, PROVIDERS, everything, held, rows

HEAD: Final = """
from caseload_gql.plugins import Ineligible, Plugin, Veto, hookimpl

PLUGIN = Plugin("panel", api=">=1,<2")
"""
RULE: Final = """
@hookimpl
def eligibility(request):
    for client in request.clients:
        for provider in request.providers:
            if client.payer == "Aetna" and provider.external_id == "P1":
                yield Ineligible(client.id, provider.id, "NOT_ON_PANEL", "Not on the panel.")
"""
VETO: Final = """
@hookimpl
async def before_assignment(request):
    made = [[each.provider.external_id, each.client.payer, each.overridden] for each in request.assignments]
    asked = await request.store.get("asked") or []
    await request.store.put("asked", [*asked, [made, request.actor.door, request.actor.account_role]])
    return [Veto(each.client.id, "Supervision is full.", "SUPERVISION_FULL") for each in request.assignments
            if each.client.payer is None]


@hookimpl
async def after_assignment(request):
    raise LookupError
"""
FAILING: Final = """
@hookimpl
def eligibility(request):
    raise LookupError


@hookimpl
async def before_assignment(request):
    await request.store.put("asked", "yes")
    raise LookupError
"""


class Import:
    """Imports the two files with a plugin."""

    def __init__(self, shell: Shell, folder: Path) -> None:
        self._shell = shell
        self._folder = folder
        self.url = shell._url
        (folder / "plugins").mkdir(mode=0o700)

    def __call__(self, plugin: str, *flags: str, clients: str = CLIENTS) -> str:
        (self._folder / "plugins" / "panel.py").write_text(HEAD + plugin, encoding="utf-8")
        (self._folder / "providers.csv").write_text(PROVIDERS, encoding="utf-8")
        (self._folder / "clients.csv").write_text(clients, encoding="utf-8")
        files = ("--providers", str(self._folder / "providers.csv"), "--clients", str(self._folder / "clients.csv"))
        code, out, error = self._shell("import", *flags, *files, "--plugins-dir", str(self._folder / "plugins"))
        assert code == 0, out + error
        return out

    def reasons(self) -> set[str | None]:
        return {each["override_reason"] for each in rows(self.url, Assignment).values()}

    def remembered(self) -> list[Any]:
        return [json.loads(each["value"]) for each in held(self.url, lambda practice: practice.rows(PluginValue))]


@pytest.fixture
def bring(shell: Shell, tmp_path: Path) -> Import:
    return Import(shell, tmp_path)


def test_what_rules_and_vetoes_object_to_is_recorded_and_reported(bring: Import) -> None:
    said = bring(RULE + VETO)
    assert "past a gate: 2 (NOT_ON_PANEL 1, NO_FREE_UNITS 1, SUPERVISION_FULL 1)" in said
    recorded = {"Imported as it was: NOT_ON_PANEL", "Imported as it was: NO_FREE_UNITS, SUPERVISION_FULL"}
    assert bring.reasons() == recorded
    events = [each for each in rows(bring.url, EventRow).values() if each["assignment_id"] is not None]
    assert {each["override_reason"] for each in events} == recorded


def test_vetoes_are_asked_for_in_one_batch_and_what_is_remembered_is_kept(bring: Import) -> None:
    bring(RULE + VETO)
    assert bring.remembered() == [[[[["P1", "Aetna", True], ["P1", None, True]], "import", ""]]]


def test_nobody_is_told_afterwards(bring: Import) -> None:
    bring(VETO)
    assert rows(bring.url, PluginDelivery) == {}


def test_a_plugin_that_fails_refuses_nothing_and_remembers_nothing(bring: Import) -> None:
    said = bring(FAILING)
    assert "past a gate: 2 (NO_FREE_UNITS 1, RULE_UNAVAILABLE 2)" in said
    assert bring.reasons() == {
        "Imported as it was: RULE_UNAVAILABLE",
        "Imported as it was: NO_FREE_UNITS, RULE_UNAVAILABLE",
    }
    assert bring.remembered() == []


def test_who_stays_with_their_provider_is_not_asked_about(bring: Import) -> None:
    bring("")
    before = bring.reasons()
    bring(RULE + VETO, clients=CLIENTS.replace("Bo Haas", "Bo Haase"))
    assert bring.reasons() == before
    assert bring.remembered() == []


def test_a_dry_run_tells_of_them_and_keeps_nothing(bring: Import) -> None:
    before = everything(bring.url)
    assert "past a gate: 2 (NOT_ON_PANEL 1" in bring(RULE + VETO, "--dry-run")
    assert everything(bring.url) == before
