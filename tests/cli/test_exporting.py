"""``caseload export``: what it writes the import reads, byte for byte; nobody takes what they may not see."""

import asyncio
import csv
import io
import json
import stat
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

import pytest
from sqlalchemy import func, select, update

from caseload_gql.db.engine import Database, open_database
from caseload_gql.db.invariants import INVARIANTS
from caseload_gql.db.models import (
    Assignment,
    Client,
    EarlierTerms,
    EarlierWeight,
    EventRow,
    Location,
    PoolEntry,
    Practice,
    Provider,
    ProviderLeave,
    Team,
    User,
)
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.domain.vocabulary import ProviderStatus, SupervisorAccess
from caseload_gql.services.importing.importer import TABLES
from tests.cli.conftest import Shell
from tests.services.practice import SmallPractice
from tests.support import Demo

NAMES: Final = tuple(TABLES)
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
NARROW: Final = """
from caseload_gql.plugins import Plugin, Restrict, hookimpl

PLUGIN = Plugin("narrow", api=">=1,<2")


@hookimpl
def policy_restrictions(request):
    if request.resource == "Provider":
        yield Restrict("OUT", "Out of sight.", request.row.external_id != "{cover}")
    if request.resource in ("Team", "Location"):
        yield Restrict("OUT", "Out of sight.", request.row.id.not_like("%idle"))
    if request.resource == "Practice":
        yield Restrict("OUT", "Out of sight.", request.row.name == "Another")
"""
T = TypeVar("T")
BALANCE: Final = "{ providerCount caseloadCount capacity load openSlots overBy utilization gini }"
WAITS: Final = "entered assigned waiting leftOtherwise medianDaysToAssignment p90DaysToAssignment"
REPORTS: Final = f"""{{
  may: workload(asOf: "2026-05-10") {BALANCE}
  july: workload(asOf: "2026-07-25") {BALANCE}
  september: workload(asOf: "2026-09-01") {BALANCE}
  october: workload(asOf: "2026-10-04") {BALANCE}
  now: workload {BALANCE}
  workloadTrend(from: "2026-01-04", to: "2026-11-22") {{
    asOf providerCount caseloadCount capacity load utilization gini poolSize longestWaitDays pastTarget
  }}
  waitReport(from: "2026-01-01", to: "2026-11-20") {{ {WAITS} medianDaysToFirstSession targetDays pastTarget
    shareWithinTarget byReason {{ name {WAITS} }} byPayer {{ name {WAITS} }}
    byLocation {{ name {WAITS} }} byTeam {{ name {WAITS} }} }}
  practice {{ name timeZone nearingCapacityAt waitTargetDays supervisorAccess
    gates {{ code mode }} scorers {{ scorer weight }} }}
  teams(first: 50) {{ nodes {{ name }} }}
}}"""


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
        {
            "name": "\u200fעברית 👩‍👩‍👧\u2028\ufeff,;\"\n\n'=x",
            "attributes": {"\\u0000": "\\", "'=": 1e-07, "n": 2**60},
            "payer": "\\|'",
            "service_requirements": ["''=", "\\|", "|", "a\nb"],
            "intake_date": date(1900, 1, 1),
            "date_of_birth": date(1900, 1, 1),
        },
    ]
    for client_id, changed in zip(clients, values, strict=False):
        await unit.session.execute(update(Client).where(Client.id == client_id).values(changed))
    provider = await unit.session.scalar(select(func.min(Provider.id)))
    odd_one = {"external_id": None, "specialties": ["=A|B", "C"], "credential": "-"}
    await unit.session.execute(update(Provider).where(Provider.id == provider).values(odd_one))
    entry = await unit.session.scalar(select(func.min(PoolEntry.id)))
    await unit.session.execute(update(PoolEntry).where(PoolEntry.id == entry).values(note='"a"\n\n=b'))


