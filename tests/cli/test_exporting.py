"""``caseload export``: what it writes the import reads, byte for byte; nobody takes what they may not see."""

import asyncio
import csv
import stat
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import pytest
from sqlalchemy import func, select, update

from caseload_gql.db.engine import Database, open_database
from caseload_gql.db.invariants import INVARIANTS
from caseload_gql.db.models import Client, EventRow, PoolEntry, Provider, User
from caseload_gql.db.unit_of_work import UnitOfWork
from tests.cli.conftest import Shell
from tests.services.practice import SmallPractice
from tests.support import Demo

NAMES: Final = ("providers.csv", "clients.csv", "pool_entries.csv", "assignments.csv")
PLUGIN: Final = """
from caseload_gql.plugins import Plugin, Redact, Restrict, hookimpl

PLUGIN = Plugin("hiding", api=">=1,<2", redacts=("Client.payer", "Client.availability", "PoolEntry.note"))


@hookimpl
def policy_restrictions(request):
    if request.resource == "Client":
        yield Restrict("GONE", "Discharged clients are out of sight.", request.row.status != "DISCHARGED")
        yield Redact("PAYER", "Payers are out of sight.", ("payer", "availability"), None)
    if request.resource == "PoolEntry":
        yield Redact("NOTE", "Notes are out of sight.", ("note",), None)
"""
T = TypeVar("T")


def on(url: str, work: Callable[[Database], Awaitable[T]]) -> T:
    async def run() -> T:
        database = open_database(url)
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(run())


def found(url: str, statement: Any) -> list[Any]:
    return list(on(url, lambda database: database.rows(statement)))


def everything(url: str) -> Any:
    return on(url, lambda database: SmallPractice(database).snapshot())


async def odd(unit: UnitOfWork) -> None:
    """Texts that are hard on a spreadsheet, and rows without an id of their own."""
    clients = list(await unit.session.scalars(select(Client.id).order_by(Client.id).limit(6)))
    values: list[dict[str, Any]] = [
        {"name": "=HYPERLINK(1)", "external_id": "+1"},
        {"name": '\'=quoted, "twice"', "languages": ["a|b", "c\\d", "-e"]},
        {"name": "@Zoë Ølund", "external_id": None, "payer": "- none\nat all"},
        {"name": "\u202dX", "attributes": {"b": [1, 2.5, None], "a": "é|\\"}},
        {"name": "'plain'", "attributes": {}, "case_weight_hundredths": 100},
    ]
    for client_id, changed in zip(clients, values, strict=False):
        await unit.session.execute(update(Client).where(Client.id == client_id).values(changed))
    provider = await unit.session.scalar(select(func.min(Provider.id)))
    odd_one = {"external_id": None, "specialties": ["=A|B", "C"], "credential": "-"}
    await unit.session.execute(update(Provider).where(Provider.id == provider).values(odd_one))
    entry = await unit.session.scalar(select(func.min(PoolEntry.id)))
    await unit.session.execute(update(PoolEntry).where(PoolEntry.id == entry).values(note='"a"\n\n=b'))


def exported(shell: Shell, folder: Path, *flags: str) -> dict[str, bytes]:
    code, _, error = shell("export", str(folder), *flags)
    assert code == 0, error
    return {name: (folder / name).read_bytes() for name in NAMES}


def cells(content: bytes, column: str) -> list[str]:
    return [row[column] for row in csv.DictReader(content.decode().splitlines())]


@pytest.fixture
def source(copy: Demo, capsys: pytest.CaptureFixture[str]) -> Shell:
    """A shell on a demo practice of this test's own."""
    return Shell(copy.url, capsys)


def test_an_export_imported_into_an_empty_database_exports_the_same_bytes(
    copy: Demo, source: Shell, shell: Shell, database_url: str, tmp_path: Path
) -> None:
    on(copy.url, lambda database: database.write(odd))
    first = exported(source, tmp_path / "first")
    code, _, error = shell("import", "--from", str(tmp_path / "first"))
    assert code == 0, error
    assert exported(shell, tmp_path / "second") == first
    assert all(len(content.splitlines()) > 10 for content in first.values())
    for invariant in INVARIANTS:
        statement = invariant.broken
        assert found(database_url, statement) == [], invariant.rule
    loads = select(func.sum(Provider.load_hundredths), func.sum(Provider.caseload_count))
    assert found(database_url, loads) == found(copy.url, loads)
    before = everything(database_url)
    code, out, _ = shell("import", "--from", str(tmp_path / "second"))
    assert (code, "0 added, 0 updated" in out) == (0, True)
    assert everything(database_url) == before


