"""Page 5,000 costs what page 1 costs: counted in the databases' own steps, over a hundred thousand rows."""

import json
import sqlite3
from collections.abc import AsyncIterator, Sequence
from typing import Any, Final

import asyncpg
import pytest
from sqlalchemy import text

from caseload_gql.db.engine import Database, open_database
from caseload_gql.policy.rules import Grant, PolicyRequest
from tests.planner.calls import reads
from tests.planner.door import Door, Rules, door_of

ROWS: Final = 100_500
SIZE: Final = 20
PAGE: Final = 5000
#: 11 in 10,000 share a name, and 67 came on the same day.
_CLIENTS: Final = """
INSERT INTO client (id, name, name_key, status, intake_date, insurance_status, telehealth_ok, service_requirements,
  languages, case_weight_hundredths, version)
SELECT 'cli_' || {id}, 'n', 'n' || ({n} * 7919 % 9001), 'WAITING', {day}, 'VERIFIED', {false}, '[]', '[]', 100, 1
FROM ({numbers}) numbers
"""
_ENTRIES: Final = """
INSERT INTO pool_entry (id, client_id, reason, priority, entered_at, entered_on, version)
SELECT 'pen_' || {id}, 'cli_' || {id}, 'NEW_INTAKE', 'ROUTINE', {at}, {day}, 1 FROM ({numbers}) numbers
"""
_WORDS: Final = {
    "sqlite": {
        "n": "n",
        "id": "printf('%06d', n)",
        "day": "date('2020-01-01', '+' || (n * 31 % 1500) || ' days')",
        "at": "date('2020-01-01', '+' || (n * 31 % 1500) || ' days') || 'T09:00:00.000000+00:00'",
        "false": "0",
        "numbers": f"WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {ROWS}) SELECT n FROM s",
    },
    "postgresql": {
        "n": "n",
        "id": "lpad(n::text, 6, '0')",
        "day": "date '2020-01-01' + (n * 31 % 1500)::int",
        "at": "timestamptz '2020-01-01 09:00+00' + (n * 31 % 1500) * interval '1 day'",
        "false": "false",
        "numbers": f"SELECT n FROM generate_series(1, {ROWS}::bigint) n",
    },
}


@pytest.fixture
async def far(database_url: str) -> AsyncIterator[Database]:
    database = open_database(database_url, statement_seconds=120)
    words = _WORDS["sqlite" if database.address.path else "postgresql"]
    statements = [_CLIENTS.format(**words), _ENTRIES.format(**words), "ANALYZE"]

    async def fill(unit: Any) -> None:
        for each in statements:
            await unit.session.execute(text(each))

    await database.write(fill)
    yield database
    await database.close()


def steps(path: str, statement: str, parameters: Sequence[Any]) -> int:
    """How many steps SQLite's machine takes, in tens."""
    taken = 0

    def count() -> int:
        nonlocal taken
        taken += 1
        return 0

    connection = sqlite3.connect(path)
    try:
        connection.set_progress_handler(count, 10)
        connection.execute(statement, tuple(parameters)).fetchone()
    finally:
        connection.close()
    return taken


async def blocks(database: Database, statement: str, parameters: Sequence[Any]) -> int:
    """How many blocks PostgreSQL looks at."""
    connection = await asyncpg.connect(database.address.dsn)
    explain = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}"
    try:
        # The first run on a connection also reads the catalogue.
        await connection.fetchval(explain, *parameters)
        found = json.loads(await connection.fetchval(explain, *parameters))
    finally:
        await connection.close()
    return int(found[0]["Plan"]["Shared Hit Blocks"]) + int(found[0]["Plan"]["Shared Read Blocks"])


async def work(door: Door, query: str, variables: dict[str, Any]) -> tuple[int, Any]:
    """What a full page takes, and the page."""
    with reads() as seen:
        found = await door.data(query, variables)
    page = (found.get("pool") or found)["it"]
    assert len(page["nodes"]) == SIZE
    [(statement, parameters)] = seen
    path = door.database.address.path
    if path is None:
        return await blocks(door.database, statement, parameters), page
    return steps(str(path), statement, parameters), page


def granted(request: PolicyRequest) -> list[Grant]:
    if request.resource in {"Client", "PoolEntry"}:
        return [Grant("NEW", "As they came.", request.row.version == 1)]
    return [Grant("ALL", "All.")]


CLIENTS: Final = """
query($first: Int, $after: String, $last: Int, $before: String, $order: [ClientOrder!]) {
  it: clients(first: $first, after: $after, last: $last, before: $before, orderBy: $order) {
    nodes { id name provider { name } } pageInfo { startCursor endCursor hasNextPage }
  }
}
"""
POOL: Final = """
query($first: Int, $after: String, $last: Int, $before: String, $order: [PoolOrder!]) {
  pool { it: entries(first: $first, after: $after, last: $last, before: $before, orderBy: $order) {
    nodes { id client { name } } pageInfo { startCursor endCursor hasNextPage }
  } }
}
"""
LISTS: Final = {
    "clients by name": (CLIENTS, None, "name_key, id", "client"),
    "clients by name, down": (CLIENTS, [{"field": "NAME", "direction": "DESC"}], "name_key DESC, id DESC", "client"),
    "clients by intake": (CLIENTS, [{"field": "INTAKE_DATE", "direction": "ASC"}], "intake_date, id", "client"),
    "pool by wait": (POOL, None, "entered_at, id", "pool_entry"),
}


async def before(database: Database, table: str, columns: str) -> str:
    """The id of the last row before the far page."""
    statement = text(f"SELECT id FROM {table} ORDER BY {columns} LIMIT 1 OFFSET {SIZE * (PAGE - 1) - 1}")
    async with database.read() as connection:
        return str(await connection.scalar(statement))


@pytest.mark.timeout(600)
async def test_page_5000_of_each_list_costs_what_page_1_costs(far: Database) -> None:
    door = door_of(far, [Rules(granted)])
    told: dict[str, dict[str, int]] = {}
    for name, (query, order, columns, table) in LISTS.items():
        costs = told[name] = {}
        costs["page 1"], first = await work(door, query, {"first": SIZE, "order": order})
        second = str(first["pageInfo"]["endCursor"])
        far_on = f"{second.partition('.')[0]}.{await before(far, table, columns)}"
        for page, variables in (
            ("page 2", {"first": SIZE, "after": second}),
            (f"page {PAGE}", {"first": SIZE, "after": far_on}),
            ("back", {"last": SIZE, "before": far_on}),
        ):
            costs[page], _ = await work(door, query, {**variables, "order": order})
    for name, costs in told.items():
        later = {"page 2", f"page {PAGE}", "back"}
        assert max(costs[page] for page in later) <= 1.25 * min(costs[page] for page in later), (name, costs)
        assert costs[f"page {PAGE}"] <= 1.5 * costs["page 1"], (name, costs)
