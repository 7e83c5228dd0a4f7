"""What all tests share: a fresh migrated database, once on SQLite and once on PostgreSQL."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from hypothesis import settings

from tests.databases import TestServer, copy_of, shared_file, shared_server, stop_shared_server

#: Names the run's directory to xdist's workers, which inherit the environment of the process that started them.
ROOM: Final = "CASELOAD_TEST_ROOM"
_OWN_ROOM: Final = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """Makes the run's directory, in the process that starts the run; short, as a socket's path has to be."""
    if ROOM not in os.environ:
        room = Path(tempfile.mkdtemp(prefix="caseload-"))
        config.stash[_OWN_ROOM] = room
        os.environ[ROOM] = str(room)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stops the server and removes the directory, after the workers are gone, however they went."""
    room = config.stash.get(_OWN_ROOM, None)
    if room is not None:
        del os.environ[ROOM]
        try:
            stop_shared_server(room)
        finally:
            shutil.rmtree(room)


# A busy machine is slow, not wrong: examples have no time limit of their own.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


@pytest.fixture(scope="session")
def sqlite_template() -> Path:
    """A migrated SQLite file, to be copied and never opened."""
    return shared_file(Path(os.environ[ROOM]))


@pytest.fixture(scope="session")
def postgres() -> TestServer:
    """The PostgreSQL server of the run."""
    return shared_server(Path(os.environ[ROOM]))


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database that is fresh, migrated and this test's own; each test runs on both databases."""
    if request.param == "sqlite":
        yield copy_of(request.getfixturevalue("sqlite_template"), tmp_path / "practice.db")
        return
    with request.getfixturevalue("postgres").fresh() as url:
        yield url
