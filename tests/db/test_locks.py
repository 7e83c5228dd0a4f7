"""What a lock on a row keeps others from, and what it does not."""

import asyncio
from collections.abc import Iterator

import pytest

from caseload_gql.db.engine import open_database
from caseload_gql.db.unit_of_work import UnitOfWork
from tests.databases import TestServer
from tests.services.practice import SmallPractice


@pytest.fixture
def url(postgres: TestServer) -> Iterator[str]:
    """A database that locks row by row."""
    with postgres.fresh() as fresh:
        yield fresh


async def test_who_is_locked_may_be_pointed_at_but_not_locked_again(url: str) -> None:
    database, other = open_database(url), open_database(url)
    practice = SmallPractice(other)
    await practice.team("north")
    await practice.provider("ana")

    async def hold(unit: UnitOfWork) -> None:
        await unit.lock_providers(["prv_ana"])
        await asyncio.wait_for(practice.client("bo", preferred_provider_id="prv_ana"), 10)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(other.write(lambda rival: rival.lock_providers(["prv_ana"])), 0.2)

    await database.write(hold)
    await asyncio.gather(database.close(), other.close())