async def longer_past(unit: UnitOfWork) -> None:
    """Settings, places that nobody names, and what held before of providers and assignments."""
    session = unit.session
    chosen: dict[str, Any] = {
        "name": '=Prairie "Lantern"',
        "time_zone": "Pacific/Auckland",
        "nearing_ten_thousandths": 7_550,
        "wait_target_days": 0,
        "supervisor_access": SupervisorAccess.READ,
        "scorer_weights": {"headroom": 2.5, "specialty_fit": 1e-05},
        "gate_modes": {"AGE_OUT_OF_BAND": "OFF", "PAYER_NOT_TAKEN": "BLOCK"},
    }
    await session.execute(update(Practice).values(chosen))
    session.add(Team(id="tem_idle", name="-Nobody yet", name_key="-nobody yet"))
    session.add(
        Location(id="loc_idle", name="@Éire|1", name_key="@eire|1", latitude=-0.1, longitude=179.12345678901234)
    )
    first, second, third = await session.scalars(select(Provider.id).order_by(Provider.id).limit(3))
    for provider_id, until_on, capacity, status in (
        (first, date(2026, 2, 1), 3, None),
        (first, date(2026, 6, 1), 0, ProviderStatus.ACTIVE),
        (first, date(2026, 8, 1), 9_999, ProviderStatus.ON_LEAVE),
        (second, date(2026, 10, 5), 40, ProviderStatus.DEPARTED),
    ):
        session.add(EarlierTerms(provider_id=provider_id, until_on=until_on, capacity=capacity, status=status))
    for at, (begins, planned, ended, cover) in enumerate(
        (
            (date(2026, 6, 1), date(2026, 6, 30), datetime(2026, 7, 20, 8, 1, 2, 345, tzinfo=UTC), second),
            (date(2026, 7, 20), None, datetime(2026, 8, 1, tzinfo=UTC), None),
        )
    ):
        leave = ProviderLeave(id=f"lve_{at}", provider_id=third, starts_on=begins, ends_on=planned, ended_at=ended)
        leave.cover_provider_id = cover
        session.add(leave)
    begun = select(Assignment.id, Assignment.assigned_on).order_by(Assignment.assigned_on, Assignment.id).limit(5)
    for assignment_id, assigned_on in (await session.execute(begun)).all():
        for days, weight in ((0, 1), (9, 10_000), (16, 250)):
            until_on = assigned_on + timedelta(days=days)
            session.add(EarlierWeight(assignment_id=assignment_id, until_on=until_on, weight_hundredths=weight))


def exported(shell: Shell, folder: Path, *flags: str) -> dict[str, bytes]:
    code, _, error = shell("export", str(folder), *flags)
    assert code == 0, error
    return {name: (folder / name).read_bytes() for name in NAMES}


def cells(content: bytes, column: str) -> list[str]:
    return [row[column] for row in csv.DictReader(io.StringIO(content.decode(), newline=""))]


def reports(shell: Shell, folder: Path) -> Any:
    """What the practice is told of its past: the balance of some days, the trend, and how long clients waited."""
    file = folder / "reports.graphql"
    file.write_text(REPORTS, encoding="utf-8")
    code, out, error = shell("query", str(file))
    assert code == 0, error
    answer = json.loads(out)["data"]
    balances = [answer[name] for name in ("may", "july", "september", "october")]
    assert len({json.dumps(each) for each in balances}) == len(balances)
    return answer


@pytest.fixture
def source(copy: Demo, capsys: pytest.CaptureFixture[str]) -> Shell:
    """A shell on a demo practice of this test's own."""
    return Shell(copy.url, capsys)


def test_an_export_imported_into_an_empty_database_exports_the_same_bytes(
    copy: Demo, source: Shell, shell: Shell, database_url: str, tmp_path: Path
) -> None:
    on(copy.url, lambda database: database.write(odd))
    on(copy.url, lambda database: database.write(longer_past))
    first = exported(source, tmp_path / "first")
    code, _, error = shell("import", "--from", str(tmp_path / "first"))
    assert code == 0, error
    assert exported(shell, tmp_path / "second") == first
    assert {name for name, content in first.items() if len(content.splitlines()) < 3} == {"practice.csv"}
    assert len(set(cells(first["providers.csv"], "earlier_terms"))) > 3
    assert len(set(cells(first["assignments.csv"], "earlier_weights"))) > 5
    told = reports(source, tmp_path)
    people = str(tmp_path / "people.csv")
    assert source("user", "export", people)[0] == shell("user", "import", people)[0] == 0
    assert reports(shell, tmp_path) == told
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
        **{
            name.removesuffix(".csv"): len(list(csv.reader(io.StringIO(before[name].decode(), newline="")))) - 1
            for name in NAMES
        },
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


def test_an_export_as_somebody_leaves_out_of_all_files_what_is_out_of_sight(
    copy: Demo, source: Shell, tmp_path: Path
) -> None:
    on(copy.url, lambda database: database.write(longer_past))
    whole = exported(source, tmp_path / "whole")
    [cover] = {key for key in cells(whole["earlier_leaves.csv"], "leave_cover_external_id") if key}
    (tmp_path / "plugins").mkdir(mode=0o700)
    (tmp_path / "plugins" / "narrow.py").write_text(NARROW.format(cover=cover), encoding="utf-8")
    plugins = ("--plugins-dir", str(tmp_path / "plugins"))
    seen = exported(source, tmp_path / "seen", "--as", "ceo@demo.example", *plugins)
    assert cover in cells(whole["providers.csv"], "external_id")
    assert cover not in b"".join(seen.values()).decode()
    assert len(cells(seen["earlier_leaves.csv"], "id")) == len(cells(whole["earlier_leaves.csv"], "id")) > 1
    assert "40 DEPARTED" in whole["providers.csv"].decode()
    assert "40 DEPARTED" not in seen["providers.csv"].decode()
    assert set(cells(whole["teams.csv"], "name")) - set(cells(seen["teams.csv"], "name")) == {"'-Nobody yet"}
    assert set(cells(whole["locations.csv"], "name")) - set(cells(seen["locations.csv"], "name")) == {"'@Éire|1"}
    assert cells(seen["practice.csv"], "name") == []


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
