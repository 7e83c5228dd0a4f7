"""Plugins that are installed as packages are found by their entry points."""

from importlib.metadata import EntryPoint

import pytest

from caseload_gql.errors import ConfigurationError
from caseload_gql.plugins import discovery
from caseload_gql.plugins.manager import load_plugins


def installed(monkeypatch: pytest.MonkeyPatch, *points: EntryPoint) -> None:
    monkeypatch.setattr(discovery, "entry_points", lambda group: points)


def test_a_package_that_cannot_be_imported_is_refused_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, EntryPoint("late", "nothing_of_that_name", "caseload_gql"))
    with pytest.raises(ConfigurationError, match="plugin late: nothing_of_that_name cannot be imported"):
        load_plugins()


def test_a_package_that_brings_what_ships_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, EntryPoint("again", "caseload_gql.plugins.builtin.qmhp", "caseload_gql"))
    with pytest.raises(ConfigurationError, match="plugin qmhp: it is installed twice"):
        load_plugins()


def test_a_package_is_loaded_by_its_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "BUILTIN", ())
    installed(monkeypatch, EntryPoint("qmhp", "caseload_gql.plugins.builtin.qmhp", "caseload_gql"))
    assert [(each.name, each.version) for each in load_plugins().installed()] == [("qmhp", "1")]
