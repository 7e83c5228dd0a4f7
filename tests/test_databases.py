"""Each test has a database of its own, and the server is gone when the run is over."""

import asyncio
import os
import tempfile
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text

from caseload_gql.db.engine import open_database
from caseload_gql.db.migrate import check
from tests.databases import SERVER_URL, TestServer, shared_server, stop_shared_server


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


def test_a_database_is_dropped_even_if_someone_is_connected(postgres: TestServer) -> None:
    with asyncio.Runner() as runner:
        with postgres.fresh() as url:
            connection = runner.run(_connect(url))
        with pytest.raises(asyncpg.InvalidCatalogNameError):
            runner.run(_connect(url))
        connection.terminate()


def test_asking_twice_gives_the_same_server_with_room_for_the_races(postgres: TestServer) -> None:
    again = shared_server(Path(os.environ["CASELOAD_TEST_ROOM"]))
    assert again == postgres
    assert asyncio.run(_shown(again.url, "max_connections")) >= 100


@pytest.mark.skipif(SERVER_URL in os.environ, reason="the server is not ours to start and stop")
def test_a_stopped_server_answers_no_more() -> None:
    with tempfile.TemporaryDirectory(prefix="caseload-") as room:
        server = shared_server(Path(room))
        stop_shared_server(Path(room))
    with pytest.raises(OSError, match="No such file"):
        asyncio.run(_connect(server.url))


async def _connect(url: str) -> asyncpg.Connection:
    return await asyncpg.connect(url)


async def _shown(url: str, setting: str) -> int:
    connection = await _connect(url)
    try:
        return int(await connection.fetchval("SELECT current_setting($1)", setting))
    finally:
        await connection.close()
