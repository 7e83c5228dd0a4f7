"""How a database would carry a statement out, told by its driver; what is too much for it is refused with a code."""

import sqlite3

import pytest

from caseload_gql.db.engine import open_database
from caseload_gql.errors import QueryTooComplex

NESTED = "SELECT count(*) FROM client WHERE id IN (SELECT client_id FROM assignment WHERE provider_id = {})"


async def test_a_plan_shows_what_belongs_to_what(database_url: str) -> None:
    on_sqlite = database_url.startswith("sqlite")
    database = open_database(database_url)
    lines = await database.driver.explain(NESTED.format("?" if on_sqlite else "$1"), ["prv_1"], analyze=False)
    await database.close()
    assert [line for line in lines if "client" in line]
    assert [line for line in lines if line.startswith("  ")]
    assert not lines[0].startswith(" ")


async def test_nothing_is_carried_out_unless_that_is_asked_for(database_url: str) -> None:
    if database_url.startswith("sqlite"):
        slow = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    else:
        slow = "SELECT pg_sleep(600)"
    database = open_database(database_url, statement_seconds=0.2)
    assert await database.driver.explain(slow, [], analyze=False)
    if not database_url.startswith("sqlite"):
        with pytest.raises(QueryTooComplex, match="too long"):
            await database.driver.explain(slow, [], analyze=True)
    await database.close()


@pytest.mark.skipif(sqlite3.sqlite_version_info >= (3, 46), reason="this SQLite's parser takes any depth")
async def test_what_nests_too_deeply_for_sqlite_is_refused_where_it_is_explained(database_url: str) -> None:
    deep = "(SELECT " * 150 + "1" + ")" * 150
    database = open_database(database_url)
    if database_url.startswith("sqlite"):
        with pytest.raises(QueryTooComplex, match="nested more deeply"):
            await database.driver.explain(f"SELECT {deep}", [], analyze=False)
        with pytest.raises(sqlite3.OperationalError, match="no such table"):
            await database.driver.explain("SELECT 1 FROM nowhere", [], analyze=False)
    else:
        assert await database.driver.explain(f"SELECT {deep}", [], analyze=False)
    await database.close()
