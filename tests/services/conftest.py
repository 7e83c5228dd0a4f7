"""A small practice of two teams in a fresh database."""

from collections.abc import AsyncIterator

import pytest

from caseload_gql.db.engine import open_database
from tests.services.practice import SmallPractice


@pytest.fixture
async def practice(database_url: str) -> AsyncIterator[SmallPractice]:
    """The teams North and South, with one provider each: ana with room for five, and sam."""
    database = open_database(database_url)
    small = SmallPractice(database)
    await small.team("north")
    await small.team("south")
    await small.provider("ana")
    await small.provider("sam", team_id="tem_south")
    yield small
    await database.close()
