"""What all tests share, once on SQLite and once on PostgreSQL: a fresh database, a demo practice, copies of it."""

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final
from unittest.mock import patch

import pytest

from tests.databases import TestServer, copy_of, own, shared_file, shared_server
from tests.once import made_once
from tests.support import Demo, House, copied, filled, opened

#: Names the run's directory to xdist's workers, which inherit the environment of the process that started them.
ROOM: Final = "CASELOAD_TEST_ROOM"
_STACK: Final = pytest.StashKey[ExitStack]()


def pytest_configure(config: pytest.Config) -> None:
    """Makes the run's directory, in the process that starts the run; short, as a socket's path has to be."""
    stack = config.stash[_STACK] = ExitStack()
    stack.enter_context(made_once())
    if ROOM not in os.environ:
        room = tempfile.mkdtemp(prefix="caseload-")
        stack.enter_context(own(Path(room)))
        # Where the audit's key for servers is made and found.
        stack.enter_context(patch.dict(os.environ, {ROOM: room, "XDG_STATE_HOME": room}))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stops the server and removes the directory, after the workers are gone."""
    config.stash[_STACK].close()


@pytest.fixture(scope="session")
def sqlite_template() -> Path:
    """A migrated SQLite file, to be copied and never opened."""
    return shared_file(Path(os.environ[ROOM]))


@pytest.fixture(scope="session")
def postgres() -> Iterator[TestServer]:
    """The PostgreSQL server of the run."""
    server = shared_server(Path(os.environ[ROOM]))
    yield server
    server.drop_copies()


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database that is fresh, migrated and this test's own; each test runs on both databases."""
    if request.param == "sqlite":
        yield copy_of(request.getfixturevalue("sqlite_template"), tmp_path / "practice.db")
        return
    with request.getfixturevalue("postgres").fresh() as url:
        yield url


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo practice that tests share; nobody may change it."""
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
    """A copy of the demo practice, this test's own."""
    server = None if demo.url.startswith("sqlite") else request.getfixturevalue("postgres")
    with copied(demo, server, tmp_path) as made:
        yield made


@pytest.fixture
async def house(copy: Demo) -> AsyncIterator[House]:
    """The app on a practice of this test's own."""
    async with opened(copy) as opened_house:
        yield opened_house
