"""``caseload import``: all lines or none, every bad one named, an overloaded practice as it is."""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import delete

from caseload_gql.db.engine import open_database
from caseload_gql.db.models import (
    Assignment,
    Base,
    Client,
    EarlierTerms,
    EarlierWeight,
    EventRow,
    PoolEntry,
    Practice,
    Provider,
)
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.domain.vocabulary import AssignmentEndReason, ClientStatus
from caseload_gql.domain.wait import local_date
from tests.cli.conftest import Shell
from tests.services.practice import SmallPractice

EXAMPLES: Final = Path(__file__).parents[2] / "docs" / "examples"
PROVIDERS: Final = "external_id,name,capacity,team\nP1,Ana Ruiz,1,North\nP2,Sam Okoro,5,South\n"
CLIENTS: Final = (
    "external_id,name,intake_date,insurance_status,payer,provider_external_id\n"
    "C1,Zoë Ølund,2026-01-15,VERIFIED,Aetna,P1\n"
    "C2,Bo Haas,2026-01-16,PENDING,,P1\n"
    "C3,Wei Łuc,2026-01-17,self pay,,\n"
)
Import = Callable[..., tuple[int, str, str]]


@pytest.fixture
def bring(shell: Shell, tmp_path: Path) -> Import:
    """Imports texts, as files."""

    def run(
        *flags: str, providers: str | bytes | None = None, clients: str | bytes | None = None
    ) -> tuple[int, str, str]:
        arguments = ["import", *flags]
        for name, text in (("providers", providers), ("clients", clients)):
            if text is not None:
                path = tmp_path / f"{name}.csv"
                path.write_bytes(text.encode() if isinstance(text, str) else text)
                arguments += [f"--{name}", str(path)]
        return shell(*arguments)

    return run


def held(url: str, work: Callable[[SmallPractice], Any]) -> Any:
    """What a reader of the database finds."""

    async def read() -> Any:
        database = open_database(url)
        try:
            return await work(SmallPractice(database))
        finally:
            await database.close()

    return asyncio.run(read())


def everything(url: str) -> Any:
    return held(url, lambda practice: practice.snapshot())


def rows(url: str, model: type[Base]) -> dict[str, dict[str, Any]]:
    """Rows by what they are known by outside, or by their id."""
    found = held(url, lambda practice: practice.rows(model))
    return {row.get("external_id") or row["id"]: row for row in found}


def told(output: str) -> list[str]:
    """What a command said of the lines, without its progress bar."""
    return [line for line in output.splitlines() if ", line " in line]


def test_the_examples_of_the_documentation_import_and_a_dry_run_changes_nothing(
    shell: Shell, database_url: str
) -> None:
    files = ("--providers", str(EXAMPLES / "providers.csv"), "--clients", str(EXAMPLES / "clients.csv"))
    before = everything(database_url)
    code, out, _ = shell("import", *files, "--dry-run")
    assert (code, "nothing was changed" in out) == (0, True)
    assert everything(database_url) == before
    code, out, _ = shell("import", *files)
    assert (code, "providers: 4 added" in out, "clients: 5 added" in out) == (0, True, True)
    before = everything(database_url)
    code, out, _ = shell("import", *files)
    assert (code, "rows that changed nothing: 9" in out) == (0, True)
    assert everything(database_url) == before


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(lambda text: "\ufeff" + text, id="byte order mark"),
        pytest.param(lambda text: text.replace("\n", "\r\n"), id="windows line ends"),
        pytest.param(lambda text: text.replace(",", ";"), id="semicolons"),
        pytest.param(lambda text: text.replace(",", "\t"), id="tabs"),
        pytest.param(lambda text: "\n" + text.replace("\n", "\n\n , ,\n"), id="blank lines"),
        pytest.param(lambda text: text.replace("\n", ",,\n"), id="empty columns at the end"),
        pytest.param(lambda text: "\n".join(f'"{line}"' for line in text.replace(",", '","').split()), id="quotes"),
        pytest.param(lambda text: text.replace("external_id,name", " External ID ,NAME"), id="header in any case"),
        pytest.param(lambda text: text.replace(",", " , "), id="spaces around cells"),
        pytest.param(lambda text: text.rstrip("\n"), id="no line end at the end"),
    ],
)
def test_files_are_read_as_spreadsheets_write_them(
    bring: Import, database_url: str, written: Callable[[str], str]
) -> None:
    providers = PROVIDERS.replace("Ana Ruiz", "Ana").replace("Sam Okoro", "Sam")
    code, _, error = bring(providers=written(providers))
    assert (code, told(error)) == (0, [])
    found = rows(database_url, Provider)
    assert {key: (row["name"], row["capacity"]) for key, row in found.items()} == {"P1": ("Ana", 1), "P2": ("Sam", 5)}


