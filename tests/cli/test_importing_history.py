"""History by ``caseload import``: taken over as it was, for new clients, whole; every bad line is named."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import text

from caseload_gql.db.engine import Database
from caseload_gql.db.models import Assignment, Client, PoolEntry, Provider
from tests.cli.conftest import Shell
from tests.cli.test_exporting import everything, found, on
from tests.cli.test_importing import rows, told
from tests.planner.door import door_of

ENTRY: Final = {"priority": "ROUTINE", "reason": "NEW_INTAKE"}
FILES: Final[dict[str, list[dict[str, str]]]] = {
    "providers": [
        {"external_id": "P1", "name": "Ana", "capacity": "1", "status": "ACTIVE"},
        {"external_id": "P2", "name": "Sam", "capacity": "5", "status": "DEPARTED"},
    ],
    "clients": [
        {"external_id": "C1", "name": "Bo", "status": "ACTIVE", "provider_external_id": "P1"},
        {"external_id": "C2", "name": "Wei", "status": "DISCHARGED", "provider_external_id": ""},
    ],
    "pool_entries": [
        {
            "id": "pen_1",
            "client_external_id": "C1",
            "entered_at": "2026-01-05T15:00:00+00:00",
            "entered_on": "2026-01-05",
            "left_at": "2026-01-07T15:00:00+00:00",
            "left_on": "2026-01-07",
            "outcome": "ASSIGNED",
            **ENTRY,
        },
        {
            "id": "pen_2",
            "client_external_id": "C2",
            "entered_at": "2026-01-05T16:00:00+00:00",
            "entered_on": "2026-01-05",
            "left_at": "2026-01-06T16:00:00+00:00",
            "left_on": "2026-01-06",
            "outcome": "DISCHARGED",
            **ENTRY,
        },
    ],
    "assignments": [
        {
            "id": "asg_1",
            "client_external_id": "C1",
            "provider_external_id": "P2",
            "weight": "1.5",
            "assigned_at": "2026-01-06T15:00:00+00:00",
            "assigned_on": "2026-01-06",
            "ended_at": "2026-01-07T15:00:00+00:00",
            "ended_on": "2026-01-07",
            "end_reason": "TRANSFERRED",
        },
        {
            "id": "asg_2",
            "client_external_id": "C1",
            "provider_external_id": "P1",
            "weight": "2",
            "assigned_at": "2026-01-07T15:00:00+00:00",
            "assigned_on": "2026-01-07",
            "match_score": "0.85",
            "pool_entry_id": "pen_1",
            "previous_assignment_id": "asg_1",
        },
    ],
}
Bring = Callable[..., tuple[int, str, str]]


def written(table: list[dict[str, str]]) -> str:
    names = dict.fromkeys(name for row in table for name in row)
    file = io.StringIO()
    writer = csv.DictWriter(file, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    return file.getvalue()


@pytest.fixture
def bring(shell: Shell, tmp_path: Path) -> Bring:
    """Imports the files above, with cells of some lines changed, (file, line, column, cell), and with flags."""

    def run(*given: tuple[str, int, str, str] | str) -> tuple[int, str, str]:
        changes = [each for each in given if not isinstance(each, str)]
        tables = {name: [dict(row) for row in table] for name, table in FILES.items()}
        for row in tables["clients"]:
            row.update(intake_date="2026-01-05", insurance_status="VERIFIED", case_weight="2")
        for name, line, column, cell in changes:
            tables[name][line - 2][column] = cell
        for name, table in tables.items():
            (tmp_path / f"{name}.csv").write_text(written(table), encoding="utf-8")
        return shell("import", "--from", str(tmp_path), *(each for each in given if isinstance(each, str)))

    return run


def test_history_is_taken_over_with_its_ids_and_loads_follow_from_it(bring: Bring, database_url: str) -> None:
    before = everything(database_url)
    code, out, error = bring("--dry-run")
    assert (code, "history: 2 stays in the pool, 2 assignments" in out) == (0, True), error
    assert everything(database_url) == before
    code, out, error = bring()
    assert code == 0, error
    assert "history: 2 stays in the pool, 2 assignments" in out
    assert {key: row["status"].value for key, row in rows(database_url, Client).items()} == {
        "C1": "ACTIVE",
        "C2": "DISCHARGED",
    }
    assert set(rows(database_url, PoolEntry)) == {"pen_1", "pen_2"}
    assignments = rows(database_url, Assignment)
    assert (assignments["asg_2"]["match_score_ten_thousandths"], assignments["asg_1"]["weight_hundredths"]) == (
        8500,
        150,
    )
    assert {key: row["load_hundredths"] for key, row in rows(database_url, Provider).items()} == {"P1": 200, "P2": 0}
    # Whoever has left was there while they served somebody.
    statement = "SELECT p.external_id, e.status FROM earlier_terms e JOIN provider p ON p.id = e.provider_id"
    assert sql(database_url, statement) == [("P2", None)]
    assert [as_of(database_url, day) for day in (5, 6, 7)] == [(1, 0.0), (2, 1.5), (1, 2.0)]
    before = everything(database_url)
    code, out, _ = bring()
    assert (code, "rows that changed nothing: 8" in out) == (0, True)
    assert everything(database_url) == before


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ([("assignments", 3, "id", "asg_1")], ["assignments.csv, line 3, column id: the same id stands on line 2"]),
        ([("assignments", 3, "id", "7")], ["assignments.csv, line 3, column id: write the id as the export did"]),
        ([("assignments", 2, "end_reason", "")], ["assignments.csv, line 2, column end_reason: the cell is empty"]),
        (
            [("assignments", 2, "ended_at", "2026-01-08T15:00:00+00:00")],
            ["assignments.csv, line 3, column assigned_at: it overlaps another"],
        ),
        (
            [("assignments", 3, "assigned_at", "2199-01-08T15:00:00+00:00")],
            ["assignments.csv, line 3, column assigned_at: the instant lies in the future"],
        ),
        (
            [("assignments", 3, "provider_external_id", "P2")],
            ["assignments.csv, line 3, column provider_external_id: the provider has left"],
        ),
        (
            [("assignments", 3, "pool_entry_id", "pen_2"), ("assignments", 3, "previous_assignment_id", "asg_9")],
            [
                "assignments.csv, line 3, column pool_entry_id: it is no stay of this client",
                "assignments.csv, line 3, column previous_assignment_id: it is no assignment of this client",
            ],
        ),
        (
            [
                ("pool_entries", 2, "client_external_id", "C9"),
                ("pool_entries", 3, "left_at", "2026-01-04T15:00:00+00:00"),
            ],
            [
                "pool_entries.csv, line 2, column client_external_id: no client has this external id",
                "pool_entries.csv, line 3, column left_at: left_at lies before entered_at",
            ],
        ),
        ([("clients", 3, "status", "WAITING")], ["clients.csv, line 3, column status: the client does not stand so"]),
        ([("clients", 2, "case_weight", "1")], ["clients.csv, line 2, column case_weight: the running assignment"]),
        (
            [("pool_entries", 2, name, "") for name in ("left_at", "left_on", "outcome")],
            ["clients.csv, line 2, column wait_reason: a client who has a provider waits with reason TRANSFER"],
        ),
        ([("pool_entries", 2, "entered_at", "5 Jan")], ["pool_entries.csv, line 2, column entered_at: write instants"]),
        (
            [("assignments", 3, "assigned_on", "2026-01-09"), ("pool_entries", 2, "left_on", "2026-01-05")],
            [
                "assignments.csv, line 3, column assigned_on: assigned_at falls on another day",
                "pool_entries.csv, line 2, column left_on: left_at falls on another day",
            ],
        ),
        (
            [("assignments", 3, "match_score", "85")],
            ["assignments.csv, line 3, column match_score: write a number from 0"],
        ),
    ],
    ids=range(14),
)
def test_a_history_that_cannot_be_is_told_by_its_lines_and_changes_nothing(
    bring: Bring, database_url: str, changes: list[tuple[str, int, str, str]], faults: list[str]
) -> None:
    before = everything(database_url)
    code, _, error = bring(*changes)
    assert code == 1
    faulty = told(error)
    assert [faulty[at].startswith(fault) for at, fault in enumerate(faults)] == [True] * len(faulty), error
    assert everything(database_url) == before


def test_history_is_not_put_under_clients_who_are_there_and_comes_whole(
    bring: Bring, shell: Shell, database_url: str, tmp_path: Path
) -> None:
    assert bring()[0] == 0
    before = everything(database_url)
    code, _, error = bring(("assignments", 2, "id", "asg_3"), ("assignments", 3, "previous_assignment_id", "asg_3"))
    assert (code, len(told(error)), "with new clients only" in error) == (1, 1, True)
    (tmp_path / "pool_entries.csv").unlink()
    code, _, error = shell("import", "--from", str(tmp_path))
    assert (code, "History comes whole" in error) == (1, True)
    assert everything(database_url) == before


def test_a_discharged_client_comes_in_without_history_as_one_whose_care_has_ended(
    shell: Shell, database_url: str, tmp_path: Path
) -> None:
    text = "external_id,name,intake_date,insurance_status,status\nC1,Bo,2026-01-05,VERIFIED,{}\n"
    path = tmp_path / "clients.csv"
    path.write_text(text.format("ACTIVE"), encoding="utf-8")
    before = everything(database_url)
    code, _, error = shell("import", "--clients", str(path))
    assert (code, "a client with a provider is ACTIVE" in error) == (1, True)
    assert everything(database_url) == before
    path.write_text(text.format("discharged"), encoding="utf-8")
    assert shell("import", "--clients", str(path))[0] == 0
    assert [row["status"].value for row in rows(database_url, Client).values()] == ["DISCHARGED"]
    assert rows(database_url, PoolEntry) == {}


#: Leaves that run and name somebody who is not there.
OF_THE_DEPARTED: Final = """
SELECT l.id FROM provider_leave l JOIN provider p ON p.id = l.cover_provider_id
WHERE l.ended_at IS NULL AND p.status = 'DEPARTED'
"""


def test_a_leave_names_its_cover_wherever_the_cover_stands_in_the_file(
    shell: Shell, database_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "providers.csv"
    columns = "external_id,name,capacity,status,leave_cover_external_id\n"
    path.write_text(f"{columns}P1,Ana,1,ON_LEAVE,P2\nP2,Sam,1,ACTIVE,\n", encoding="utf-8")
    assert shell("import", "--providers", str(path))[0] == 0
    statement = "SELECT p.external_id FROM provider_leave l JOIN provider p ON p.id = l.cover_provider_id"
    assert sql(database_url, statement) == [("P2",)]
    before = everything(database_url)
    path.write_text(f"{columns}P1,Ana,1,ON_LEAVE,P1\nP2,Sam,1,ACTIVE,P1\nP3,Z,1,ON_LEAVE,P9\n", encoding="utf-8")
    code, _, error = shell("import", "--providers", str(path))
    assert (code, [line.partition(": ")[0] for line in told(error)]) == (
        1,
        [f"providers.csv, line {line}, column leave_cover_external_id" for line in (2, 3, 4)],
    )
    assert everything(database_url) == before


@pytest.mark.parametrize(
    ("lines", "places"),
    [
        (["P1,ON_LEAVE,P2", "P2,DEPARTED,"], ["line 2, column leave_cover_external_id"]),
        (["P2,DEPARTED,", "P1,ON_LEAVE,P2"], ["line 3, column leave_cover_external_id"]),
        (["P3,ON_LEAVE,P4"], ["line 2, column leave_cover_external_id"]),
        (["P2,DEPARTED,", "P1,ON_LEAVE,P3"], []),
        (["P2,DEPARTED,", "P1,ON_LEAVE,"], []),
        (["P2,DEPARTED,", "P1,ACTIVE,"], []),
        (["P1,ON_LEAVE,P2", "P4,ACTIVE,"], []),
    ],
)
def test_nobody_who_has_left_covers_a_leave(
    shell: Shell, database_url: str, tmp_path: Path, lines: list[str], places: list[str]
) -> None:
    first = tmp_path / "first.csv"
    columns = "external_id,name,capacity,status,leave_cover_external_id\n"
    people = "P1,Ana,1,ON_LEAVE,P2\nP2,Sam,1,ACTIVE,\nP3,Zoe,1,ACTIVE,\nP4,Bo,1,DEPARTED,\n"
    first.write_text(columns + people, encoding="utf-8")
    assert shell("import", "--providers", str(first))[0] == 0
    before = everything(database_url)
    path = tmp_path / "providers.csv"
    path.write_text("\n".join(["external_id,status,leave_cover_external_id", *lines]), encoding="utf-8")
    code, _, error = shell("import", "--providers", str(path))
    assert [line.partition(": ")[0] for line in told(error)] == [f"providers.csv, {place}" for place in places]
    assert code == (1 if places else 0)
    assert (everything(database_url) == before) is bool(places)
    assert sql(database_url, OF_THE_DEPARTED) == []


def test_who_covers_a_leave_that_the_file_does_not_name_departs_only_after_another_is_named(
    shell: Shell, database_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "providers.csv"
    people = "external_id,name,capacity,status,leave_cover_external_id\nP1,Ana,1,ON_LEAVE,P2\nP2,Sam,1,ACTIVE,\n"
    path.write_text(people, encoding="utf-8")
    assert shell("import", "--providers", str(path))[0] == 0
    before = everything(database_url)
    path.write_text("external_id,status\nP2,DEPARTED\n", encoding="utf-8")
    code, _, error = shell("import", "--providers", str(path))
    assert (code, told(error)) == (
        1,
        [
            (
                "providers.csv, line 2, column status: the provider covers a leave; "
                "name another cover for it, or none, before the provider departs"
            )
        ],
    )
    assert everything(database_url) == before


def as_of(url: str, day: int) -> tuple[int, float]:
    """How many providers counted at the end of a day of January, and what they carried."""

    async def ask(database: Database) -> tuple[int, float]:
        query = f'{{ workload(asOf: "2026-01-{day:02}") {{ providerCount load }} }}'
        found = (await door_of(database).data(query))["workload"]
        return found["providerCount"], found["load"]

    return on(url, ask)


def sql(url: str, statement: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in found(url, text(statement))]
