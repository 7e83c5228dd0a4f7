"""Settings: flags, then the environment, then defaults; what cannot be used is named."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from caseload_gql.cli import main
from caseload_gql.cli.settings_table import settings_page
from caseload_gql.errors import ConfigurationError
from caseload_gql.settings import TABLE, Settings, as_environment, base_url, listed, resolve


def test_flags_come_before_the_environment_and_that_before_defaults() -> None:
    environment = {"CASELOAD_PORT": "9001", "CASELOAD_WORKERS": "3"}
    settings = resolve({"port": "9002", "workers": None}, environment)
    assert (settings.port, settings.workers, settings.host) == (9002, 3, "127.0.0.1")


def test_without_anything_the_defaults_hold() -> None:
    assert resolve({}, {}) == Settings()
    assert Settings().database_url == "sqlite:///caseload.db"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", "65536"),
        ("port", "-1"),
        ("port", "8000.0"),
        ("port", "٣"),
        ("workers", "0"),
        ("workers", "9" * 400),
        ("host", ""),
        ("database_url", "  "),
        ("public_url", "caseload.example.org"),
        ("query_depth", "0"),
        ("development", "maybe"),
        ("development", ""),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_naming_the_setting(name: str, value: str) -> None:
    variable = f"CASELOAD_{name.upper()}"
    with pytest.raises(ConfigurationError, match=variable):
        resolve({}, {variable: value})


@pytest.mark.parametrize(
    ("given", "meant"), [("yes", True), ("TRUE", True), ("1", True), ("no", False), ("False", False), ("0", False)]
)
def test_yes_and_no_may_be_written_in_several_ways(given: str, meant: bool) -> None:  # noqa: FBT001  # the case
    assert resolve({}, {"CASELOAD_DEVELOPMENT": given}).development is meant


def test_nothing_meant_for_development_is_on_unless_asked_for() -> None:
    assert Settings().development is False
    assert next(row for row in TABLE if row.name == "development").shown_default == "no"


def test_an_empty_optional_setting_is_none() -> None:
    assert resolve({}, {"CASELOAD_PLUGINS_DIR": ""}).plugins_dir is None


def test_a_setting_that_holds_several_is_told_apart_at_its_commas() -> None:
    assert listed("qmhp, own-clients,,") == ("qmhp", "own-clients")
    assert listed(None) == ()


def test_another_process_gets_the_same_settings_by_its_environment() -> None:
    settings = Settings(
        port=1234, plugins_dir=Path("/plugins"), public_url="https://caseload.example.org", development=True
    )
    assert resolve({}, as_environment(settings)) == settings


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (Settings(), "http://127.0.0.1:8000"),
        (Settings(host="0.0.0.0"), "http://127.0.0.1:8000"),  # noqa: S104  # what people type
        (Settings(host="::1", port=1), "http://[::1]:1"),
        (Settings(public_url="https://caseload.example.org/"), "https://caseload.example.org"),
    ],
)
def test_the_address_shown_is_one_that_can_be_opened(settings: Settings, expected: str) -> None:
    assert base_url(settings) == expected


def test_serve_help_shows_every_setting() -> None:
    shown = " ".join(CliRunner().invoke(main, ["serve", "--help"]).output.split())
    for setting in TABLE:
        assert setting.flag in shown
        assert setting.variable in shown


def test_the_settings_page_is_what_the_table_says() -> None:
    page = Path(__file__).parents[2] / "docs" / "settings.md"
    assert page.read_text(encoding="utf-8") == settings_page()
