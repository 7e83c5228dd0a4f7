"""Further databases, where one test compares two."""

from pathlib import Path

import pytest

from tests.databases import copy_of


@pytest.fixture
def sqlite_copy(sqlite_template: Path, tmp_path: Path) -> str:
    return copy_of(sqlite_template, tmp_path / "other.db")


@pytest.fixture
def second_copy(sqlite_template: Path, tmp_path: Path) -> str:
    return copy_of(sqlite_template, tmp_path / "second.db")
