"""The audit's chain on a real database: what was written is vouched for, and what was done to it is found."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from caseload_gql.db import audit_check, audit_retention
from caseload_gql.db.audit import change_key, oldest, trim
from caseload_gql.db.audit_check import Head, Report, check_audit, events, head
from caseload_gql.db.audit_key import KeySource, key_of
from caseload_gql.db.audit_retention import trim_after
from caseload_gql.db.chain import OVERRIDE, erased
from caseload_gql.db.engine import Database, open_database
from caseload_gql.db.models import EventRow
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.domain.events import Event, EventType, FieldChange
from caseload_gql.errors import ConfigurationError
from tests.databases import copy_of

SAID: Final = "a key that is long enough to be one"
OTHER: Final = "another key that is long enough, too"
NOON: Final = datetime(2026, 11, 20, 12, tzinfo=UTC)
#: Values that one of the databases gives back in another form than it got.
VALUES: Final = [1.0, 1, 1e22, 10**30, 10**400, 1.5e300, -0.0, 1e-7, True, "Zoë 🦊", [], {"b": [1.0], "a": None}]
#: What is done to five events, and one of the sentences that tell of it.
DONE: Final = [
    (["UPDATE event SET actor = 'Eve' WHERE number = 3"], "Event 3 was changed."),
    (["UPDATE event SET override_reason = 'x' WHERE number = 3"], "Event 3 was changed."),
    (["UPDATE event SET changes = '[]' WHERE number = 3"], "Event 3 was changed."),
    (["UPDATE event SET changes = '\"x\"' WHERE number = 3"], "Event 3 was changed."),
    (["UPDATE event SET salt = NULL WHERE number = 3"], "Event 3 was changed."),
    (["UPDATE event SET hash = NULL WHERE number = 3"], "Event 3 was changed: its link is gone."),
    (["DELETE FROM event WHERE number = 3"], "Event 3 is missing."),
    (["DELETE FROM event WHERE number < 3"], "Events 1 to 2 are missing."),
    (["DELETE FROM event WHERE number = 5"], "Event 5 is missing: the audit was cut at its end."),
    (["DELETE FROM event WHERE number > 3"], "Events 4 to 5 are missing: the audit was cut at its end."),
    (
        [
            "DELETE FROM event WHERE number = 5",
            "UPDATE event_counter SET last = 4, hash = (SELECT hash FROM event WHERE number = 4)",
        ],
        "The audit's end was moved: 4 is not the number that was written last.",
    ),
    (
        [
            "INSERT INTO audit_checkpoint SELECT 2, hash, key_id, hash, at FROM event WHERE number = 2",
            "DELETE FROM event WHERE number <= 2",
        ],
        "The checkpoint 2 was not made with the audit's key.",
    ),
    (["UPDATE event_counter SET hash = NULL"], "The audit's end was taken away."),
    (
        ["UPDATE event_counter SET hash = key_id"],
        "The end of the audit, event 5, is not the one that was written last.",
    ),
]
REFUSED: Final = [
    "UPDATE event SET actor = 'Eve'",
    "UPDATE event SET changes = '[]'",
    "UPDATE event SET salt = NULL, erased = '{}', hash = NULL",
    "DELETE FROM event",
    "DELETE FROM event WHERE number = 1",
    "INSERT INTO audit_checkpoint SELECT 99, hash, key_id, hash, at FROM event WHERE number = 2",
]


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = open_database(database_url, key=KeySource(SAID))
    yield opened
    await opened.close()


async def recorded(database: Database, count: int = 5, at: datetime = NOON) -> None:
    def record(unit: UnitOfWork) -> None:
        for number in range(count):
            changes = tuple(FieldChange(f"field{at}", None, value) for at, value in enumerate(VALUES))
            event = Event(
                EventType.CLIENT_UPDATED,
                at + timedelta(days=number),
                override_reason="a reason" if number % 2 else None,
                changes=(FieldChange("name", "Eve", f"Ada {number}"), *changes),
            )
            unit.record(event, actor_id=None, actor_name="Ada", door="cli")

    async def work(unit: UnitOfWork) -> None:
        record(unit)

    await database.write(work)


async def check(database: Database, kept: Head | None = None, *, keys: Sequence[str] = (SAID,)) -> Report:
    return await check_audit(database, [key_of(each) for each in keys], kept=kept)


async def force(database: Database, *statements: str) -> None:
    """Changes what the triggers keep, as somebody who owns the database can."""
    sqlite = database.address.is_sqlite

    async def work(unit: UnitOfWork) -> None:
        run = unit.session.execute
        if sqlite:
            found = await run(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
            triggers = [tuple(row) for row in found]
            for name, _ in triggers:
                await run(text(f"DROP TRIGGER {name}"))
        else:
            triggers = []
            for table in ("event", "audit_checkpoint"):
                await run(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        for statement in statements:
            await run(text(statement))
        for _, made in triggers:
            await run(text(made))
        if not sqlite:
            for table in ("event", "audit_checkpoint"):
                await run(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))

    await database.write(work)


async def test_what_was_written_is_vouched_for_whatever_its_values(database: Database) -> None:
    await recorded(database)
    await recorded(database)
    found = await check(database)
    assert (found.findings, found.checked, found.head.number) == ([], 10, 10)
    assert found.head == await head(database)
    assert (await check(database, found.head)).findings == []


async def test_an_audit_of_many_events_is_chained_through_its_batches(database: Database) -> None:
    await recorded(database, 1_100)
    assert ((await check(database)).findings, (await head(database)).number) == ([], 1_100)


async def test_whatever_is_done_to_it_is_found_and_named(database: Database) -> None:
    await recorded(database)
    tables = ("event", "event_counter", "audit_checkpoint")
    await force(database, *(f"CREATE TABLE kept_{each} AS SELECT * FROM {each}" for each in tables))
    restored = [f"DELETE FROM {each}" for each in reversed(tables)]
    restored += [f"INSERT INTO {each} SELECT * FROM kept_{each}" for each in tables]
    for statements, told in DONE:
        await force(database, *statements)
        assert (statements, told) in [(statements, each) for each in (await check(database)).findings]
        await force(database, *restored)
        assert (await check(database)).findings == []


async def test_an_older_copy_of_the_end_is_found_by_a_head_that_was_kept(database: Database) -> None:
    await recorded(database, 3)
    async with database.read() as connection:
        old = (await connection.execute(text("SELECT last, hash, seal FROM event_counter"))).one()
    await recorded(database, 2)
    kept = await head(database)
    moved = f"UPDATE event_counter SET last = {old.last}, hash = '{old.hash}', seal = '{old.seal}'"
    await force(database, "DELETE FROM event WHERE number > 3", moved)
    assert (await check(database)).findings == []
    assert (await check(database, kept)).findings == ["Event 5 of the head that was kept is missing."]
    await recorded(database, 2)
    assert (await check(database)).findings == []
    assert (await check(database, kept)).findings == ["Event 5 is not the one of the head that was kept."]


async def test_the_database_itself_keeps_events_as_they_were_written(database: Database) -> None:
    await recorded(database, 3)
    for statement in REFUSED:
        with pytest.raises(DBAPIError, match="audit"):
            await execute(database, statement)
    assert ((await check(database)).findings, (await head(database)).number) == ([], 3)


async def test_a_value_can_be_erased_and_the_chain_holds(database: Database) -> None:
    await recorded(database, 3)
    await erase(database, 2, ["0.after", OVERRIDE])
    (row,) = [each for each in await read(database) if each["number"] == 2]
    assert row["changes"][0] == {"field": "name", "before": "Eve", "after": None}
    assert (row["override_reason"], row["salt"]) == (None, None)
    assert "Ada 1" not in str(row)
    assert (await check(database)).findings == []
    await erase(database, 2, ["0.before", "4.after"])
    (row,) = [each for each in await read(database) if each["number"] == 2]
    assert row["changes"][0]["before"] is None
    assert (await check(database)).findings == []
    await force(database, "UPDATE event SET override_reason = 'another' WHERE number = 2")
    assert (await check(database)).findings == ["Event 2 was changed."]


async def test_a_beginning_is_trimmed_and_the_chain_goes_on_from_the_checkpoint(database: Database) -> None:
    await recorded(database)
    first = await head(database)
    cut = await database.write(lambda unit: oldest(unit, date(2026, 11, 23)))
    assert (cut.first, cut.last, cut.count) == (1, 3, 3)
    told: list[int] = []
    await database.write(lambda unit: trim(unit, cut, told.append))
    await recorded(database, 2)
    found = await check(database, first)
    assert (found.findings, found.trimmed, found.checked, sum(told)) == ([], 3, 4, 3)
    again = await database.write(lambda unit: oldest(unit, date(2026, 11, 23)))
    assert again.count == 0
    too_old = Head(2, "gone")
    assert (await check(database, too_old)).findings == [
        "The head that was kept, 2, was trimmed. Compare with a later one."
    ]
    with pytest.raises(DBAPIError, match="checkpoint"):
        await execute(database, "DELETE FROM audit_checkpoint")
    with pytest.raises(DBAPIError, match="checkpoint"):
        await execute(database, "UPDATE audit_checkpoint SET number = 4")


async def test_a_practice_may_keep_events_for_some_days_only(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(audit_retention, "AT_MOST", 2)
    await recorded(database)
    now = NOON + timedelta(days=33)

    async def kept_for(days: int) -> list[int]:
        await database.write(lambda unit: trim_after(days)(unit, now))
        return [each["number"] for each in await read(database)]

    assert await kept_for(0) == await kept_for(33) == [1, 2, 3, 4, 5]
    assert await kept_for(30) == [3, 4, 5, 6]
    assert await kept_for(30) == [4, 5, 6, 7]
    assert await kept_for(30) == [4, 5, 6, 7]
    assert ((await check(database)).findings, (await read(database))[-1]["door"]) == ([], "housekeeping")
    await force(database, "UPDATE event SET actor = 'Eve' WHERE number = 4")
    assert await kept_for(1) == [4, 5, 6, 7]
    assert "event 4 cannot be verified" in caplog.text
    await force(database, "DELETE FROM event WHERE number = 5", "UPDATE event SET actor = 'Ada' WHERE number = 4")
    assert await kept_for(1) == [4, 6, 7]
    assert "event 5 cannot be verified" in caplog.text


async def test_everything_may_be_trimmed_and_an_event_put_below_is_found(database: Database) -> None:
    await recorded(database, 2)
    cut = await database.write(lambda unit: oldest(unit, date(2030, 1, 1)))
    await database.write(lambda unit: trim(unit, cut, lambda _: None))
    assert (await check(database)).findings == []
    await recorded(database, 1)
    assert (await check(database)).findings == []
    columns = "id, type, at, actor, door, changes"
    await force(
        database,
        f"INSERT INTO event (number, {columns}) SELECT 1, 'evt_forged', type, at, actor, door, changes FROM event",
    )
    assert (await check(database)).findings == ["Event 1 lies below the checkpoint 2, where none is kept."]


async def test_events_from_before_the_chain_are_told_of_and_it_begins_behind_them(database: Database) -> None:
    await recorded(database, 3)
    old = "UPDATE event SET hash = NULL, salt = NULL, key_id = NULL"
    await force(database, old, "UPDATE event_counter SET hash = NULL, key_id = NULL, seal = NULL")
    found = await check(database)
    assert (found.findings, found.unchained, found.checked) == ([], 3, 0)
    await recorded(database, 2)
    found = await check(database, Head(3, "begun after 3"))
    assert (found.findings, found.unchained, found.checked) == ([], 3, 2)
    await force(database, f"{old} WHERE number = 4")
    assert (await check(database)).findings == ["Event 5 was changed."]


async def test_many_findings_end_the_reading(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_check, "CHUNK", 25)
    await recorded(database, 30)
    await force(database, "UPDATE event SET actor = 'Eve'")
    found = (await check(database)).findings
    assert found[-1] == "There may be more; the rest was not read."


async def test_another_key_is_refused_and_nothing_is_written(database: Database, database_url: str) -> None:
    await recorded(database, 2)
    other = open_database(database_url, key=KeySource(OTHER))
    try:
        with pytest.raises(ConfigurationError, match="is not the one with which"):
            await recorded(other, 1)
    finally:
        await other.close()
    assert (await head(database)).number == 2
    (finding,) = {each.split(",")[0] for each in (await check(database, keys=[OTHER])).findings}
    assert finding == f"The key {key_of(SAID).id}"


async def test_the_chain_goes_on_with_another_key_and_both_are_needed_to_verify_it(
    database: Database, database_url: str
) -> None:
    assert await database.write(lambda unit: change_key(unit, key_of(OTHER))) is None
    await recorded(database, 2)
    await database.write(lambda unit: change_key(unit, key_of(OTHER)))
    other = open_database(database_url, key=KeySource(OTHER))
    await recorded(other, 2)
    await other.close()
    assert (await check(database, keys=[OTHER, SAID])).findings == []
    (finding,) = (await check(database, keys=[OTHER])).findings
    assert finding.startswith(f"The key {key_of(SAID).id}, with which event 1 is chained, is not at hand")


async def test_the_key_is_made_where_it_lies_for_its_owner_alone(sqlite_template: Path, tmp_path: Path) -> None:
    database_url = copy_of(sqlite_template, tmp_path / "practice.db")
    opened = open_database(database_url)
    try:
        await recorded(opened, 1)
        key = opened.keys.present()
        assert (await check_audit(opened, [key])).findings == []
    finally:
        await opened.close()
    file = tmp_path / "practice.db.audit-key"
    assert (mode(file), len(secret(file))) == (0o600, 64)
    assert secret(file) not in repr((key, opened.keys))
    moved = file.rename(tmp_path / "moved")  # a test may block
    again = open_database(database_url)
    try:
        with pytest.raises(ConfigurationError, match="The audit key is missing"):
            await recorded(again, 1)
    finally:
        await again.close()
    assert [each.name for each in found(tmp_path, "*key*")] == []
    named = open_database(database_url, key=KeySource(file=moved))
    try:
        await recorded(named, 1)
    finally:
        await named.close()


def mode(file: Path) -> int:
    return file.stat().st_mode & 0o777


def secret(file: Path) -> str:
    return file.read_text("utf-8").strip()


def found(folder: Path, pattern: str) -> list[Path]:
    return list(folder.glob(pattern))


def test_a_key_that_is_too_short_or_cannot_be_made_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="at least 32"):
        key_of("short")
    (tmp_path / "file").write_text("no folder")
    keys = KeySource(file=tmp_path / "file" / "key").at(open_database(f"sqlite:///{tmp_path}/x.db").address)
    with pytest.raises(ConfigurationError, match="cannot be made"):
        keys.known(None)


async def execute(database: Database, *statements: str) -> None:
    async def work(unit: UnitOfWork) -> None:
        for each in statements:
            await unit.session.execute(text(each))

    await database.write(work)


async def read(database: Database) -> list[Any]:
    return [row async for rows in events(database) for row in rows]


async def erase(database: Database, number: int, places: list[str]) -> None:
    (row,) = [each for each in await read(database) if each["number"] == number]
    table = EventRow.__table__
    values = erased(row, places)
    await database.write(
        lambda unit: unit.session.execute(table.update().where(table.c.number == number).values(values))
    )
