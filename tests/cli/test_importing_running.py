"""A history's assignments that still run meet gates, rules and vetoes: counted, kept in the audit, never refused."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from caseload_gql.db.models import Assignment, EventRow, PluginDelivery, PluginValue
from tests.cli.conftest import Shell
from tests.cli.test_exporting import everything, exported
from tests.cli.test_importing import held, rows
from tests.cli.test_importing_history import written
from tests.cli.test_importing_past_rules import FAILING, HEAD, RULE, VETO
from tests.support import Demo

#: Each running assignment: its client, provider, weight, the client's payer, and the reason that was recorded.
RUNNING: Final = (
    ("C1", "P1", "2", "Aetna", "Agreed by phone."),
    ("C2", "P1", "1", "Cigna", ""),
    ("C3", "P1", "1.5", "Cigna", ""),
    ("C4", "P2", "1", "", ""),
)
Bring = Callable[..., str]


def clients() -> list[dict[str, str]]:
    """Those with a provider, and one whose care has ended; a payer that the rule rules out for each provider."""
    told = [
        {"external_id": client, "case_weight": weight, "payer": payer, "status": "ACTIVE"}
        for client, _, weight, payer, _ in RUNNING
    ]
    told.append({"external_id": "C5", "case_weight": "9", "payer": "", "status": "DISCHARGED"})
    common = {"intake_date": "2026-01-05", "insurance_status": "VERIFIED"}
    return [{"name": f"Client {each['external_id']}", **each, **common} for each in told]


def assignments() -> list[dict[str, str]]:
    """The past one first: it is more than the provider could ever carry."""
    past = {"ended_at": "2026-01-07T15:00:00+00:00", "ended_on": "2026-01-07", "end_reason": "DISCHARGED"}
    lines = [
        {"client_external_id": client, "provider_external_id": provider, "weight": weight, "override_reason": reason}
        for client, provider, weight, _, reason in RUNNING
    ]
    lines.insert(0, {"client_external_id": "C5", "provider_external_id": "P1", "weight": "9", **past})
    began = {"assigned_at": "2026-01-06T15:00:00+00:00", "assigned_on": "2026-01-06"}
    return [{"id": f"asg_{each['client_external_id']}", **each, **began} for each in lines]


def write(folder: Path, ordered: Callable[[list[dict[str, str]]], list[dict[str, str]]] = list) -> None:
    """A practice with a provider who can carry three, and one on leave."""
    providers = [
        {"external_id": "P1", "name": "Ana", "capacity": "3", "status": "ACTIVE"},
        {"external_id": "P2", "name": "Sam", "capacity": "5", "status": "ON_LEAVE"},
    ]
    header = "id,client_external_id,reason,priority,entered_at,entered_on\n"
    (folder / "pool_entries.csv").write_text(header, encoding="utf-8")
    for name, table in (("providers", providers), ("clients", clients()), ("assignments", ordered(assignments()))):
        (folder / f"{name}.csv").write_text(written(table), encoding="utf-8")


@pytest.fixture
def bring(shell: Shell, tmp_path: Path) -> Bring:
    """Imports the practice, under a plugin if one is given, and tells the report."""
    (tmp_path / "plugins").mkdir(mode=0o700)
    write(tmp_path)

    def run(plugin: str = "", *flags: str) -> str:
        if plugin:
            (tmp_path / "plugins" / "panel.py").write_text(HEAD + plugin, encoding="utf-8")
        given = ("--from", str(tmp_path), "--plugins-dir", str(tmp_path / "plugins"), *flags)
        code, out, error = shell("import", *given)
        assert code == 0, out + error
        return out

    return run


def kept(url: str) -> dict[str, str | None]:
    """The reasons that the rows hold."""
    return {key: row["override_reason"] for key, row in rows(url, Assignment).items()}


def audited(url: str) -> dict[str, str]:
    """What the audit says of single assignments of a history, by their ids."""
    events = [each for each in rows(url, EventRow).values() if each["type"] == "HISTORY_IMPORTED"]
    return {each["assignment_id"]: each["override_reason"] for each in events if each["assignment_id"] is not None}


def summed_up(url: str) -> dict[str, Any]:
    (event,) = [
        each
        for each in rows(url, EventRow).values()
        if each["type"] == "HISTORY_IMPORTED" and each["assignment_id"] is None
    ]
    return {each["field"]: each["after"] for each in event["changes"]}


AS_RECORDED: Final = {"asg_C1": "Agreed by phone.", **dict.fromkeys(["asg_C2", "asg_C3", "asg_C4", "asg_C5"])}


def test_what_still_runs_past_a_gate_is_counted_and_audited_and_its_rows_stay(bring: Bring, database_url: str) -> None:
    said = bring()
    # Ana carries 2, then 3 of 3; the third client is past. What ended weighed 9, and does not count.
    assert "running assignments that are past a gate today: 2 (NO_FREE_UNITS 1, PROVIDER_NOT_ACTIVE 1)" in said
    assert "recorded as overrides" not in said
    assert audited(database_url) == {
        "asg_C3": "Imported as it was: NO_FREE_UNITS",
        "asg_C4": "Imported as it was: PROVIDER_NOT_ACTIVE",
    }
    assert summed_up(database_url) == {"assignments": 5, "runningPastGates": 2}
    assert kept(database_url) == AS_RECORDED


def test_each_is_judged_with_those_on_earlier_lines(bring: Bring, database_url: str, tmp_path: Path) -> None:
    write(tmp_path, lambda lines: lines[::-1])
    # Upwards: 1.5, then 2.5 of 3; the one who weighs 2 is past.
    assert "2 (NO_FREE_UNITS 1, PROVIDER_NOT_ACTIVE 1)" in bring()
    assert audited(database_url)["asg_C1"] == "Imported as it was: NO_FREE_UNITS"
    assert kept(database_url) == AS_RECORDED


def test_rules_and_vetoes_are_asked_of_what_runs_alone_counted_and_refuse_nothing(
    bring: Bring, database_url: str
) -> None:
    said = bring(RULE + VETO)
    gates = "NOT_ON_PANEL 1, NO_FREE_UNITS 1, PROVIDER_NOT_ACTIVE 1, SUPERVISION_FULL 1"
    assert f"past a gate today: 3 ({gates})" in said
    assert audited(database_url) == {
        "asg_C1": "Imported as it was: NOT_ON_PANEL",
        "asg_C3": "Imported as it was: NO_FREE_UNITS",
        "asg_C4": "Imported as it was: PROVIDER_NOT_ACTIVE, SUPERVISION_FULL",
    }
    assert kept(database_url) == AS_RECORDED
    asked = [["P1", "Aetna", True], ["P1", "Cigna", False], ["P1", "Cigna", True], ["P2", None, True]]
    values = held(database_url, lambda practice: practice.rows(PluginValue))
    assert [json.loads(each["value"]) for each in values] == [[[asked, "import", ""]]]
    assert rows(database_url, PluginDelivery) == {}


def test_a_plugin_that_fails_is_counted_and_refuses_nothing(bring: Bring, database_url: str) -> None:
    assert "past a gate today: 4 (NO_FREE_UNITS 1, PROVIDER_NOT_ACTIVE 1, RULE_UNAVAILABLE 4)" in bring(FAILING)
    assert kept(database_url) == AS_RECORDED


def test_a_dry_run_tells_of_them_and_keeps_nothing(bring: Bring, database_url: str) -> None:
    before = everything(database_url)
    assert "past a gate today: 3 (NOT_ON_PANEL 1" in bring(RULE + VETO, "--dry-run")
    assert everything(database_url) == before


def test_a_history_that_was_taken_over_is_not_asked_about_again(bring: Bring, database_url: str) -> None:
    bring()
    before = everything(database_url)
    assert "past a gate today" not in bring(RULE + VETO)
    assert everything(database_url) == before


def test_a_history_past_a_veto_comes_out_as_it_came_in_byte_for_byte(
    copy: Demo, capsys: pytest.CaptureFixture[str], shell: Shell, database_url: str, tmp_path: Path
) -> None:
    first = exported(Shell(copy.url, capsys), tmp_path / "first")
    (tmp_path / "plugins").mkdir(mode=0o700)
    all_vetoed = VETO.replace("if each.client.payer is None]", "]")
    (tmp_path / "plugins" / "panel.py").write_text(HEAD + all_vetoed, encoding="utf-8")
    given = ("--from", str(tmp_path / "first"), "--plugins-dir", str(tmp_path / "plugins"))
    code, out, error = shell("import", *given)
    assert code == 0, error
    running = [row for row in rows(database_url, Assignment).values() if row["ended_at"] is None]
    assert f"running assignments that are past a gate today: {len(running)} (" in out
    assert f"SUPERVISION_FULL {len(running)}" in out
    assert len(audited(database_url)) == len(running)
    assert exported(shell, tmp_path / "second") == first