def test_an_export_is_its_owner_s_alone_is_recorded_with_numbers_only_and_writes_over_nothing(
    copy: Demo, source: Shell, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    before = exported(source, folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert sorted(path.name for path in folder.iterdir()) == sorted(NAMES)
    statement = select(EventRow.actor, EventRow.actor_id, EventRow.changes).where(EventRow.type == "DATA_EXPORTED")
    [(actor, actor_id, changes)] = found(copy.url, statement)
    assert (actor, actor_id) == ("operator", None)
    assert {each["field"]: each["after"] for each in changes} == {
        "form": "csv",
        **{name.removesuffix(".csv"): len(list(csv.reader(before[name].decode().splitlines()))) - 1 for name in NAMES},
    }
    everything_before = everything(copy.url)
    (folder / "clients.csv").write_text("mine", encoding="utf-8")
    code, _, error = source("export", str(folder))
    assert (code, "--force" in error) == (2, True)
    assert (folder / "clients.csv").read_text(encoding="utf-8") == "mine"
    assert everything(copy.url) == everything_before
    assert exported(source, folder, "--force") == before


def test_an_export_as_somebody_holds_what_they_may_see_and_who_may_not_exchange_gets_nothing(
    copy: Demo, source: Shell, tmp_path: Path
) -> None:
    (tmp_path / "plugins").mkdir(mode=0o700)
    (tmp_path / "plugins" / "hiding.py").write_text(PLUGIN, encoding="utf-8")
    plugins = ("--plugins-dir", str(tmp_path / "plugins"))
    whole = exported(source, tmp_path / "whole", "--as", "ceo@demo.example")
    assert whole == exported(source, tmp_path / "operator")
    seen = exported(source, tmp_path / "seen", "--as", "ceo@demo.example", *plugins)
    gone = {
        key
        for key, status in zip(
            cells(whole["clients.csv"], "external_id"), cells(whole["clients.csv"], "status"), strict=True
        )
        if status == "DISCHARGED"
    }
    assert gone
    assert set(cells(seen["clients.csv"], "external_id")) == set(cells(whole["clients.csv"], "external_id")) - gone
    assert not gone & set(cells(seen["assignments.csv"], "client_external_id"))
    assert any(cells(whole["clients.csv"], "payer"))
    for name, column in (("clients.csv", "payer"), ("clients.csv", "availability"), ("pool_entries.csv", "note")):
        assert set(cells(seen[name], column)) == {""}
    before = everything(copy.url)
    for who in ("support@demo.example", "supervisor@demo.example", "qmhp@demo.example"):
        code, _, error = source("export", str(tmp_path / "none"), "--as", who)
        assert (code, "data:exchange" in error) == (1, True), error
    assert source("export", str(tmp_path / "none"), "--as", "nobody@demo.example")[0] == 1
    assert not (tmp_path / "none").exists()
    assert everything(copy.url) == before


def test_an_import_is_recorded_under_whoever_ran_it_if_they_may(copy: Demo, source: Shell, tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    path.write_text("external_id,name\nC-00001,Another Name\n", encoding="utf-8")
    before = everything(copy.url)
    code, _, error = source("import", "--clients", str(path), "--as", "supervisor@demo.example")
    assert (code, "data:exchange" in error) == (1, True)
    assert everything(copy.url) == before
    assert source("import", "--clients", str(path), "--as", "ceo@demo.example")[0] == 0
    ceo = select(User.id, User.name).where(User.email == "ceo@demo.example")
    last = select(EventRow.actor_id, EventRow.actor, EventRow.door).order_by(EventRow.number.desc()).limit(1)
    [(user_id, name)] = found(copy.url, ceo)
    assert found(copy.url, last) == [(user_id, name, "import")]
