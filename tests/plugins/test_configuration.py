"""A plugin's configuration: typed, checked at the start, its secrets never shown."""

import copy
import os
import pickle
from pathlib import Path
from typing import Any

import pytest

from caseload_gql.plugins import Secret
from caseload_gql.plugins.manager import load_plugins
from tests.plugins.dropped import Drop, loaded, plugin_named, refusal

SOURCE = """
from dataclasses import dataclass
from pathlib import Path
from caseload_gql.plugins import Plugin, Secret

@dataclass(frozen=True)
class Config:
    {fields}

PLUGIN = Plugin("{name}", api=">=1,<2", config=Config)
"""
PREFIX = "CASELOAD_PLUGIN_LATE_BIRD_"


def source(*fields: str, name: str = "late-bird") -> str:
    return SOURCE.format(fields="\n    ".join(fields), name=name)


def config(folder: Path, environment: dict[str, str] | None = None, file: Path | None = None) -> Any:
    return plugin_named(loaded(folder, environment, file), "late-bird").handle.config


@pytest.fixture
def toml(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of the configuration, beside the folder."""
    return tmp_path_factory.mktemp("settings") / "plugins.toml"


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("str", " north ", "north"),
        ("int", "-3", -3),
        ("float", "0.25", 0.25),
        ("bool", "Yes", True),
        ("bool", "0", False),
        ("Path", "/etc/x.csv", Path("/etc/x.csv")),
        ("tuple[str, ...]", "a, b,,c ", ("a", "b", "c")),
        ("Secret", "s3cret", Secret("s3cret")),
        ("int | None", "4", 4),
        ("Secret | None", "x", Secret("x")),
    ],
)
def test_each_kind_of_field_is_read_from_its_variable(drop: Drop, kind: str, text: str, value: object) -> None:
    assert config(drop(source(f"given: {kind}")), {PREFIX + "GIVEN": text}).given == value


@pytest.mark.parametrize(
    ("kind", "written", "value"),
    [
        ("str", '"north"', "north"),
        ("int", "3", 3),
        ("float", "2", 2.0),
        ("bool", "true", True),
        ("Path", '"/etc/x.csv"', Path("/etc/x.csv")),
        ("tuple[str, ...]", '["a", "b"]', ("a", "b")),
    ],
)
def test_each_kind_of_field_but_a_secret_is_read_from_the_file(
    drop: Drop, toml: Path, kind: str, written: str, value: object
) -> None:
    toml.write_text(f"[late-bird]\ngiven = {written}\n")
    assert config(drop(source(f"given: {kind}")), file=toml).given == value


def test_the_environment_comes_before_the_file_and_that_before_the_default(drop: Drop, toml: Path) -> None:
    folder = drop(source("one: int = 1", "two: int = 1", "three: int = 1", "four: int | None = None"))
    toml.write_text("[late-bird]\none = 2\ntwo = 2\n")
    found = config(folder, {PREFIX + "ONE": "3", PREFIX + "THREE": " "}, toml)
    assert (found.one, found.two, found.three, found.four) == (3, 2, 1, None)


@pytest.mark.parametrize(
    ("kind", "text", "wanted"),
    [
        ("int", "three", "a whole number"),
        ("int", "9" * 5000, "a whole number"),
        ("float", "nan", "a number"),
        ("bool", "perhaps", "yes or no"),
        ("Path", " ", "a path"),
        ("Secret", "", "a secret"),
    ],
)
def test_a_value_that_cannot_be_used_stops_the_start_naming_its_setting(
    drop: Drop, kind: str, text: str, wanted: str
) -> None:
    said = refusal(drop(source(f"given: {kind}")), {PREFIX + "GIVEN": text})
    assert said == f"plugin late-bird: the setting given ({PREFIX}GIVEN) must be {wanted}"


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("str", "3"),
        ("int", "true"),
        ("int", '"3"'),
        ("float", "true"),
        ("float", "inf"),
        ("bool", "1"),
        ("Path", "3"),
        ("tuple[str, ...]", '"a"'),
        ("tuple[str, ...]", "[1]"),
    ],
)
def test_a_value_of_another_kind_in_the_file_stops_the_start(drop: Drop, toml: Path, kind: str, written: str) -> None:
    toml.write_text(f"[late-bird]\ngiven = {written}\n")
    assert f"the setting given ({PREFIX}GIVEN) must be" in refusal(drop(source(f"given: {kind}")), file=toml)


def test_a_setting_without_default_that_is_missing_stops_the_start(drop: Drop) -> None:
    said = refusal(drop(source("hours: int")))
    assert said == f"plugin late-bird: the setting hours is missing; set {PREFIX}HOURS to a whole number"


def test_a_secret_in_the_file_stops_the_start_unprinted(drop: Drop, toml: Path) -> None:
    toml.write_text('[late-bird]\ntoken = "s3cret"\n')
    said = refusal(drop(source("token: Secret")), file=toml)
    assert said == f"plugin late-bird: the setting token is a secret, and no file may hold it; set {PREFIX}TOKEN"


def test_what_a_configuration_refuses_itself_stops_the_start_without_its_secrets(drop: Drop) -> None:
    fields = ("token: Secret", "def __post_init__(self):\n        raise ValueError(f'no {self.token.reveal()} here')")
    said = refusal(drop(source(*fields)), {PREFIX + "TOKEN": "s3cret"})
    assert said == "plugin late-bird: its configuration is refused: no *** here"


def test_a_configuration_that_fails_stops_the_start_without_what_it_said(drop: Drop) -> None:
    fields = ("token: Secret", "def __post_init__(self):\n        raise RuntimeError(self.token.reveal())")
    said = refusal(drop(source(*fields)), {PREFIX + "TOKEN": "s3cret"})
    assert said == "plugin late-bird: its configuration failed: RuntimeError"


def test_unknown_keys_of_the_file_stop_the_start(drop: Drop, toml: Path) -> None:
    folder = drop(source("hours: int = 1"))
    toml.write_text("[late-bird]\nhour = 3\n")
    expected = "the file of plugin_config sets hour, which is no setting of it; did you mean hours?"
    assert refusal(folder, file=toml) == f"plugin late-bird: {expected}"
    toml.write_text("[late-birds]\nhours = 3\n")
    assert refusal(folder, file=toml).endswith("such plugin is installed; did you mean late-bird?")
    toml.write_text("hours = 3\n")
    assert "hours is no table" in refusal(folder, file=toml)


def test_a_table_of_a_plugin_without_settings_may_be_empty_only(drop: Drop, toml: Path) -> None:
    toml.write_text("[qmhp]\n")
    assert "qmhp" in {each.name for each in loaded(drop(""" """, "_none.py"), file=toml).installed()}
    toml.write_text("[qmhp]\nrank = 1\n")
    assert "plugin qmhp: the file of plugin_config sets rank" in refusal(drop(" ", "_none.py"), file=toml)


def test_a_misspelt_variable_of_an_installed_plugin_stops_the_start(drop: Drop) -> None:
    said = refusal(drop(source("hours: int = 1")), {PREFIX + "HUORS": "3"})
    assert said == f"plugin late-bird: {PREFIX}HUORS names no setting of it; did you mean {PREFIX}HOURS?"


def test_a_variable_of_a_plugin_whose_name_begins_like_anothers_is_told_apart(drop: Drop) -> None:
    drop(source("hours: int = 1", name="late"), "one.py")
    folder = drop(source("hours: int = 1"), "two.py")
    assert config(folder, {PREFIX + "HOURS": "4"}).hours == 4


def test_two_settings_of_one_variable_stop_the_start(drop: Drop) -> None:
    drop(source("bird_hours: int = 1", name="late"), "one.py")
    said = refusal(drop(source("hours: int = 1"), "two.py"))
    assert said == f"plugin late-bird: plugin late has a setting with the variable {PREFIX}HOURS too; rename one"


@pytest.mark.parametrize("kind", ["dict[str, int]", "list[str]", "int | str", "tuple[int, ...]", "object"])
def test_a_field_of_a_kind_that_cannot_be_configured_stops_the_start(drop: Drop, kind: str) -> None:
    assert "the setting given cannot be configured" in refusal(drop(source(f"given: {kind}")))


def test_a_configuration_that_could_change_stops_the_start(drop: Drop) -> None:
    folder = drop(source("hours: int = 1").replace("(frozen=True)", ""))
    assert refusal(folder) == "plugin late-bird: its configuration Config must be a frozen dataclass"


def test_a_file_that_cannot_be_read_stops_the_start_without_its_text(drop: Drop, toml: Path) -> None:
    folder = drop(source("hours: int = 1"))
    assert "cannot be read (No such file or directory)" in refusal(folder, file=toml)
    toml.write_text("token = s3cret\n")
    assert refusal(folder, file=toml) == f"the setting plugin_config: {toml} is no TOML"


def test_a_secret_is_never_shown_and_told_apart_by_its_value() -> None:
    secret = Secret("s3cret")
    assert {repr(secret), str(secret), f"{secret}", f"{secret!r}", "%s" % secret} == {"***"}  # noqa: UP031  # as logs do
    assert secret.reveal() == "s3cret"
    assert {secret, Secret("s3cret")} == {secret}
    assert secret != "s3cret"
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(secret)
    with pytest.raises(TypeError, match="cannot be pickled"):
        copy.copy(secret)


@pytest.mark.parametrize("what", ["folder", "file", "package", "module of a package", "configuration"])
def test_what_others_may_write_is_refused(drop: Drop, toml: Path, what: str) -> None:
    drop(source("hours: int = 1"), "package/__init__.py")
    folder = drop("INNER = 1\n", "package/inner.py")
    drop("SHARED = 1\n", "_shared.py")
    toml.write_text("")
    paths = {
        "folder": folder,
        "file": folder / "_shared.py",
        "package": folder / "package",
        "module of a package": folder / "package/inner.py",
        "configuration": toml,
    }
    assert config(folder, file=toml).hours == 1
    paths[what].chmod(paths[what].stat().st_mode | 0o002)
    assert refusal(folder, file=toml).startswith(f"others may write {paths[what]}, and so run code in this service")


def test_a_group_may_write_only_if_it_is_our_own(drop: Drop, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = drop(source("hours: int = 1"))
    folder.chmod(0o770)
    own = folder.stat().st_gid
    monkeypatch.setattr(os, "getgid", lambda: own)
    assert config(folder).hours == 1
    monkeypatch.setattr(os, "getgid", lambda: own + 1)
    assert "others may write" in refusal(folder)


def test_a_required_plugin_that_is_missing_stops_the_start(drop: Drop) -> None:
    folder = drop(source("hours: int = 1"))
    assert loaded(folder, required=("late-bird", "qmhp")).installed()
    said = refusal(folder, required=("late-brid",))
    expected = "the setting required_plugins names late-brid, and no such plugin is installed; did you mean late-bird?"
    assert said == expected


def test_a_plugin_that_requires_another_stops_the_start_without_it(drop: Drop) -> None:
    folder = drop(source("hours: int = 1").replace("config=Config", 'requires=("early",)'))
    assert refusal(folder) == "plugin late-bird: it requires plugin early, which is not installed"
    drop(source("hours: int = 1", name="early"), "early.py")
    assert {"early", "late-bird"} <= {each.name for each in load_plugins(folder).installed()}


def test_a_required_scorer_that_the_plugin_does_not_bring_stops_the_start(drop: Drop) -> None:
    folder = drop(source("hours: int = 1").replace("config=Config", 'required_scorers=("fit",)'))
    assert refusal(folder) == "plugin late-bird: required_scorers names fit, which is no scorer of it"


@pytest.mark.parametrize("name", ["Late", "late bird", "late_bird", "-late", "late--bird", ""])
def test_a_name_that_no_variable_could_carry_stops_the_start(drop: Drop, name: str) -> None:
    assert "its name must be of small letters" in refusal(drop(source("hours: int = 1", name=name)))
