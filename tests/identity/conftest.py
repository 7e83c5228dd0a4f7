"""An upgraded database with one person in it."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from caseload_gql.db import migrate
from caseload_gql.db.engine import Database, open_database
from caseload_gql.domain.vocabulary import AccountRole
from tests.people import hire


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The database, opened."""
    await asyncio.to_thread(migrate.upgrade, database_url)
    opened = open_database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def user_id(database: Database) -> str:
    """The id of ada@demo.example, an administrator; bea@demo.example is one, too."""
    await hire(database, "bea@demo.example", "Bea Ochoa", AccountRole.CEO)
    return await hire(database, "ada@demo.example", "Ada Ngata", AccountRole.ADMIN, "supervisor")
