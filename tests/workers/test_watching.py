"""What counts as an edit: files that changed, came or went, of those that an author writes."""

import os
from pathlib import Path

import pytest

from caseload_gql.workers.watching import Watch


@pytest.fixture
def plugin(tmp_path: Path) -> Path:
    (tmp_path / "plugin").mkdir()
    (tmp_path / "plugin" / "__init__.py").write_text("one = 1\n", encoding="utf-8")
    return tmp_path / "plugin"


def test_nothing_changes_until_something_does(plugin: Path) -> None:
    watch = Watch([plugin])
    assert not watch()
    (plugin / "__init__.py").write_text("two = 22\n", encoding="utf-8")
    assert watch()
    assert not watch()


def test_an_edit_of_the_same_length_is_a_change(plugin: Path) -> None:
    watch = Watch([plugin])
    found = (plugin / "__init__.py").stat()
    os.utime(plugin / "__init__.py", ns=(found.st_atime_ns, found.st_mtime_ns + 1_000_000))
    assert watch()


def test_files_that_come_and_go_are_changes(plugin: Path) -> None:
    watch = Watch([plugin])
    (plugin / "rules.py").write_text("", encoding="utf-8")
    assert watch()
    (plugin / "rules.py").unlink()
    assert watch()
    assert not watch()


def test_what_plugins_and_tools_write_is_none(plugin: Path) -> None:
    watch = Watch([plugin])
    (plugin / "panel.csv").write_text("", encoding="utf-8")
    (plugin / ".cache").mkdir()
    (plugin / ".cache" / "kept.py").write_text("", encoding="utf-8")
    assert not watch()


def test_a_file_that_is_named_is_watched_whatever_it_holds_also_before_it_is_there(tmp_path: Path) -> None:
    watch = Watch([tmp_path / "plugins.toml"])
    assert not watch()
    (tmp_path / "plugins.toml").write_text("", encoding="utf-8")
    assert watch()
