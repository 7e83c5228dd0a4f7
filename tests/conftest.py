"""What all tests share: a fresh migrated database, once on SQLite and once on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from caseload_gql.db.migrate import upgrade
from tests.databases import PostgresServer, copy_of


def _shared(factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A directory that all workers of one run share."""
    base = factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[PostgresServer]:
    server = PostgresServer(_shared(tmp_path_factory, worker_id) / "postgres")
    server.join()
    try:
        yield server
    finally:
        server.leave()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database that is fresh, migrated and this test's own."""
    if request.param == "sqlite":
        yield copy_of(request.getfixturevalue("sqlite_template"), tmp_path / "practice.db")
        return
    with request.getfixturevalue("postgres").fresh() as url:
        yield url
