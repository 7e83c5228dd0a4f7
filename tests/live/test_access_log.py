"""Who read which client's data is written down after the answer, once a minute, and nothing is lost in silence."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from caseload_gql.db.access_log import Read, forget_reads, reads_of
from caseload_gql.db.engine import Database, open_database
from caseload_gql.errors import StorageFull
from caseload_gql.live import access_log
from caseload_gql.live.access_log import AccessLog
from caseload_gql.policy.actor import Actor
from tests.cli.conftest import Shell
from tests.live.listening import Listening
from tests.support import Demo, opened

ADA: Final = Actor("usr_ada", "Ada", "ada@x.example", "ADMIN", door="graphql")
NOON: Final = datetime(2026, 11, 20, 12, tzinfo=UTC)
EVE: Final = b'[{"name" : "Eve", "id" : "cli_eve"}]'
BOTH: Final = b'{"id":"cli_eve","other":{"$whose":"cli_bo"},"attributes":"see cli_no"}'


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened_database = open_database(database_url)
    yield opened_database
    await opened_database.close()


async def kept(database: Database, *clients: str) -> list[tuple[str, str, str]]:
    """Which client was read by which operation, and in which minute."""
    found: list[Read] = []
    for each in clients or ("cli_eve", "cli_bo", "cli_no"):
        found += await reads_of(database, each)
    return [(each.client_id, each.operation, f"{each.at:%H:%M}") for each in found]


async def test_a_read_is_kept_once_a_minute_for_each_client_person_and_operation(database: Database) -> None:
    clock = Clock()
    log = AccessLog(database, now=clock)
    for seconds in (0, 20, 59, 61):
        clock.now = NOON + timedelta(seconds=seconds)
        log.note(ADA, "Chart", [EVE])
    log.note(ADA, "", [EVE, BOTH])
    log.note(ADA, "C" * 200, [BOTH])
    assert await kept(database) == []
    await log.write_all()
    log.note(ADA, "", [BOTH])
    await log.write_all()
    longest = "C" * 120
    assert await kept(database) == [
        ("cli_eve", "", "12:01"),
        ("cli_eve", longest, "12:01"),
        ("cli_eve", "Chart", "12:01"),
        ("cli_eve", "Chart", "12:00"),
        ("cli_bo", "", "12:01"),
        ("cli_bo", longest, "12:01"),
    ]
    (read, *_) = await reads_of(database, "cli_bo", NOON)
    assert (read.actor, read.actor_id, read.door) == ("Ada", "usr_ada", "graphql")
    assert await reads_of(database, "cli_bo", NOON + timedelta(minutes=2)) == []


async def test_two_workers_write_what_both_read(database: Database, database_url: str) -> None:
    other = open_database(database_url)
    clock = Clock()
    logs = [AccessLog(each, now=clock) for each in (database, other)]
    clients = [f'"cli_{number}"'.encode() for number in range(3_000)]
    for log, order in zip(logs, (clients, clients[::-1]), strict=True):
        log.note(ADA, "Chart", order)
    await asyncio.gather(*(log.write_all() for log in logs))
    await other.close()
    (found,) = await database.rows(text("SELECT count(*) FROM client_read"))
    assert found[0] == 3_000


async def test_what_was_noted_is_written_at_an_orderly_stop(database: Database) -> None:
    log = AccessLog(database, pause_seconds=3_600, now=Clock())
    await log.start()
    log.note(ADA, "Chart", [EVE])
    await log.stop()
    assert await kept(database) == [("cli_eve", "Chart", "12:00")]
    await AccessLog(database).stop()


#: A disk that is full raises so in both drivers; `tests/e2e/test_full_disk.py` fills a real one.
FULL: Final = {
    True: [
        "CREATE TRIGGER full BEFORE INSERT ON client_read BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
    ],
    False: [
        """CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = 'disk_full'; END $$""",
        "CREATE TRIGGER full_disk BEFORE INSERT ON client_read EXECUTE FUNCTION full_disk()",
    ],
}
ROOM: Final = {True: ["DROP TRIGGER full"], False: ["DROP TRIGGER full_disk ON client_read"]}
NO_ROOM: Final = {"code": "STORAGE_FULL"}
AWAY: Final = ["ALTER TABLE client_read RENAME TO elsewhere"]
BACK: Final = ["ALTER TABLE elsewhere RENAME TO client_read"]


@pytest.mark.parametrize("full", [True, False], ids=["full disk", "broken table"])
async def test_while_it_cannot_be_written_it_is_kept_and_then_readers_are_refused(
    database: Database, monkeypatch: pytest.MonkeyPatch, *, full: bool
) -> None:
    sqlite = database.address.is_sqlite
    log = AccessLog(database, pause_seconds=0.001, now=Clock())
    await run(database, *(FULL[sqlite] if full else AWAY))
    await log.make_room()
    log.note(ADA, "Chart", [EVE])
    await log.start()
    for _ in range(2):
        # It is tried again and again.
        with Listening().on("caseload_gql.live") as told:
            await asyncio.wait_for(told.heard.wait(), 30)
        assert told.text.startswith(f"the access log could not be written: {'StorageFull' if full else ''}")
    await log.make_room()
    log.note(ADA, "Chart", [BOTH])
    monkeypatch.setattr(access_log, "READS_AT_MOST", 0)
    with pytest.raises(StorageFull if full else DBAPIError) as raised:
        await log.make_room()
    assert ("nothing is read without" in str(raised.value)) is full
    await run(database, *(ROOM[sqlite] if full else BACK))
    await log.make_room()
    expected = [("cli_eve", "Chart", "12:00"), ("cli_bo", "Chart", "12:00")]
    assert await kept(database) == expected
    await log.stop()
    assert await kept(database) == expected


async def test_what_cannot_be_written_at_the_stop_is_told_of_and_nobody_is_held_up(database: Database) -> None:
    log = AccessLog(database, now=Clock())
    await log.start()
    log.note(ADA, "Chart", [BOTH])
    await run(database, *FULL[database.address.is_sqlite])
    with Listening().on("caseload_gql.live") as told:
        await log.stop()
    assert told.text == "2 entries of the access log are lost"


async def test_what_is_remembered_is_bounded_and_forgetting_it_loses_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access_log, "KNOWN_AT_MOST", 1)
    monkeypatch.setattr(access_log, "ANSWERS_AT_MOST", 1)
    monkeypatch.setattr(access_log, "ANSWER_BYTES_AT_MOST", len(EVE))
    log = AccessLog(database, now=Clock())
    for operation, read in (("A", EVE), ("B", BOTH), ("C", EVE), ("A", EVE)):
        log.note(ADA, operation, [read])
        await log.write_all()
    assert len(await kept(database)) == 4


async def test_what_is_old_is_taken_away_unless_it_is_kept_for_good(database: Database) -> None:
    log = AccessLog(database, now=Clock())
    log.note(ADA, "Chart", [EVE])
    await log.write_all()
    for days, later, left in ((0, 9_999, 1), (7, 6, 1), (7, 8, 0)):
        await cleaned(database, days, NOON + timedelta(days=later))
        assert len(await kept(database)) == left


async def cleaned(database: Database, days: int, now: datetime) -> None:
    await database.write(lambda unit: forget_reads(days)(unit, now))


DISCLOSING: Final = {
    "Ids": "query Ids { clients(first: 2) { nodes { id } } }",
    "Aliased": "query Aliased { clients(first: 2) { nodes { it: id } } }",
    "Names": "query Names { clients(first: 2) { nodes { name } } }",
    "Edges": "query Edges { clients(first: 2) { edges { node { status } } } }",
    "Skipped": "query Skipped { clients(first: 2) { nodes { id @skip(if: true) } } }",
    "Node": "query Node($id: ID!) { node(id: $id) { __typename } }",
    "Stays": "query Stays($id: ID!) { client(id: $id) { poolEntries(first: 1) { nodes { reason } } } }",
    "Waits": "query Waits { pool { entries(first: 1) { nodes { waitDays } } } }",
    "Caseload": "query Caseload { providers(first: 3) { nodes { caseload(first: 1) { nodes { caseWeight } } } } }",
    "Past": "query Past { providers(first: 3) { nodes { assignments(first: 1) { nodes { assignedAt } } } } }",
    "Matches": "query Matches($id: ID!) { client(id: $id) { matches(first: 1) { matches { client { name } } } } }",
}
SILENT: Final = {
    "Tiny": "query Tiny { providers(first: 3) { nodes { name } } }",
    "Counts": "query Counts { clients(first: 1) { totalCount } pool { totalCount } }",
    "Nobody": 'query Nobody { client(id: "cli_nobody") { id name } }',
}


async def test_every_answer_that_tells_of_clients_is_in_the_log_and_looks_as_it_would_without(
    copy: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    async with opened(copy) as house:
        # What other tests have read of the practice that this one is a copy of.
        await house.database.write(lambda unit: unit.session.execute(text("DELETE FROM client_read")))
        ids = [each["id"] for each in (await house.data("ceo", DISCLOSING["Ids"]))["clients"]["nodes"]]
        answers = {
            name: await house.data("admin", query, {"id": ids[0]} if "$id" in query else {})
            for name, query in {**DISCLOSING, **SILENT}.items()
        }
        assert "$whose" not in str(answers)
        assert "cli_" not in str({name: answers[name] for name in answers if name not in {"Ids", "Aliased"}})
    database = open_database(copy.url)
    try:
        rows = await database.rows(text("SELECT operation, client_id, actor FROM client_read"))
    finally:
        await database.close()
    told = {row.operation for row in rows if row.actor != "Demo CEO"}
    assert told == set(DISCLOSING)
    by = {name: {row.client_id for row in rows if row.operation == name} for name in told}
    assert by["Ids"] == by["Aliased"] == by["Names"] == by["Edges"] == by["Skipped"] == set(ids)
    assert by["Node"] == by["Stays"] == by["Matches"] == {ids[0]}
    await asyncio.to_thread(listed, copy, ids[0], capsys)


def listed(copy: Demo, client_id: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The command tells who has read the chart, and that somebody asks by the shell."""
    shell = Shell(copy.url, capsys)
    code, out, _ = shell("access-log", "--client", client_id)
    lines: Sequence[Any] = [line.split("\t") for line in out.splitlines()]
    assert (code, lines[0]) == (0, ["AT", "WHO", "USER", "OPERATION", "DOOR"])
    assert {line[3] for line in lines[1:]} >= {"Ids", "Names", "Node"}
    assert shell("access-log", "--client", client_id, "--since", "2999-01-01")[1].count("\n") == 1


