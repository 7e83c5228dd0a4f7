"""The file of sites, and whom it binds; tests/plugins shows it through the door."""

from pathlib import Path

import pytest
from sqlalchemy.orm import aliased

import caseload_separate_locations
from caseload_gql.db.models import Assignment, Client, Location, PoolEntry, Practice, Provider, Team
from caseload_gql.errors import ConfigurationError
from caseload_gql.plugins import Actor, actions
from caseload_gql.plugins.configuration import Configuration
from caseload_gql.plugins.contract import load_plugin
from caseload_gql.plugins.manager import load_plugins
from caseload_gql.policy.engine import PolicyEngine
from caseload_gql.testing import Kit, MakeKit
from caseload_separate_locations import Sites

HEADER = "email,location\n"
VARIABLE = "CASELOAD_PLUGIN_SEPARATE_LOCATIONS_FILE"


def written(folder: Path, text: str) -> Path:
    file = folder / "sites.csv"
    file.write_text(text, encoding="utf-8")
    return file


def start(file: Path) -> PolicyEngine:
    plugin = load_plugin(caseload_separate_locations, None, Configuration({VARIABLE: str(file)}))
    return PolicyEngine([*load_plugins().sources, plugin])


def test_each_line_adds_a_site_to_a_person_however_the_email_is_written(tmp_path: Path) -> None:
    sites = Sites(written(tmp_path, HEADER + "ana@x.example,loc_a\n\nAna@X.example , loc_b\nben@x.example,*\n"))
    assert sites.of("ANA@x.example") == {"loc_a", "loc_b"}
    assert sites.of("ben@x.example") == {"*"}
    assert sites.of("nobody@x.example") == frozenset()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "line 1 of file must be the header email,location"),
        ("ana@x.example,loc_a\n", "line 1 of file must be the header email,location"),
        (HEADER + "ana@x.example\n", "line 2 of file must hold an email and a location"),
        (HEADER + "ana@x.example,loc_a\nben,loc_a\n", "line 3 of file must hold an email and a location"),
        (HEADER + "ana@x.example,Annex\n", "line 2 of file must name the location by its id"),
        (HEADER + 'ana@x.example,"loc_a\n', "file is no CSV"),
    ],
)
def test_a_bad_file_stops_the_start_and_is_not_repeated(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(ConfigurationError, match="plugin separate-locations") as refused:
        start(written(tmp_path, text))
    assert sentence in str(refused.value)
    assert "ana@" not in str(refused.value)


def test_a_file_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="file cannot be read"):
        start(tmp_path / "none.csv")


@pytest.mark.parametrize("action", [actions.READ, actions.PLAN_READ, actions.ASSIGN, actions.CLIENT_WRITE])
def test_every_action_is_bound_but_for_who_runs_the_practice_or_works_everywhere(tmp_path: Path, action: str) -> None:
    engine = start(written(tmp_path, HEADER + "a@x.example,loc_a\nb@x.example,*\n"))

    def bound(email: str, account_role: str) -> bool:
        actor = Actor("usr", "N", email, account_role)
        scopes = [engine.scope(actor, action, aliased(model)) for model in (Client, Provider, PoolEntry, Assignment)]
        return all(scope.where is not None for scope in scopes)

    assert bound("a@x.example", "SUPPORT_STAFF")
    assert bound("unlisted@x.example", "SUPPORT_STAFF")
    assert not bound("b@x.example", "SUPPORT_STAFF")
    assert not bound("a@x.example", "CEO")
    assert not bound("a@x.example", "ADMIN")


def test_teams_and_the_practice_are_everybodys_and_locations_are_not(tmp_path: Path) -> None:
    engine = start(written(tmp_path, HEADER))
    staff = Actor("usr", "N", "n@x.example", "SUPPORT_STAFF")
    bound = [
        model
        for model in (Practice, Team, Location)
        if engine.scope(staff, actions.READ, aliased(model)).where is not None
    ]
    assert bound == [Location]


def kit_of_the_annex(caseload_kit: MakeKit, folder: Path, *, show_unplaced: bool) -> tuple[Kit, Actor]:
    """The kit's practice, and somebody of the support staff who works at the Annex."""
    file = written(folder, HEADER + "support_staff.1@kit.example,loc_annex\n")
    config = {"separate-locations": {"file": str(file), "show_unplaced": show_unplaced}}
    kit = caseload_kit(caseload_separate_locations, config=config)
    return kit, kit.actor("support_staff")


def test_staff_see_clients_providers_and_entries_of_their_site_and_no_others(
    caseload_kit: MakeKit, tmp_path: Path
) -> None:
    kit, staff = kit_of_the_annex(caseload_kit, tmp_path, show_unplaced=False)
    for row in ("cli_cem", "asg_cem", "cli_fay", "pen_fay", "prv_sam", "loc_annex", "tem_north"):
        assert kit.can_see(staff, row)
    for row in ("cli_eve", "pen_eve", "prv_nadia", "loc_clinic", "cli_ana", "asg_ana", "cli_gil", "prv_sasha"):
        assert kit.cannot_see(staff, row)
        assert kit.can_see(kit.actor("admin"), row)


def test_the_setting_shows_who_has_no_location_and_nobody_of_another_site(
    caseload_kit: MakeKit, tmp_path: Path
) -> None:
    kit, staff = kit_of_the_annex(caseload_kit, tmp_path, show_unplaced=True)
    for row in ("cli_cem", "cli_gil", "pen_gil", "cli_ana", "asg_ana", "prv_sasha"):
        assert kit.can_see(staff, row)
    for row in ("cli_eve", "pen_eve", "prv_nadia", "loc_clinic"):
        assert kit.cannot_see(staff, row)