def test_an_overloaded_practice_is_imported_as_it_is_and_the_report_says_so(bring: Import, database_url: str) -> None:
    code, out, _ = bring(providers=PROVIDERS, clients=CLIENTS)
    assert code == 0
    assert "recorded as overrides, past a gate: 1 (NO_FREE_UNITS 1)" in out
    assert "providers who carry more than their capacity: 1" in out
    provider = rows(database_url, Provider)["P1"]
    assert (provider["capacity"], provider["load_hundredths"], provider["caseload_count"]) == (1, 200, 2)
    reasons = sorted(str(row["override_reason"]) for row in rows(database_url, Assignment).values())
    assert reasons == ["Imported as it was: NO_FREE_UNITS", "None"]
    clients = rows(database_url, Client)
    assert [clients[key]["status"] for key in ("C1", "C2", "C3")] == [
        ClientStatus.ACTIVE,
        ClientStatus.ACTIVE,
        ClientStatus.WAITING,
    ]
    [entry] = rows(database_url, PoolEntry).values()
    assert (entry["client_id"], entry["entered_on"]) == (clients["C3"]["id"], clients["C3"]["intake_date"])


def test_a_second_import_updates_what_it_holds_and_nothing_else(bring: Import, database_url: str) -> None:
    bring(providers=PROVIDERS, clients=CLIENTS)
    before = rows(database_url, Client)
    code, out, _ = bring(clients="external_id,name,payer\nC1,Zoë Ølund,\nC2,Bo Haas-Ito,Cigna\n")
    assert (code, "clients: 0 added, 2 updated" in out) == (0, True)
    after = rows(database_url, Client)
    assert (after["C1"]["payer"], after["C2"]["payer"], after["C2"]["name_key"]) == (None, "Cigna", "bo haas-ito")
    assert after["C3"] == before["C3"]
    assert {key: row["id"] for key, row in after.items()} == {key: row["id"] for key, row in before.items()}
    assert after["C2"]["insurance_status"] == before["C2"]["insurance_status"]


def test_a_client_named_with_another_provider_is_moved_and_an_empty_cell_ends_nothing(
    bring: Import, database_url: str
) -> None:
    bring(providers=PROVIDERS, clients=CLIENTS)
    code, out, _ = bring(clients="external_id,provider_external_id\nC1,P2\nC2,\nC3,P2\n")
    assert (code, "assigned: 2, of them moved from another provider: 1" in out) == (0, True)
    found = rows(database_url, Provider)
    assert {key: row["load_hundredths"] for key, row in found.items()} == {"P1": 100, "P2": 200}
    ended = [row for row in rows(database_url, Assignment).values() if row["ended_at"] is not None]
    assert [row["end_reason"] for row in ended] == [AssignmentEndReason.TRANSFERRED]
    assert len(rows(database_url, Assignment)) == 4
    assert {row["door"] for row in rows(database_url, EventRow).values()} == {"import"}


