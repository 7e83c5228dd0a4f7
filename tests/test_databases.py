"""Each test has a database of its own, and the server is gone when the run is over."""

import asyncio
import os
import sys
import tempfile
from asyncio.subprocess import PIPE
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text

from caseload_gql.db.engine import open_database
from caseload_gql.db.migrate import check
from tests.databases import SERVER_URL, TestServer, own, shared_server

ROOT = Path(__file__).parents[1]

#: A run that starts a server and then does nothing until it is killed.
OWNER = """
import signal
import sys
from pathlib import Path
from tests.databases import own, shared_server
room = Path(sys.argv[1])
with own(room):
    print(shared_server(room).url, flush=True)
    signal.pause()
"""


@pytest.mark.parametrize("which", ["first", "second"])
async def test_a_database_is_migrated_and_holds_nothing_of_other_tests(database_url: str, which: str) -> None:
    database = open_database(database_url)
    insert = text("INSERT INTO team VALUES (:id, 'a', 'a')").bindparams(id=which)
    try:
        async with database.read() as connection:
            assert (await connection.execute(text("SELECT count(*) FROM practice"))).scalar_one() == 1
            assert (await connection.execute(text("SELECT count(*) FROM team"))).scalar_one() == 0
        await database.write(lambda unit: unit.session.execute(insert))
    finally:
        await database.close()


def test_a_migrated_database_passes_the_check(database_url: str) -> None:
    check(database_url)


def test_a_database_that_is_used_again_holds_what_it_held_even_if_someone_is_connected(postgres: TestServer) -> None:
    with asyncio.Runner() as runner:
        with postgres.fresh() as url:
            connection = runner.run(_connect(url))
            at_first = runner.run(_everything(connection))
            runner.run(connection.execute("DELETE FROM event_counter; INSERT INTO team VALUES ('a', 'a', 'a')"))
            runner.run(connection.execute("BEGIN; LOCK TABLE team"))
        with postgres.fresh() as again:
            assert again == url
            other = runner.run(_connect(again))
            assert runner.run(_everything(other)) == at_first
            runner.run(other.close())
        connection.terminate()


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE team DISABLE TRIGGER ALL",
        "ALTER TABLE team ADD COLUMN more int",
        "ALTER TABLE team ALTER COLUMN name DROP NOT NULL",
        "CREATE INDEX more ON team (name)",
        "CREATE TABLE more (id int)",
        "CREATE FUNCTION more() RETURNS int LANGUAGE SQL AS 'SELECT 1'",
        "DROP TABLE client_read",
        "DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || ' SET work_mem = 1024'; END $$",
        "CREATE SCHEMA more",
        "INSERT INTO team SELECT g::text, repeat(md5(g::text), 6), 'a' FROM generate_series(1, 90000) AS g",
    ],
)
def test_a_database_of_another_shape_or_size_is_not_used_again(postgres: TestServer, change: str) -> None:
    with asyncio.Runner() as runner:
        with postgres.fresh() as url:
            connection = runner.run(_connect(url))
            runner.run(connection.execute(change))
        with pytest.raises(asyncpg.InvalidCatalogNameError):
            runner.run(_connect(url))
        connection.terminate()


def test_asking_twice_gives_the_same_server_with_room_for_the_races(postgres: TestServer) -> None:
    again = shared_server(Path(os.environ["CASELOAD_TEST_ROOM"]))
    assert again == postgres
    assert asyncio.run(_shown(again.url, "max_connections")) >= 100


OURS = pytest.mark.skipif(SERVER_URL in os.environ, reason="the server is not ours to start and stop")


@OURS
def test_a_server_is_stopped_and_its_directory_removed_when_the_run_is_over() -> None:
    room = Path(tempfile.mkdtemp(prefix="caseload-"))
    with own(room):
        server = shared_server(room)
    assert not room.exists()
    with pytest.raises(OSError, match="No such file"):
        asyncio.run(_connect(server.url))


@OURS
async def test_a_server_is_stopped_even_if_the_run_is_killed() -> None:
    room = tempfile.mkdtemp(prefix="caseload-")
    owner = await asyncio.create_subprocess_exec(sys.executable, "-c", OWNER, room, cwd=ROOT, stdout=PIPE)
    assert owner.stdout is not None
    connection = await _connect((await owner.stdout.readline()).decode().strip())
    stopped = asyncio.Event()
    connection.add_termination_listener(lambda _: stopped.set())
    owner.kill()
    await owner.wait()
    await asyncio.wait_for(stopped.wait(), timeout=60)


async def _connect(url: str) -> asyncpg.Connection:
    return await asyncpg.connect(url)


async def _everything(connection: asyncpg.Connection) -> dict[str, list[str]]:
    tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return {name: sorted(map(repr, await connection.fetch(f"SELECT * FROM {name}"))) for (name,) in tables}


async def _shown(url: str, setting: str) -> int:
    connection = await _connect(url)
    try:
        return int(await connection.fetchval("SELECT current_setting($1)", setting))
    finally:
        await connection.close()
