"""Many rows of one table, inserted at once."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from caseload_gql.db.bulk import insert_rows
from caseload_gql.db.engine import Database, open_database
from caseload_gql.db.models import Location
from caseload_gql.db.unit_of_work import UnitOfWork

TABLE = Location.__table__
#: More than either database is given in one statement.
MANY = 7_001


def location(number: int) -> dict[str, Any]:
    """A location, every other one on the map."""
    at = None if number % 2 else number / MANY
    name = f"Łódź {number}"
    return {"latitude": at, "id": f"loc_{number:05}", "name": name, "name_key": name.lower(), "longitude": at}


async def found(database: Database) -> list[dict[str, Any]]:
    """All locations, by id."""
    return [dict(row._mapping) for row in await database.rows(select(TABLE).order_by(TABLE.c.id))]


async def test_rows_are_there_as_they_were_given_however_many(database_url: str) -> None:
    database = open_database(database_url)
    rows = [location(number) for number in range(MANY)]

    async def work(unit: UnitOfWork) -> None:
        await insert_rows(await unit.session.connection(), TABLE, rows)

    await database.write(work)
    assert await found(database) == rows
    await database.close()


async def test_a_row_that_cannot_be_kept_undoes_all(database_url: str) -> None:
    database = open_database(database_url)
    rows = [location(number) for number in range(MANY)]
    rows[-1]["latitude"] = 90.5

    async def work(unit: UnitOfWork) -> None:
        await insert_rows(await unit.session.connection(), TABLE, rows)

    with pytest.raises(IntegrityError):
        await database.write(work)
    assert await found(database) == []
    await database.close()