def test_every_bad_line_is_named_and_then_nothing_is_imported(bring: Import, database_url: str) -> None:
    before = everything(database_url)
    code, out, error = bring(
        providers=PROVIDERS + "P1,Twin,3,North\nP3,,-1,North\n",
        clients=CLIENTS + "C4,Secret Person,15/01/2026,MAYBE,,P9\nC5,Hidden Person,2199-01-01,VERIFIED,,\n",
    )
    assert (code, out) == (1, "")
    assert [line.partition(": ")[0] for line in told(error)] == [
        "clients.csv, line 5, column insurance_status",
        "clients.csv, line 5, column intake_date",
        "clients.csv, line 6, column intake_date",
        "providers.csv, line 4, column external_id",
        "providers.csv, line 5, column capacity",
        "providers.csv, line 5, column name",
    ]
    assert "15/01/2026 is no date in the form expected; write dates as YYYY-MM-DD, for example 2026-01-15" in error
    assert "the same id stands on line 2" in error
    assert "6 problems were found; nothing was imported." in error
    assert "Person" not in error
    assert everything(database_url) == before


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"intake_date": "2026-02-30"}, "intake_date", "2026-02-30 is not in the calendar"),
        ({"intake_date": "1.2.26"}, "intake_date", "YYYY-MM-DD"),
        ({"name": "x" * 201}, "name", "200"),
        ({"name": "a\0b"}, "name", ""),
        ({"case_weight": "0"}, "case_weight", "0.01 to 100"),
        ({"case_weight": "1.005"}, "case_weight", "two decimals"),
        ({"telehealth_ok": "perhaps"}, "telehealth_ok", "yes or no"),
        ({"attributes": "[1]"}, "attributes", "JSON object"),
        ({"attributes": "[" * 9000}, "attributes", "JSON object"),
        ({"attributes": '{"a":' * 101 + "1" + "}" * 101}, "attributes", "JSON object"),
        ({"attributes": '{"a": NaN}'}, "attributes", "JSON object"),
        ({"attributes": '{"a": 1e999}'}, "attributes", "JSON object"),
        ({"attributes": '{"a": 18446744073709551616}'}, "attributes", "JSON object"),
        ({"attributes": '{"a": "\\ud800"}'}, "attributes", "JSON object"),
        ({"availability": "MONDAY 9-12"}, "availability", "MONDAY 09:00-12:00"),
        ({"date_of_birth": "2026-01-16"}, "date_of_birth", "after intake_date"),
        ({"provider_external_id": "P9"}, "provider_external_id", "no provider has this external id"),
        ({"provider_external_id": "P3"}, "provider_external_id", "the provider has left"),
        ({"provider_external_id": "P1", "assigned_on": "2026-01-14"}, "assigned_on", "before intake_date"),
        ({"provider_external_id": "P1", "wait_reason": "NEW_INTAKE"}, "wait_reason", "TRANSFER"),
        ({"assigned_on": "2026-01-20"}, "assigned_on", "no provider"),
        ({"first_session_on": "2026-01-20"}, "first_session_on", "no provider"),
        ({"do_not_match_external_ids": "P1|P9"}, "do_not_match_external_ids", "no provider has this external id"),
        ({"wait_since": "2199-01-01"}, "wait_since", "in the future"),
        ({"external_id": ""}, "external_id", "needed"),
    ],
    ids=range(25),
)
def test_a_cell_that_cannot_be_used_is_told_by_its_column(
    bring: Import, database_url: str, cells: dict[str, str], column: str, reason: str
) -> None:
    gone = "external_id,name,capacity,status\nP1,Ana,5,ACTIVE\nP3,Gone,5,DEPARTED\n"
    assert bring(providers=gone)[0] == 0
    before = everything(database_url)
    line = {"external_id": "C1", "name": "Bo", "intake_date": "2026-01-15", "insurance_status": "VERIFIED"} | cells
    quoted = ('"' + value.replace('"', '""') + '"' for value in line.values())
    code, _, error = bring(clients=f"{','.join(line)}\n{','.join(quoted)}\n")
    [fault] = told(error)
    assert code == 1
    assert fault.startswith(f"clients.csv, line 2, column {column}: ")
    assert reason in fault
    assert everything(database_url) == before


