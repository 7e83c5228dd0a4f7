"""Settings, teams, locations and what held before by ``caseload import``: the mutations' checks, all or nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import select

from caseload_gql.db.models import AccessEpoch, Assignment, EventRow, Location, Practice, ProviderLeave, Team
from tests.cli.conftest import Shell
from tests.cli.test_exporting import everything, found
from tests.cli.test_importing import EXAMPLES, rows, told
from tests.cli.test_importing_history import FILES as HISTORY
from tests.cli.test_importing_history import sql, written
from tests.support import Demo

Tables = dict[str, list[dict[str, str]]]
Bring = Callable[..., tuple[int, str, str]]
FILES: Final[Tables] = {
    "practice": [
        {
            "name": "Harbour",
            "time_zone": "Pacific/Auckland",
            "nearing_capacity_at": "0.9",
            "wait_target_days": "21",
            "supervisor_access": "READ",
            "scorers": "headroom 2,5|specialty_fit 0",
            "gates": "PAYER_NOT_TAKEN block|AGE_OUT_OF_BAND off",
        }
    ],
    "teams": [{"name": "North"}, {"name": "Idle"}],
    "locations": [
        {"name": "Pier", "latitude": "-36.85", "longitude": "174.76"},
        {"name": "Nowhere", "latitude": "", "longitude": ""},
    ],
    "providers": [
        HISTORY["providers"][0] | {"team": "north", "earlier_terms": "2026-01-01 3|2026-01-07 9 ON_LEAVE"},
        HISTORY["providers"][1] | {"team": "", "earlier_terms": ""},
    ],
    "earlier_leaves": [
        {
            "id": "lve_1",
            "provider_external_id": "P1",
            "leave_from": "2026-01-02",
            "leave_until": "2026-01-05",
            "ended_at": "2026-01-06T15:00:00+00:00",
            "leave_cover_external_id": "P2",
        },
        {
            "id": "lve_2",
            "provider_external_id": "P1",
            "leave_from": "2026-01-07",
            "ended_at": "2026-01-08T15:00:00+00:00",
        },
    ],
    "clients": [
        row | {"intake_date": "2026-01-05", "insurance_status": "VERIFIED", "case_weight": "2"}
        for row in HISTORY["clients"]
    ],
    "pool_entries": HISTORY["pool_entries"],
    "assignments": [
        HISTORY["assignments"][0] | {"earlier_weights": "2026-01-06 1"},
        HISTORY["assignments"][1] | {"earlier_weights": "2026-01-09 0.01|2026-02-01 100"},
    ],
}


@pytest.fixture
def bring(shell: Shell, tmp_path: Path) -> Bring:
    """Imports the files above, with some cells changed, (file, line, column, cell), and with flags."""

    def run(*given: tuple[str, int, str, str] | str) -> tuple[int, str, str]:
        tables = {name: [dict(row) for row in table] for name, table in FILES.items()}
        for each in given:
            if not isinstance(each, str):
                name, line, column, cell = each
                while len(tables[name]) < line - 1:
                    tables[name].append(dict.fromkeys(tables[name][0], ""))
                tables[name][line - 2][column] = cell
        for name, table in tables.items():
            (tmp_path / f"{name}.csv").write_text(written(table), encoding="utf-8")
        return shell("import", "--from", str(tmp_path), *(each for each in given if isinstance(each, str)))

    return run


def named(url: str, model: Any) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in rows(url, model).values()}


def test_a_whole_practice_comes_in_by_its_files_and_a_second_time_nothing_changes(
    bring: Bring, database_url: str
) -> None:
    before = everything(database_url)
    code, out, error = bring("--dry-run")
    assert (code, "leaves that have ended: 2" in out, "made: 2 teams, 2 locations" in out) == (0, True, True), error
    assert everything(database_url) == before
    [(epoch,)] = found(database_url, select(AccessEpoch.epoch))
    code, out, error = bring()
    assert (code, "settings changed: name, timeZone, nearing" in out) == (0, True), error
    assert found(database_url, select(AccessEpoch.epoch)) > [(epoch,)]
    (practice,) = rows(database_url, Practice).values()
    assert (practice["scorer_weights"], practice["gate_modes"]) == (
        {"headroom": 2.5, "specialty_fit": 0},
        {"PAYER_NOT_TAKEN": "BLOCK", "AGE_OUT_OF_BAND": "OFF"},
    )
    assert (practice["nearing_ten_thousandths"], practice["wait_target_days"]) == (9_000, 21)
    assert set(named(database_url, Team)) == {"North", "Idle"}
    places = named(database_url, Location)
    assert (places["Pier"]["latitude"], places["Nowhere"]["longitude"]) == (-36.85, None)
    terms = "SELECT until_on, capacity, status FROM earlier_terms ORDER BY until_on"
    assert [(str(day), *rest) for day, *rest in sql(database_url, terms)] == [
        ("2026-01-01", 3, None),
        ("2026-01-07", 9, "ON_LEAVE"),
    ]
    weights = "SELECT assignment_id, until_on, weight_hundredths FROM earlier_weight ORDER BY assignment_id, until_on"
    assert [(row_id, str(day), weight) for row_id, day, weight in sql(database_url, weights)] == [
        ("asg_1", "2026-01-06", 100),
        ("asg_2", "2026-01-09", 1),
        ("asg_2", "2026-02-01", 10_000),
    ]
    assert {row["id"]: str(row["ends_on"]) for row in rows(database_url, ProviderLeave).values()} == {
        "lve_1": "2026-01-05",
        "lve_2": "None",
    }
    kinds = [kind for (kind,) in found(database_url, select(EventRow.type).where(EventRow.door == "import"))]
    assert [kinds.count(each) for each in ("PRACTICE_UPDATED", "TEAM_ADDED", "LOCATION_ADDED")] == [1, 2, 2]
    before = everything(database_url)
    code, out, error = bring()
    assert (code, "rows that changed nothing: 14" in out) == (0, True), error
    assert everything(database_url) == before
    code, out, error = bring(
        ("teams", 2, "name", "NORTH"), ("locations", 3, "latitude", "1"), ("practice", 2, "gates", "")
    )
    assert (code, told(error)[0][:45]) == (1, "locations.csv, line 3, column longitude: A pl")
    assert everything(database_url) == before
    code, out, error = bring(("teams", 2, "name", "NORTH"), ("practice", 2, "gates", ""))
    assert (code, "teams and locations updated: 1" in out, "settings changed: gates" in out) == (0, True, True), error
    assert set(named(database_url, Team)) == {"NORTH", "Idle"}
    assert next(iter(rows(database_url, Practice).values()))["gate_modes"] == {}


def test_the_examples_of_the_documentation_are_a_folder_that_can_be_imported(shell: Shell, database_url: str) -> None:
    code, out, error = shell("import", "--from", str(EXAMPLES))
    assert (code, "settings changed: name" in out, "locations" in out) == (0, True, True), error
    assert set(named(database_url, Practice)) == {"Lantern House"}
    assert {name: row["longitude"] for name, row in named(database_url, Location).items()} == {
        "Lakeview Clinic": -87.6553,
        "Pilsen Clinic": -87.6622,
        "Telehealth": None,
    }


def test_a_leave_that_runs_is_corrected_where_it_stands_and_begins_after_the_last_one(
    bring: Bring, database_url: str
) -> None:
    assert bring(("providers", 2, "status", "ON_LEAVE"), ("providers", 2, "leave_from", "2026-01-09"))[0] == 0
    assert len(rows(database_url, ProviderLeave)) == 3
    away = (("providers", 2, "status", "ON_LEAVE"), ("providers", 2, "leave_from", "2026-01-10"))
    assert bring(*away, ("providers", 2, "leave_until", "2026-12-31"), ("providers", 2, "name", "Anna"))[0] == 0
    running = [row for row in rows(database_url, ProviderLeave).values() if row["ended_at"] is None]
    assert [(str(row["starts_on"]), str(row["ends_on"])) for row in running] == [("2026-01-10", "2026-12-31")]
    assert len(rows(database_url, ProviderLeave)) == 3
    assert bring()[0] == 0
    assert [row for row in rows(database_url, ProviderLeave).values() if row["ended_at"] is None] == []
    before = everything(database_url)
    code, _, error = bring(*away)
    assert (code, "came back from an earlier leave" in error) == (1, True)
    assert everything(database_url) == before


FAULTS: Final[tuple[tuple[list[tuple[str, int, str, str]], list[str]], ...]] = (
    (
        [
            ("practice", 2, "time_zone", "Mars/Olympus"),
            ("practice", 2, "nearing_capacity_at", "0.12345"),
            ("practice", 2, "wait_target_days", "3651"),
            ("practice", 2, "supervisor_access", ""),
            ("practice", 2, "scorers", "headroom 1|headroom 2|nobody -1"),
            ("practice", 2, "gates", "AT_CAPACITY OFF"),
        ],
        [
            "practice.csv, line 2, column gates: There is no such gate",
            "practice.csv, line 2, column nearing_capacity_at: nearing_capacity_at lies above 0",
            "practice.csv, line 2, column scorers: A weight is a number",
            "practice.csv, line 2, column scorers: It stands in the list twice",
            "practice.csv, line 2, column scorers: There is no such scorer",
            "practice.csv, line 2, column supervisor_access: supervisor_access cannot be cleared",
            "practice.csv, line 2, column time_zone: There is no such time zone",
            "practice.csv, line 2, column wait_target_days: wait_target_days is a whole number",
        ],
    ),
    (
        [
            ("practice", 2, "name", ""),
            ("practice", 2, "nearing_capacity_at", "nan"),
            ("practice", 2, "scorers", "headroom"),
            ("practice", 2, "gates", "PAYER_NOT_TAKEN MAYBE"),
            ("teams", 4, "name", "  Ñorth "),
            ("teams", 5, "name", "a\0b"),
            ("locations", 3, "latitude", "91"),
            ("locations", 3, "longitude", "1e400"),
            ("locations", 4, "name", "PIER"),
        ],
        [
            "locations.csv, line 3, column longitude: write a number",
            "locations.csv, line 4, column name: line 2 has the same name",
            "practice.csv, line 2, column gates: write one of BLOCK",
            "practice.csv, line 2, column name: the cell is empty",
            "practice.csv, line 2, column nearing_capacity_at: write a number",
            "practice.csv, line 2, column scorers: write items as headroom 2",
            "teams.csv, line 4, column name: line 2 has the same name",
            "teams.csv, line 5, column name: The text holds characters",
        ],
    ),
    (
        [("practice", 3, "name", "Another"), ("locations", 3, "latitude", "91"), ("locations", 3, "longitude", "0")],
        [
            "locations.csv, line 3, column latitude: latitude lies from -90",
            "practice.csv, line 3: there is one practice",
        ],
    ),
    (
        [
            ("providers", 2, "earlier_terms", "2026-01-07 9 ACTIVE|2026-01-07 8 ACTIVE"),
            ("providers", 3, "earlier_terms", "2199-01-07 9 ACTIVE"),
            ("assignments", 2, "earlier_weights", "2026-01-06 100.01"),
            ("assignments", 3, "earlier_weights", "2026-01-09 1|2026-01-08 1"),
        ],
        [
            "assignments.csv, line 2, column earlier_weights: write a number from 0.01",
            "assignments.csv, line 3, column earlier_weights: each day stands once",
            "providers.csv, line 2, column earlier_terms: each day stands once",
            "providers.csv, line 3, column earlier_terms: 2199-01-07 lies in the future",
        ],
    ),
    (
        [
            ("providers", 2, "earlier_terms", "2026-01-07 9 ACTIVE|2026-01-08 8"),
            ("providers", 3, "earlier_terms", "2026-01-07 10001 ACTIVE"),
        ],
        [
            "providers.csv, line 2, column earlier_terms: an item without a status",
            "providers.csv, line 3, column earlier_terms: write a whole number from 0",
        ],
    ),
    (
        [
            ("assignments", 2, "earlier_weights", "2026-01-01 1"),
            ("assignments", 3, "earlier_weights", "2199-01-01 1"),
            ("earlier_leaves", 2, "leave_until", "2026-01-01"),
            ("earlier_leaves", 3, "ended_at", "2199-01-08T15:00:00+00:00"),
        ],
        [
            "assignments.csv, line 2, column earlier_weights: 2026-01-01 lies before it began",
            "assignments.csv, line 3, column earlier_weights: 2199-01-01 lies in the future",
            "earlier_leaves.csv, line 2, column leave_until: leave_until lies before",
            "earlier_leaves.csv, line 3, column ended_at: the instant lies in the future",
        ],
    ),
    (
        [
            ("earlier_leaves", 2, "leave_cover_external_id", "P1"),
            ("earlier_leaves", 3, "leave_from", "2026-01-03"),
            ("earlier_leaves", 4, "id", "lve_3"),
            ("earlier_leaves", 4, "provider_external_id", "P9"),
            ("earlier_leaves", 4, "leave_from", "2026-01-03"),
            ("earlier_leaves", 4, "ended_at", "2026-01-03T15:00:00+00:00"),
            ("earlier_leaves", 5, "id", "asg_1"),
        ],
        [
            "earlier_leaves.csv, line 2, column leave_cover_external_id: a provider cannot cover",
            "earlier_leaves.csv, line 3, column leave_from: it overlaps another leave",
            "earlier_leaves.csv, line 4, column provider_external_id: no provider has this",
            "earlier_leaves.csv, line 5, column ended_at: the cell is empty",
            "earlier_leaves.csv, line 5, column id: write the id as the export did",
            "earlier_leaves.csv, line 5, column leave_from: the cell is empty",
            "earlier_leaves.csv, line 5, column provider_external_id: the cell is empty",
        ],
    ),
    (
        [
            ("providers", 2, "status", "ON_LEAVE"),
            ("providers", 2, "leave_from", "2026-01-05"),
            ("earlier_leaves", 2, "ended_at", "2025-12-20T15:00:00+00:00"),
        ],
        [
            "earlier_leaves.csv, line 2, column leave_from: leave_from lies after ended_at",
            "earlier_leaves.csv, line 3, column leave_from: it overlaps another leave",
        ],
    ),
)


@pytest.mark.parametrize(("changes", "faults"), FAULTS, ids=range(len(FAULTS)))
def test_what_cannot_be_is_told_by_its_lines_and_nothing_is_changed(
    bring: Bring, database_url: str, changes: list[tuple[str, int, str, str]], faults: list[str]
) -> None:
    before = everything(database_url)
    code, _, error = bring(*changes)
    assert code == 1, error
    faulty = told(error)
    assert [line.startswith(fault) for line, fault in zip(faulty, faults, strict=True)] == [True] * len(faults), error
    assert everything(database_url) == before


def test_leaves_are_not_put_under_providers_who_are_there_and_files_can_be_named_one_by_one(
    bring: Bring, shell: Shell, database_url: str, tmp_path: Path
) -> None:
    assert bring()[0] == 0
    before = everything(database_url)
    code, _, error = bring(("earlier_leaves", 3, "id", "lve_9"))
    assert (code, len(told(error)), "with new providers only" in error) == (1, 1, True)
    assert everything(database_url) == before
    # What providers are known to have been before stays, whatever an old file says.
    assert bring(("providers", 2, "earlier_terms", ""))[0] == 0
    assert everything(database_url) == before
    for name, text in (("practice", "name\nPort\n"), ("teams", "name\nSouth\n"), ("locations", "name\nPier\n")):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        code, _, error = shell("import", f"--{name}", str(tmp_path / f"{name}.csv"))
        assert code == 0, error
    assert {row["name"] for row in rows(database_url, Practice).values()} == {"Port"}
    assert {row["time_zone"] for row in rows(database_url, Practice).values()} == {"Pacific/Auckland"}
    assert set(named(database_url, Team)) == {"North", "Idle", "South"}
    assert named(database_url, Location)["Pier"]["latitude"] == -36.85
    assert len(rows(database_url, Assignment)) == 2


def test_the_day_of_an_import_is_that_of_the_time_zone_which_comes_with_it(
    bring: Bring, shell: Shell, database_url: str, tmp_path: Path
) -> None:
    # On these two sides of the date line it is never the same day.
    assert bring(("practice", 2, "time_zone", "Pacific/Kiritimati"))[0] == 0
    path = tmp_path / "late.csv"
    path.write_text("external_id,name,capacity\nP9,Late,1\n", encoding="utf-8")
    assert shell("import", "--providers", str(path))[0] == 0
    (tmp_path / "west.csv").write_text("name,time_zone\nHarbour,Pacific/Pago_Pago\n", encoding="utf-8")
    path.write_text("external_id,name,capacity\nP10,Early,1\n", encoding="utf-8")
    assert shell("import", "--practice", str(tmp_path / "west.csv"), "--providers", str(path))[0] == 0
    began = "SELECT t.until_on FROM earlier_terms t JOIN provider p ON p.id = t.provider_id WHERE p.name = '{}'"
    [(late,)], [(early,)] = (sql(database_url, began.format(name)) for name in ("Late", "Early"))
    assert str(late) > str(early)


def test_settings_are_changed_by_those_who_may(copy: Demo, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    shell, path, plugins = Shell(copy.url, capsys), tmp_path / "practice.csv", tmp_path / "plugins"
    plugins.mkdir(mode=0o700)
    (plugins / "frozen.py").write_text(FROZEN, encoding="utf-8")
    path.write_text("name\nMine\n", encoding="utf-8")
    before = everything(copy.url)
    flags = ("--practice", str(path), "--as", "ceo@demo.example", "--plugins-dir", str(plugins))
    code, _, error = shell("import", *flags)
    assert (code, "practice:write" in error) == (1, True), error
    assert everything(copy.url) == before


FROZEN: Final = """
from caseload_gql.plugins import Plugin, Restrict, hookimpl

PLUGIN = Plugin("frozen", api=">=1,<2")


@hookimpl
def policy_restrictions(request):
    if request.action == "practice:write" and request.resource == "Practice":
        yield Restrict("FROZEN", "The practice stays as it is.", request.row.name == "Mine")
"""