async def test_a_mutation_is_a_read_of_what_its_payload_shows(copy: Demo) -> None:
    waiting = "query Waiting { pool { entries(first: 1) { nodes { client { id } } } } }"
    shown = "{ userErrors { code } client { status } }"
    discharge = f"mutation Discharge($id: ID!) {{ dischargeClient(input: {{ clientId: $id }}) {shown} }}"
    async with opened(copy) as house:
        client = (await house.data("ceo", waiting))["pool"]["entries"]["nodes"][0]["client"]["id"]
        assert (await house.data("admin", discharge, {"id": client}))["dischargeClient"]["userErrors"] == []
    database = open_database(copy.url)
    try:
        assert [each.operation for each in await reads_of(database, client)].count("Discharge") == 1
    finally:
        await database.close()


async def test_nothing_is_read_or_changed_that_could_not_be_recorded_and_the_rest_is_answered(
    copy: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    discharge = "mutation Go($id: ID!) { dischargeClient(input: { clientId: $id }) { client { status } } }"
    async with opened(copy) as house:
        ids = [each["id"] for each in (await house.data("ceo", DISCLOSING["Ids"]))["clients"]["nodes"]]
        await run(house.database, *FULL[house.database.address.is_sqlite])
        # Below the bounds, reads and changes go on.
        await house.data("ceo", DISCLOSING["Names"])
        monkeypatch.setattr(access_log, "READS_AT_MOST", 0)
        await house.data("ceo", DISCLOSING["Names"])
        monkeypatch.setattr(access_log, "BYTES_AT_MOST", 0)
        before = await house.snapshot()
        for who, query in (("ceo", DISCLOSING["Edges"]), ("admin", DISCLOSING["Node"]), ("admin", discharge)):
            answer = await house.post(who, query, {"id": ids[0]})
            assert (answer.status_code, [each["extensions"] for each in answer.json()["errors"]]) == (503, [NO_ROOM])
        assert await house.snapshot() == before
        await house.data("admin", SILENT["Tiny"])
        await run(house.database, *ROOM[house.database.address.is_sqlite])
        await house.data("admin", discharge, {"id": ids[0]})
        await house.data("ceo", DISCLOSING["Edges"])
    database = open_database(copy.url)
    try:
        told = {each.operation for each in await reads_of(database, ids[0])}
    finally:
        await database.close()
    assert told >= {"Ids", "Names", "Edges", "Go"}


async def run(database: Database, *statements: str) -> None:
    async def work(unit: Any) -> None:
        for each in statements:
            await unit.session.execute(text(each))

    await database.write(work)
