"""Each test has a database of its own."""

import pytest

from caseload_gql.db.migrate import check
from caseload_gql.db.engine import open_database
from sqlalchemy import text


@pytest.mark.parametrize("which", ["first", "second"])
async def test_a_database_is_migrated_and_holds_nothing_of_other_tests(database_url: str, which: str) -> None:
    database = open_database(database_url)
    try:
        async with database.read() as connection:
            assert (await connection.execute(text("SELECT count(*) FROM practice"))).scalar_one() == 1
            assert (await connection.execute(text("SELECT count(*) FROM team"))).scalar_one() == 0
        await database.write(lambda unit: unit.session.execute(text(f"INSERT INTO team VALUES ('{which}', 'a', 'a')")))
    finally:
        await database.close()


def test_a_migrated_database_passes_the_check(database_url: str) -> None:
    check(database_url)
