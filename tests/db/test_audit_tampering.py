"""Whatever somebody does to the audit who may write to the database, and has not the key, is refused or found."""

import random
import re
from collections.abc import AsyncIterator
from typing import Any, Final

import orjson
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from caseload_gql.db.audit_check import head
from caseload_gql.db.audit_key import KeySource
from caseload_gql.db.chain import OVERRIDE
from caseload_gql.db.engine import Database, open_database
from caseload_gql.db.models import EventRow
from caseload_gql.services.commands import AssignClient
from tests.db.test_audit import SAID, check, erase, execute, force, recorded
from tests.services.practice import SmallPractice

#: Another value for each column, as SQL.
OTHERS: Final = {
    "number": "99",
    "id": "'evt_other'",
    "type": "'CLIENT_ADMITTED'",
    "at": "(SELECT at FROM event AS other WHERE other.number = 1)",
    "actor_id": "(SELECT id FROM user_account LIMIT 1)",
    "actor": "'Eve'",
    "door": "'graphql'",
    "client_id": "'cli_bo'",
    "provider_id": "'prv_ana'",
    "pool_entry_id": "'pen_bo'",
    "assignment_id": "(SELECT id FROM assignment LIMIT 1)",
    "override_reason": "NULL",
    "changes": "'[]'",
    "salt": "'0'",
    "erased": '\'{"0.after": {"salt": "0"}}\'',
    "key_id": "'other'",
    "hash": "(SELECT hash FROM event AS other WHERE other.number = 1)",
}
#: What is refused by the database itself, on SQLite.
REPLACING: Final = [
    "INSERT OR REPLACE INTO event SELECT * FROM event WHERE number = 2",
    "REPLACE INTO event SELECT * FROM event WHERE number = 2",
    "UPDATE OR REPLACE event SET number = 1 WHERE number = 2",
    "UPDATE OR IGNORE event SET actor = 'Eve'",
    "INSERT INTO event SELECT * FROM event WHERE number = 2 ON CONFLICT DO UPDATE SET actor = 'Eve'",
    "REPLACE INTO audit_checkpoint SELECT * FROM audit_checkpoint",
]
TRUNCATING: Final = ["TRUNCATE event CASCADE", "TRUNCATE event, plugin_delivery", "TRUNCATE audit_checkpoint"]


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = open_database(database_url, key=KeySource(SAID))
    yield opened
    await opened.close()


async def test_every_column_of_an_event_is_vouched_for(database: Database) -> None:
    assert set(OTHERS) == set(EventRow.__table__.columns.keys())
    practice = SmallPractice(database)
    await practice.team("north")
    await practice.provider("ana")
    await practice.waiting("bo")
    assert (await (await practice.desk()).do(AssignClient("cli_bo", "prv_ana"))).user_errors == ()
    for name, other in OTHERS.items():
        await recorded(database, 4)
        last = (await head(database)).number
        assert (await check(database)).findings == []
        # Number 2 of the four has a reason for an override.
        with pytest.raises(DBAPIError, match="audit"):
            await execute(database, f"UPDATE event SET {name} = {other} WHERE number = {last - 2}")
        kept = await column(database, name, last - 2)
        await force(database, f"UPDATE event SET {name} = {other} WHERE number = {last - 2}")
        changed = await column(database, name, 99 if name == "number" else last - 2)
        assert (name, changed) != (name, kept)
        assert (name, (await check(database)).findings) != (name, [])
        await force(database, "DELETE FROM event", "UPDATE event_counter SET last = 0, hash = NULL, seal = NULL")


async def column(database: Database, name: str, number: int) -> Any:
    (row,) = await database.rows(text(f'SELECT "{name}" FROM event WHERE number = {number}'))  # a test's own names
    return row[0]


async def test_rows_that_change_places_are_found(database: Database) -> None:
    await recorded(database, 6)
    for first, second in ((2, 5), (5, 6), (1, 2)):
        swap = [
            f"UPDATE event SET number = 99 WHERE number = {first}",
            f"UPDATE event SET number = {first} WHERE number = {second}",
            f"UPDATE event SET number = {second} WHERE number = 99",
        ]
        await force(database, *swap)
        assert (first, (await check(database)).findings) != (first, [])
        await force(database, *swap)
        assert (await check(database)).findings == []


async def test_the_digest_of_an_erased_value_is_vouched_for(database: Database) -> None:
    await recorded(database, 3)
    await erase(database, 2, ["0.after", OVERRIDE])
    assert (await check(database)).findings == []
    (row,) = await database.rows(text("SELECT erased FROM event WHERE number = 2"))
    made = row[0] if isinstance(row[0], str) else orjson.dumps(row[0]).decode()
    drawn = random.Random(1)  # noqa: S311  # no secret
    digits = [at for found in re.finditer("[0-9a-f]{32,}", made) for at in range(*found.span())]
    for at in drawn.sample(digits, 12):
        other = made[:at] + ("0" if made[at] != "0" else "1") + made[at + 1 :]
        await force(database, f"UPDATE event SET erased = '{other}' WHERE number = 2")
        assert (at, (await check(database)).findings) == (at, ["Event 2 was changed."])
    await force(database, f"UPDATE event SET erased = '{made}' WHERE number = 2")
    assert (await check(database)).findings == []


async def test_an_event_that_was_not_recorded_is_found(database: Database) -> None:
    await recorded(database, 3)
    columns = "type, at, actor, door, changes, salt, key_id, hash"
    forged = f"INSERT INTO event (number, id, {columns}) SELECT 4, 'evt_forged', {columns} FROM event WHERE number = 3"
    await execute(database, forged)
    # Beyond the end that is sealed it is no part of the audit, and the next event cannot be written over it.
    with pytest.raises(IntegrityError):
        await recorded(database, 1)
    await execute(database, "UPDATE event_counter SET last = 4, hash = (SELECT hash FROM event WHERE number = 4)")
    assert "Event 4 was changed." in (await check(database)).findings


async def test_no_statement_gets_around_the_triggers(database: Database) -> None:
    await recorded(database, 3)
    sqlite = database.address.is_sqlite
    await execute(database, "INSERT INTO audit_checkpoint SELECT 1, hash, key_id, hash, at FROM event WHERE number = 1")
    kept = await database.rows(text("SELECT * FROM event ORDER BY number"))
    for statement in REPLACING if sqlite else TRUNCATING:
        with pytest.raises(DBAPIError, match="audit"):
            # Whether a replacement asks the triggers of a deletion is the caller's to say.
            await execute(database, *(["PRAGMA recursive_triggers = OFF"] if sqlite else []), statement)
    assert await database.rows(text("SELECT * FROM event ORDER BY number")) == kept
