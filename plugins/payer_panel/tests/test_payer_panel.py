"""Who is on a panel, through matches and mutations, and which files stop the start."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import caseload_payer_panel as plugin
from caseload_gql.errors import ConfigurationError
from caseload_gql.testing import Kit, MakeKit

ASSIGN = """
mutation($client: ID!, $provider: ID!, $reason: String) {
  assignClient(input: { clientId: $client, providerId: $provider, overrideReason: $reason }) {
    userErrors { code message gate { code } } provider { id } client { status }
  }
}
"""
MATCHES = """
query($id: ID!) {
  node(id: $id) {
    ... on Client {
      matches(first: 50, includeIneligible: true) { matches { provider { id } failedGates { code reason } } }
    }
  }
}
"""
#: Of the kit's practice: Eve's payer is Lakeshore Health, Fay's and Gil's are not recorded. Its day is 2026-11-20.
PANEL = "provider,payer,from,until\nP-SAM,LAKESHORE health,2026-11-20,\nprv_noor,Prairie Mutual,,\n"


def kit_with(make: MakeKit, folder: Path, text: str = PANEL, **more: bool) -> Kit:
    file = folder / "panel.csv"
    file.write_text(text, encoding="utf-8")
    file.chmod(0o640)
    return make(plugin, config={"payer-panel": {"file": str(file), **more}})


def assigned(kit: Kit, client: str, provider: str, reason: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = kit.query(
        kit.actor("admin"), ASSIGN, {"client": client, "provider": provider, "reason": reason}
    )["assignClient"]
    return found


def off_panel(kit: Kit, client: str) -> dict[str, str]:
    """The reason of each provider who is ruled out by the panel."""
    matches = kit.query(kit.actor("admin"), MATCHES, {"id": client})["node"]["matches"]["matches"]
    return {
        each["provider"]["id"]: gate["reason"]
        for each in matches
        for gate in each["failedGates"]
        if gate["code"] == "NOT_ON_PANEL"
    }


def test_those_off_the_panel_are_ruled_out_and_those_on_it_are_not(caseload_kit: MakeKit, tmp_path: Path) -> None:
    kit = kit_with(caseload_kit, tmp_path)
    assert set(off_panel(kit, "cli_eve")) == {"prv_nadia", "prv_noor", "prv_sasha"}
    assert set(off_panel(kit, "cli_eve").values()) == {plugin.REASON}


@pytest.mark.parametrize("client", ["cli_fay", "cli_gil"])
def test_clients_without_a_payer_of_the_list_are_left_alone(caseload_kit: MakeKit, tmp_path: Path, client: str) -> None:
    assert off_panel(kit_with(caseload_kit, tmp_path), client) == {}


def test_the_first_and_the_last_day_count() -> None:
    time = plugin.Membership("P-SAM", date(2026, 11, 2), date(2026, 11, 20))
    assert [time.covers(date(2026, 11, day)) for day in (1, 2, 20, 21)] == [False, True, True, False]


@pytest.mark.parametrize("line", ["P-SAM,Lakeshore Health,2026-11-21,", "P-SAM,Lakeshore Health,,2026-11-19"])
def test_a_panel_on_which_nobody_is_today_rules_everybody_out(caseload_kit: MakeKit, tmp_path: Path, line: str) -> None:
    kit = kit_with(caseload_kit, tmp_path, f"provider,payer,from,until\n{line}\n")
    assert set(off_panel(kit, "cli_eve")) == {"prv_nadia", "prv_noor", "prv_sam", "prv_sasha"}


def test_an_assignment_off_the_panel_is_vetoed_and_no_reason_helps(caseload_kit: MakeKit, tmp_path: Path) -> None:
    kit = kit_with(caseload_kit, tmp_path)
    for reason in (None, "The payer has agreed."):
        answer = assigned(kit, "cli_eve", "prv_nadia", reason)
        assert [(each["code"], each["gate"]["code"]) for each in answer["userErrors"]] == [("VETOED", "NOT_ON_PANEL")]
        assert answer["client"]["status"] == "WAITING"
    assert assigned(kit, "cli_eve", "prv_sam")["userErrors"] == []


def test_where_it_is_overridable_a_reason_carries_those_permitted_past_it(
    caseload_kit: MakeKit, tmp_path: Path
) -> None:
    kit = kit_with(caseload_kit, tmp_path, overridable=True)
    [refused] = assigned(kit, "cli_eve", "prv_nadia")["userErrors"]
    assert (refused["code"], refused["gate"]["code"]) == ("NOT_ELIGIBLE", "NOT_ON_PANEL")
    assert assigned(kit, "cli_eve", "prv_nadia", "The payer has agreed.")["userErrors"] == []


def test_who_pays_for_themselves_is_left_alone(caseload_kit: MakeKit, tmp_path: Path) -> None:
    kit = kit_with(caseload_kit, tmp_path)
    paying = '{ clientId: "cli_eve", insuranceStatus: SELF_PAY }'
    pays = f"mutation {{ updateClient(input: {paying}) {{ userErrors {{ message }} }} }}"
    assert kit.query(kit.actor("admin"), pays)["updateClient"]["userErrors"] == []
    assert off_panel(kit, "cli_eve") == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("provider,payer,until\nP-1,,\n", "panel.csv line 2: payer is empty"),
        ("provider,payer\n\n,Prairie\n", "panel.csv line 3: provider is empty"),
        ("provider,payer,from\nP-1,A,20.11.2026\n", "line 2: from must be a date, as 2026-11-20"),
        (
            "provider,payer,from,until\nP-1,A,2026-01-02,2026-01-01\n",
            "line 2: until 2026-01-01 lies before from 2026-0",
        ),
        ("provider,payer\nP-1,A\nP-2,A\nP-1,a\n", "line 4: it repeats an earlier line"),
        ('provider,payer\nP-1,"A\nB"\n,A\n', "line 4: provider is empty"),
        ("provider,payer\nP-1,A,B\n", "line 2: it has 3 cells, the first line 2"),
        ('provider,payer\nP-1,"A\n', "line 2: its quotes do not match"),
        ("provider,pays\nP-1,A\n", "line 1: it must name the columns provider, payer"),
        ("provider,payer,payer\nP-1,A,A\n", "line 1: it must name the columns provider, payer"),
        ("provider,payer\n", "panel.csv names nobody"),
        ("", "panel.csv names nobody"),
        ("provider,payer\n" + ",A\n" * 12, "line 11: provider is empty; and 2 more"),
    ],
)
def test_a_file_that_cannot_be_used_stops_the_start_and_names_the_line(
    caseload_kit: MakeKit, tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(ConfigurationError, match="plugin payer-panel: its configuration is refused") as refused:
        kit_with(caseload_kit, tmp_path, text)
    assert said in str(refused.value)


def test_a_file_that_others_may_write_stops_the_start(tmp_path: Path) -> None:
    file = tmp_path / "panel.csv"
    file.write_text(PANEL, encoding="utf-8")
    file.chmod(0o646)
    with pytest.raises(ValueError, match=r"others may write .*panel\.csv"):
        plugin.read_panels(file)


def test_a_file_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"none\.csv cannot be read"):
        plugin.read_panels(tmp_path / "none.csv")


def test_a_file_as_spreadsheets_write_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "panel.csv"
    file.write_bytes("\ufeffProvider,Payer\r\nP-1, Santé \r\n".encode())
    assert {payer: [each.provider for each in panel] for payer, panel in plugin.read_panels(file).items()} == {
        "sante": ["P-1"]
    }


def test_a_line_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    file = tmp_path / "panel.csv"
    file.write_bytes(b"provider,payer\nP-1,Sant\xe9\n")
    with pytest.raises(ValueError, match=r"line 2 is not UTF-8"):
        plugin.read_panels(file)
