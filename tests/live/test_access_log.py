"""Who read which client's data is written down after the answer, once a minute, and nothing is lost in silence."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from caseload_gql.db.access_log import Read, forget_reads, reads_of
from caseload_gql.db.engine import Database, open_database
from caseload_gql.live import access_log
from caseload_gql.live.access_log import AccessLog
from caseload_gql.policy.actor import Actor
from tests.cli.conftest import Shell
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
        await log.note(ADA, "Chart", [EVE])
    await log.note(ADA, "", [EVE, BOTH])
    await log.note(ADA, "C" * 200, [BOTH])
    assert await kept(database) == []
    await log.write_all()
    await log.note(ADA, "", [BOTH])
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
        await log.note(ADA, "Chart", order)
    await asyncio.gather(*(log.write_all() for log in logs))
    await other.close()
    (found,) = await database.rows(text("SELECT count(*) FROM client_read"))
    assert found[0] == 3_000


async def test_what_was_noted_is_written_at_an_orderly_stop(database: Database) -> None:
    log = AccessLog(database, pause_seconds=3_600, now=Clock())
    await log.start()
    await log.note(ADA, "Chart", [EVE])
    await log.stop()
    assert await kept(database) == [("cli_eve", "Chart", "12:00")]
    await AccessLog(database).stop()


async def test_while_it_cannot_be_written_it_is_kept_and_then_readers_are_refused(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    log = AccessLog(database, pause_seconds=0.001, now=Clock())
    await run(database, "ALTER TABLE client_read RENAME TO elsewhere")
    await log.note(ADA, "Chart", [EVE])
    with caplog.at_level(logging.ERROR, "caseload_gql.live"):
        await log.start()
        while not caplog.messages:  # noqa: ASYNC110  # the log has no event to wait for
            await asyncio.sleep(0.001)
    assert "1 entries of the access log could not be written" in caplog.messages[0]
    assert "cli_eve" not in caplog.text
    monkeypatch.setattr(access_log, "BYTES_AT_MOST", 10)
    with pytest.raises(DBAPIError):
        await log.note(ADA, "Chart", [BOTH])
    await run(database, "ALTER TABLE elsewhere RENAME TO client_read")
    await log.stop()
    assert await kept(database) == [("cli_eve", "Chart", "12:00"), ("cli_bo", "Chart", "12:00")]


async def test_what_is_remembered_is_bounded_and_forgetting_it_loses_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access_log, "KNOWN_AT_MOST", 1)
    monkeypatch.setattr(access_log, "ANSWERS_AT_MOST", 1)
    monkeypatch.setattr(access_log, "ANSWER_BYTES_AT_MOST", len(EVE))
    log = AccessLog(database, now=Clock())
    for operation, read in (("A", EVE), ("B", BOTH), ("C", EVE), ("A", EVE)):
        await log.note(ADA, operation, [read])
        await log.write_all()
    assert len(await kept(database)) == 4


async def test_what_is_old_is_taken_away_unless_it_is_kept_for_good(database: Database) -> None:
    log = AccessLog(database, now=Clock())
    await log.note(ADA, "Chart", [EVE])
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


async def run(database: Database, statement: str) -> None:
    async def work(unit: Any) -> None:
        await unit.session.execute(text(statement))

    await database.write(work)
