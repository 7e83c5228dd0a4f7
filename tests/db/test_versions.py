"""Which databases are too old to be read."""

from pathlib import Path

import pytest

from caseload_gql.db.migrate import refuse_old, upgrade
from caseload_gql.errors import ConfigurationError


@pytest.mark.parametrize(
    ("database", "version", "said"),
    [
        ("postgresql", (15, 18), "PostgreSQL 16 or newer is needed; this is 15.18."),
        ("sqlite", (3, 37, 2), "SQLite 3.38 or newer is needed; this is 3.37.2."),
    ],
)
def test_a_database_too_old_is_refused_with_what_is_needed(database: str, version: tuple[int, ...], said: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        refuse_old(database, version)
    assert caught.value.message.startswith(said)


@pytest.mark.parametrize(("database", "version"), [("postgresql", (16, 0)), ("sqlite", (3, 38, 0))])
def test_the_oldest_that_will_do_is_taken(database: str, version: tuple[int, ...]) -> None:
    refuse_old(database, version)


def test_the_version_is_looked_at_when_a_database_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("caseload_gql.db.migrate.LEAST", {"sqlite": ("SQLite", (99,))})
    with pytest.raises(ConfigurationError, match="SQLite 99 or newer is needed"):
        upgrade(f"sqlite:///{tmp_path}/practice.db")
