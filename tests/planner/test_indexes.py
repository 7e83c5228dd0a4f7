"""The screens' default queries read indexes, however large the tables are."""

import re

import pytest
from sqlalchemy import text

from tests.planner.calls import reads
from tests.support import Demo, House

SCREENS = {
    "Clinician View": """{ providers(first: 50) { nodes { id name load team { name } caseload(first: 40) {
        nodes { id name location { name } } } } } }""",
    "Client Pool": "{ pool { entries(first: 50) { nodes { id waitDays client { name location { name } } } } } }",
    "clients": "{ clients(first: 50) { nodes { id name provider { name } } } }",
    "client": '{ client(id: "cli_x") { name provider { name } poolEntry { waitDays } } }',
    "history": """{ client(id: "cli_x") { assignments(first: 9) { nodes { assignedAt provider { name } } }
        poolEntries(first: 9) { nodes { enteredAt } } } }""",
    "search": '{ clients(first: 9, filter: { search: "mar" }) { nodes { name } } }',
}
#: Tables that grow with the practice.
LARGE = "assignment|client|client_word|pool_entry|provider|provider_word"


async def plan(house: House, who: str, query: str) -> str:
    """How the database reads what is asked, where it reads no table and sorts no list that has an index for it.

    Left to itself, PostgreSQL would read and sort tables as small as these whatever their indexes are.
    """
    with reads() as seen:
        await house.data(who, query)
    statement, parameters = seen[-1]
    async with house.database.read() as connection:
        if connection.dialect.name == "sqlite":
            rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", tuple(parameters))
            return "\n".join(row.detail for row in rows)
        for each in ("ANALYZE", "SET enable_seqscan = off", "SET enable_sort = off"):
            await connection.execute(text(each))
        try:
            rows = await connection.exec_driver_sql(f"EXPLAIN {statement}", tuple(parameters))
            return "\n".join(row[0] for row in rows)
        finally:
            await connection.execute(text("RESET ALL"))


@pytest.mark.parametrize("who", ["ceo", "supervisor"])
@pytest.mark.parametrize("screen", SCREENS)
async def test_no_screen_scans_a_table(reading: House, screen: str, who: str) -> None:
    found = await plan(reading, who, SCREENS[screen])
    assert not re.findall(rf"Seq Scan on (?:{LARGE})\b|SCAN (?:{LARGE})(?!.*(?:USING|VIRTUAL))", found), found


@pytest.mark.parametrize("screen", ["Clinician View", "Client Pool", "clients"])
async def test_the_pages_of_a_screen_come_in_the_order_of_an_index(demo: Demo, reading: House, screen: str) -> None:
    found = await plan(reading, "ceo", SCREENS[screen])
    if demo.url.startswith("sqlite"):
        # Only a caseload is sorted: it is found by its provider, and holds a few dozen.
        assert found.count("USE TEMP B-TREE FOR ORDER BY") <= (screen == "Clinician View"), found
    else:
        assert re.search(r"Index (?:Only )?Scan using ix_(?:provider|client)_name_key_id|ix_pool_entry_wait", found), (
            found
        )


async def test_the_providers_of_a_team_come_in_the_order_of_an_index(demo: Demo, reading: House) -> None:
    found = await plan(reading, "supervisor", "{ providers(first: 5) { nodes { name } } }")
    assert "ix_provider_team_id_name_key_id" in found, found
    assert not re.search("Sort|TEMP B-TREE", found), found
    if demo.url.startswith("sqlite"):
        assert "(team_id=?)" in found, found
    else:
        assert re.search(r"Index Cond: \(.*team_id.* = ", found), found


@pytest.mark.parametrize(
    "asked",
    [
        "providers(first: 5, orderBy: [{ field: NAME, direction: DESC }])",
        "providers(last: 5)",
        "clients(first: 5, orderBy: [{ field: NAME, direction: DESC }])",
        "clients(first: 5, orderBy: [{ field: INTAKE_DATE, direction: DESC }])",
    ],
)
async def test_a_list_sorted_downwards_reads_its_index_backwards(demo: Demo, reading: House, asked: str) -> None:
    found = await plan(reading, "ceo", f"{{ {asked} {{ nodes {{ id }} }} }}")
    if demo.url.startswith("sqlite"):
        assert "ix_" in found, found
        assert "TEMP B-TREE FOR LAST TERM" not in found, found
        # Whatever numbers the rows of a page taken from the end sorts them again.
        assert "TEMP B-TREE" not in found or "last" in asked, found
    else:
        assert re.search(r"Scan Backward using ix_(?:provider|client)_\w+_id\b", found), found
        assert "Incremental Sort" not in found, found