@pytest.mark.parametrize(
    ("clients", "told_of"),
    [
        ("", "clients.csv, line 1: the file is empty"),
        (b"external_id,name\nC1,Jos\xe9\n", "clients.csv, line 2: the file is not UTF-8"),
        ("name\nBo\n", "clients.csv, line 1, column external_id: the column is missing"),
        ("external_id,shoe_size\nC1,44\n", "clients.csv, line 1, column shoe_size: there is no such column"),
        ("external_id,name,name\nC1,Bo,Bo\n", "clients.csv, line 1, column name: the column stands here twice"),
        ("external_id,name\nC1,Haas, Bo\n", "clients.csv, line 2: the line has 3 cells, the header 2"),
        ('external_id,name\nC1,"Bo" Haas\n', "clients.csv, line 2: the quotes of this line do not match"),
        ("external_id,name\nC1,Bo\n", "clients.csv, line 2, column intake_date: the row is new"),
    ],
    ids=range(8),
)
def test_a_file_that_cannot_be_used_is_told_by_its_line(
    bring: Import, database_url: str, clients: str | bytes, told_of: str
) -> None:
    before = everything(database_url)
    code, _, error = bring(clients=clients)
    assert code == 1
    assert any(line.startswith(told_of) for line in told(error)), error
    assert everything(database_url) == before


def test_a_folder_without_files_of_an_export_is_told_in_a_sentence(shell: Shell, tmp_path: Path) -> None:
    for named in (tmp_path, tmp_path / "nowhere"):
        code, _, error = shell("import", "--from", str(named))
        assert (code, "no file of an export" in error) == (2, True)


def test_a_missing_file_and_no_file_at_all_are_told_in_a_sentence(shell: Shell, tmp_path: Path) -> None:
    code, _, error = shell("import", "--clients", str(tmp_path / "none.csv"))
    assert (code, "none.csv cannot be read" in error) == (2, True)
    code, _, error = shell("import")
    assert (code, "--providers" in error) == (2, True)


def test_a_move_dated_into_an_earlier_assignment_is_refused(bring: Import, database_url: str) -> None:
    bring(providers=PROVIDERS, clients=CLIENTS)
    before = everything(database_url)
    columns = "external_id,intake_date,provider_external_id,assigned_on"
    code, _, error = bring(clients=f"{columns}\nC1,2025-12-01,P2,2026-01-10\n")
    assert code == 1
    assert told(error) == [
        "clients.csv, line 2, column assigned_on: 2026-01-10 lies within an earlier assignment of the client"
    ]
    assert everything(database_url) == before


def test_what_an_import_changes_is_kept_as_it_was_before(bring: Import, database_url: str) -> None:
    """A provider who is new is so from today on; what a client counted until today is not reweighed."""
    bring(providers=PROVIDERS, clients=CLIENTS)
    provider = rows(database_url, Provider)["P1"]["id"]
    assert {row["until_on"] for row in rows_of(database_url, EarlierTerms)} == {today(database_url)}
    assert [row["status"] for row in rows_of(database_url, EarlierTerms)] == [None, None]
    held(database_url, lambda practice: practice.database.write(_forgotten))
    bring(
        providers="external_id,capacity\nP1,4\nP2,5\n",
        clients="external_id,case_weight\nC1,2.5\nC2,1\nC3,3\n",
    )
    (terms,) = rows_of(database_url, EarlierTerms)
    assert (terms["provider_id"], terms["capacity"], terms["status"]) == (provider, 1, "ACTIVE")
    (weight,) = rows_of(database_url, EarlierWeight)
    assert (weight["weight_hundredths"], weight["until_on"]) == (100, terms["until_on"])
    # A second change of the same day finds what was kept.
    bring(providers="external_id,capacity\nP1,9\n", clients="external_id,case_weight\nC1,3\n")
    assert rows_of(database_url, EarlierTerms) == [terms]
    assert rows_of(database_url, EarlierWeight) == [weight]


def rows_of(url: str, model: type[Base]) -> list[dict[str, Any]]:
    """All rows of a table."""
    found: list[dict[str, Any]] = held(url, lambda practice: practice.rows(model))
    return found


def today(url: str) -> date:
    """The practice-local day."""
    (practice,) = rows_of(url, Practice)
    return local_date(datetime.now(UTC), practice["time_zone"])


async def _forgotten(unit: UnitOfWork) -> None:
    """As if the providers had been there for long."""
    await unit.session.execute(delete(EarlierTerms))
