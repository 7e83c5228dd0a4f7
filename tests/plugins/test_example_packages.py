"""The examples are what a practice can install: typed packages with an entry point, a README and tests."""

import tomllib
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hatchling.builders.wheel import WheelBuilder

from caseload_gql.plugins.discovery import find_modules

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(each.parent for each in ROOT.glob("plugins/*/pyproject.toml"))


def settings(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))


def built(example: Path, target: Path) -> dict[str, str]:
    """The files of the example's wheel, each with what it holds."""
    (wheel,) = WheelBuilder(str(example)).build(directory=str(target))
    with ZipFile(wheel) as opened:
        return {name: opened.read(name).decode() for name in opened.namelist()}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.name)
def test_an_example_is_an_installable_typed_package_that_announces_its_plugin(example: Path, tmp_path: Path) -> None:
    files = built(example, tmp_path)
    (announced,) = [text for name, text in files.items() if name.endswith("/entry_points.txt")]
    group, line = announced.strip().splitlines()
    name, _, module = (part.strip() for part in line.partition("="))
    assert group == "[caseload_gql]"
    assert {f"{module}/__init__.py", f"{module}/py.typed"} <= set(files)
    (loaded,) = [each for each, _ in find_modules(example / "src") if each.__name__.endswith(module)]
    assert (loaded.PLUGIN.name, loaded.PLUGIN.version) == (name, settings(example)["project"]["version"])


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.name)
def test_an_example_says_how_to_install_it_is_tested_and_checked_for_types(example: Path) -> None:
    folder = example.relative_to(ROOT).as_posix()
    readme = " ".join((example / "README.md").read_text(encoding="utf-8").split())
    assert f"pip install ./{folder}" in readme
    assert f"--plugins-dir {folder}/src" in readme
    assert list(example.glob("tests/test_*.py"))
    assert f"{folder}/src" in settings(ROOT)["tool"]["mypy"]["mypy_path"]
