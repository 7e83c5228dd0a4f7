"""``caseload user import`` and ``export``: all lines or none, and out as in."""

import asyncio
import stat
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from caseload_gql.db.engine import open_database
from caseload_gql.db.models import EventRow, Provider, Team
from caseload_gql.db.unit_of_work import UnitOfWork
from tests.cli.conftest import Shell

HEADER = "email,name,account_role,company_roles,teams,provider_external_id,disabled\n"
PEOPLE = (
    HEADER
    + "ada@x.example,Ada,ADMIN,,,,no\n"
    + '\'=bea@x.example,Bea "B",STAFF,qmhp|supervisor,North|South,P-1,no\n'
    + "cem@x.example,Cem,SUPPORT_STAFF,,,,yes\n"
)


async def places(url: str) -> None:
    """Two teams and a provider."""
    database = open_database(url)

    async def work(unit: UnitOfWork) -> None:
        for name in ("North", "South"):
            row = {"id": f"tem_{name.lower()}", "name": name, "name_key": name.lower()}
            await unit.session.execute(insert(Team).values(row))
        unit.session.add(Provider(id="prv_p", external_id="P-1", name="Pia", name_key="pia", capacity=3))
        await unit.session.flush()

    try:
        await database.write(work)
    finally:
        await database.close()


async def events(url: str) -> list[tuple[str, str, str]]:
    database = open_database(url)
    try:
        rows = await database.rows(select(EventRow).order_by(EventRow.number))
        return [(row.type, row.actor, row.door) for row in rows]
    finally:
        await database.close()


@pytest.fixture
def file(shell: Shell, database_url: str, tmp_path: Path) -> Path:
    """A file of people whose teams and provider are there."""
    del shell
    asyncio.run(places(database_url))
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE.replace('Bea "B"', '"Bea ""B"""'), encoding="utf-8")
    return path


def test_people_come_in_and_go_out_the_same(shell: Shell, file: Path, database_url: str, tmp_path: Path) -> None:
    code, out, _ = shell("user", "import", str(file), "--dry-run")
    assert (code, "nobody was changed" in out, "3 added" in out) == (0, True, True)
    assert (asyncio.run(events(database_url)), shell("user", "list")[1].count("\n")) == ([], 1)
    assert shell("user", "import", str(file))[0] == 0
    kinds = ["USER_ADDED", "USER_ADDED", "USER_ADDED", "USER_DISABLED"]
    assert asyncio.run(events(database_url)) == [(kind, "operator", "import") for kind in kinds]
    code, out, error = shell("user", "export")
    assert (code, error) == (0, "Exported people: 3.\n")
    assert out == file.read_text(encoding="utf-8")
    copy = tmp_path / "copy.csv"
    assert shell("user", "export", str(copy))[0] == 0
    assert (copy.read_text(encoding="utf-8"), stat.S_IMODE(copy.stat().st_mode)) == (out, 0o600)
    assert shell("user", "export", str(copy))[0] == 2
    code, out, _ = shell("user", "import", str(copy), "--as", "ada@x.example")
    assert (code, "0 added, 0 updated, 3 as they were" in out) == (0, True)
    assert len(asyncio.run(events(database_url))) == 4 + 2


def test_every_bad_line_is_named_and_nobody_is_changed(shell: Shell, file: Path, database_url: str) -> None:
    assert shell("user", "import", str(file))[0] == 0
    before = (shell("user", "list")[1], asyncio.run(events(database_url)))
    file.write_text(
        HEADER
        + "new@x.example,New,STAFF,,,,\n"
        + "no at sign,N,STAFF,,,,\n"
        + "n1@x.example,,STAFF,,,,\n"
        + "n2@x.example,N,KING,,,,\n"
        + "n3@x.example,N,STAFF,Not A Role,,,\n"
        + "n4@x.example,N,STAFF,,Nowhere,,\n"
        + "n5@x.example,N,STAFF,,,Nobody,\n"
        + "n6@x.example,N,STAFF,,,P-1,\n"
        + "NEW@x.example,N,STAFF,,,,\n"
        + "n7@x.example,N,STAFF,,,,perhaps\n"
        + "ada@x.example,Ada,STAFF,,,,\n",
        encoding="utf-8",
    )
    code, out, error = shell("user", "import", str(file))
    assert (code, out) == (1, "")
    told = [line.split(":")[0] for line in error.splitlines()]
    assert told == [
        *(f"people.csv, line {line}, column {column}" for line, column in _BAD),
        "10 problems were found; nobody was changed.",
    ]
    assert (shell("user", "list")[1], asyncio.run(events(database_url))) == before


_BAD = (
    (3, "email"),
    (4, "name"),
    (5, "account_role"),
    (6, "company_roles"),
    (7, "teams"),
    (8, "provider_external_id"),
    (9, "provider_external_id"),
    (10, "email"),
    (11, "disabled"),
    (12, "account_role"),
)


def test_a_file_may_hand_on_who_lets_others_in_and_leave_columns_out(shell: Shell, file: Path) -> None:
    assert shell("user", "import", str(file))[0] == 0
    file.write_text("email,account_role\nada@x.example,STAFF\n=bea@x.example,CEO\n", encoding="utf-8")
    code, out, _ = shell("user", "import", str(file))
    assert (code, "2 updated" in out) == (0, True)
    listed = shell("user", "list")[1]
    assert "CEO\tqmhp,supervisor\tNorth, South\tenabled\tPia\t" in listed
    file.write_text("email,account_role\nnew@x.example,STAFF\n", encoding="utf-8")
    code, _, error = shell("user", "import", str(file))
    assert (code, "line 2, column name" in error) == (1, True)
    code, _, error = shell("user", "import", str(file), "--as", "ada@x.example")
    assert (code, "users:manage" in error) == (1, True)
    assert shell("user", "export", "--as", "ada@x.example")[0] == 1
    assert shell("user", "import", str(file.with_name("none.csv")))[0] == 2
