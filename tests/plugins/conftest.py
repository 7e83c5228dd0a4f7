"""A small practice with two teams, in the database; a folder for plugins."""

import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from caseload_gql.db.engine import Database
from tests.plugins.dropped import Drop
from tests.two_teams import two_teams


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """Teams n and s with a provider each, and clients named for where they stand."""
    async with two_teams(database_url) as opened:
        yield opened


@pytest.fixture
def drop(tmp_path: Path) -> Iterator[Drop]:
    """Writes a plugin into a folder, and returns the folder; its modules are forgotten afterwards."""

    def write(source: str, name: str = "late.py") -> Path:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(source)
        return tmp_path

    before = set(sys.modules)
    yield write
    for name in set(sys.modules) - before:
        if Path(getattr(sys.modules[name], "__file__", None) or "/").is_relative_to(tmp_path):
            del sys.modules[name]
