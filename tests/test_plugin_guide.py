"""The guide for plugin authors: every block of code is run, scripts and packages are those that are shipped."""

import importlib
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from caseload_gql.cli.scaffold.files import scaffold
from caseload_gql.plugins.contract import HOOKS
from caseload_gql.testing import MakeKit

GUIDE = Path(__file__).parents[1] / "docs" / "plugins"
README = (GUIDE / "README.md").read_text(encoding="utf-8")
#: The first page's plugins, by the names that the page of tests calls them.
FIRST = ("no_discharged", "remote_fit", "hidden_status")
PAGES = sorted(path.stem for path in GUIDE.glob("*.md") if path.stem != "README")
#: Generated, and tested beside its hook.
ELSEWHERE = {"hooks", "fields"}
BEGUN = scaffold("remote-visits", "scorer")
FENCE = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def text_of(page: str) -> str:
    return (GUIDE / f"{page}.md").read_text(encoding="utf-8")


def blocks(page: str, language: str) -> list[str]:
    return [code for found, code in FENCE.findall(text_of(page)) if found == language]


def files(page: str) -> dict[str, str]:
    """The page's modules by name, without what `caseload plugins new` writes, whose tests are run elsewhere."""
    named = {}
    for code in blocks(page, "python"):
        if code not in BEGUN.values():
            found = re.match(r"# (\w+)\.py\n", code)
            assert found is not None, f"a block of {page}.md names no file: {code[:60]}"
            named[found[1]] = code
    return named


PAGES_WITH_CODE = [page for page in PAGES if page not in ELSEWHERE and files(page)]


@pytest.fixture
def importable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder whose modules can be imported, and are forgotten afterwards."""
    folder = tmp_path / "guide"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    before = set(sys.modules)
    yield folder
    for name in set(sys.modules) - before:
        if (folder / f"{name}.py").exists():
            del sys.modules[name]


def run_tests(module: ModuleType, **fixtures: object) -> int:
    tests = [value for name, value in vars(module).items() if name.startswith("test_")]
    for test in tests:
        test(**{name: fixtures[name] for name in inspect.signature(test).parameters})
    return len(tests)


@pytest.mark.parametrize("page", PAGES_WITH_CODE)
def test_every_block_of_the_guide_runs_and_its_tests_pass(
    page: str, importable: Path, tmp_path: Path, caseload_kit: MakeKit
) -> None:
    shown = files(page)
    for name, code in {**dict(zip(FIRST, blocks("README", "python"), strict=True)), **shown}.items():
        (importable / f"{name}.py").write_text(code, encoding="utf-8")
    tests = [name for name in shown if name.startswith("test_")]
    assert tests
    for name in tests:
        assert run_tests(importlib.import_module(name), caseload_kit=caseload_kit, tmp_path=tmp_path) > 0
    assert {name for name in shown if name not in sys.modules} == set(), "a plugin that no test of its page imports"


def test_the_guide_has_the_pages_that_have_to_be_there_and_leads_to_each() -> None:
    assert set(PAGES_WITH_CODE) == {
        "first-scorer",
        "first-policy",
        "denial",
        "testing",
        "packaging",
        "limits",
        "upgrading",
    }
    assert [page for page in PAGES if f"]({page}.md)" not in README] == []


def test_the_script_and_what_it_begins_are_shown_as_they_are() -> None:
    assert blocks("first-scorer", "sh") == [(GUIDE / "first_scorer.sh").read_text(encoding="utf-8")]
    shown = blocks("first-scorer", "python")
    assert shown[:2] == [BEGUN["src/caseload_remote_visits/__init__.py"], BEGUN["tests/test_caseload_remote_visits.py"]]
    assert blocks("packaging", "toml") == [BEGUN["pyproject.toml"]]


def test_no_block_is_left_that_nobody_runs() -> None:
    others = {language for page in (*PAGES, "README") for language, _ in FENCE.findall(text_of(page))}
    assert others == {"python", "sh", "toml", "text"}
    assert all(blocks(page, "text") == [] for page in (*PAGES, "README") if page != "hooks")


def test_the_first_page_lists_every_hook_as_it_is_called() -> None:
    table = re.findall(r"^\| (`\w+\(request\)`.*?) \|(.*)\|$", README, re.MULTILINE)
    listed = {name: about for names, about in table for name in re.findall(r"`(\w+)\(request\)`", names)}
    assert set(listed) == set(HOOKS)
    assert {name for name, about in listed.items() if "async" in about} == {name for name in HOOKS if HOOKS[name]}
