"""The small practice of two teams, behind a door of its own."""

from collections.abc import AsyncIterator

import pytest

from caseload_gql.db.engine import Database
from tests.two_teams import two_teams


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """Teams n and s with a provider each, and clients named for where they stand."""
    async with two_teams(database_url) as opened:
        yield opened
