"""A small practice of two teams in a fresh database."""

from collections.abc import AsyncIterator

import pytest

from caseload_gql.db.engine import open_database
from tests.services.practice import SmallPractice


@pytest.fixture
async def practice(database_url: str) -> AsyncIterator[SmallPractice]:
    """The teams North and South, and bo, who waits for somebody of North."""
    database = open_database(database_url)
    small = SmallPractice(database)
    await small.team("north")
    await small.team("south")
    await small.waiting("bo")
    yield small
    await database.close()
