"""A demo practice that these tests share, once on SQLite and once on PostgreSQL, and copies that they may change."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.databases import copy_of
from tests.support import Demo, House, copied, filled, opened


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    if request.param == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        yield filled(copy_of(template, tmp_path_factory.mktemp("demo") / "demo.db"))
        return
    with request.getfixturevalue("postgres").fresh() as url:
        yield filled(url)


@pytest.fixture
async def reading(demo: Demo) -> AsyncIterator[House]:
    """The app on the shared practice: nothing may be written."""
    async with opened(demo) as house:
        yield house


@pytest.fixture
def copy(demo: Demo, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Demo]:
    server = None if demo.url.startswith("sqlite") else request.getfixturevalue("postgres")
    with copied(demo, server, tmp_path) as made:
        yield made


@pytest.fixture
async def house(copy: Demo) -> AsyncIterator[House]:
    """The app on a practice of this test's own."""
    async with opened(copy) as opened_house:
        yield opened_house
