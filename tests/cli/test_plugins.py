"""The commands about plugins: a new one that works, the contract without serving, the reference."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from caseload_gql.cli import run
from caseload_gql.cli.scaffold.files import KINDS, module_of
from caseload_gql.plugins.reference import hook_reference

ROOT = Path(__file__).parents[2]
HEAD = """
from caseload_gql.plugins import Grant, Plugin, Redact, Restrict, Scorer, hookimpl, pair_scorer
from sqlalchemy import text
PLUGIN = Plugin("odd", api=">=1,<2", redacts=("Client.payer",))
CALLS = []
"""
POLICY = "@hookimpl\ndef policy_restrictions(request):\n    "
GRANT = "@hookimpl\ndef policy_grants(request):\n    "
SCORER = "@hookimpl\ndef register_scorers(request):\n    "


def caseload(*arguments: str | Path) -> int:
    with pytest.raises(SystemExit) as ended:
        run([str(each) for each in arguments])
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_a_new_plugin_of_each_kind_keeps_the_contract_and_its_tests_pass(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for kind in KINDS:
        assert caseload("plugins", "new", f"my-{kind}", "--kind", kind, "--into", tmp_path) == 0
        assert caseload("plugins", "check", tmp_path / f"my-{kind}") == 0
        assert f"my-{kind}  ok" in capsys.readouterr().out
    sources = os.pathsep.join(str(tmp_path / f"my-{kind}" / "src") for kind in KINDS)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:asyncio", "-p", "no:cacheprovider", "-W", "error", tmp_path],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": sources},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "13 passed" in done.stdout, done.stdout + done.stderr


def test_a_new_plugin_is_formatted_and_has_everything_a_package_needs(tmp_path: Path) -> None:
    caseload("plugins", "new", "own-scorer", "--into", tmp_path)
    folder = tmp_path / "own-scorer"
    subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", "120", "--check", folder], check=True
    )
    assert 'own-scorer = "caseload_own_scorer"' in (folder / "pyproject.toml").read_text(encoding="utf-8")
    assert (folder / "src" / module_of("own-scorer") / "py.typed").exists()
    assert "own-scorer" in (folder / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["Own", "own_scorer", "-own", "own--x", "../own", "1own", "a" * 41, ""])
def test_a_name_that_no_plugin_may_have_is_refused(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert caseload("plugins", "new", "--into", tmp_path, "--", name) == 2
    assert "small letters, digits and single dashes" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_never_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "README.md").write_text("mine", encoding="utf-8")
    assert caseload("plugins", "new", "mine", "--into", tmp_path) == 2
    assert "is there already" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["README.md"]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (POLICY + "raise LookupError('no table')", "policy_restrictions for .* it raises LookupError: no table"),
        (POLICY + "return [Grant('A', 'b')]", "it may not answer with Grant"),
        (GRANT + "return [Grant('', 'b')]", "needs a code and a reason"),
        (GRANT + "return [Grant('A', 'b', text('1 = 1'))]", "policy_grants for .*"),
        (POLICY + "return [Restrict('A', 'b', None)]", "restriction A has no condition"),
        (POLICY + "return [Redact('A', 'b', ('name',))]", "it raises LookupError: a redaction of a field"),
        (
            GRANT + "CALLS.append(1)\n    return [Grant('A', str(len(CALLS)), request.row.id == str(len(CALLS)))]",
            "answers the same question differently",
        ),
        (SCORER + "return [Scorer('s', lambda batch: 1 / 0, str)]", "scorer s: it raises ZeroDivisionError"),
        (SCORER + "return [pair_scorer('s', str)(lambda pair: 2.0)]", "scorer s: it answers 2"),
    ],
)
def test_a_plugin_that_breaks_a_rule_is_told_so_without_serving(
    body: str, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "odd.py"
    file.write_text(HEAD + body, encoding="utf-8")
    assert caseload("plugins", "check", file) == 1
    said = capsys.readouterr().out
    assert "odd  FAILED" in said
    assert re.search(sentence, said), said


def test_a_plugin_that_cannot_be_loaded_ends_with_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "odd.py").write_text("1 / 0", encoding="utf-8")
    assert caseload("plugins", "check", tmp_path / "odd.py") == 2
    assert "cannot be imported" in capsys.readouterr().err
    assert caseload("plugins", "check", tmp_path) == 2
    assert "there is no plugin at" in capsys.readouterr().err


def test_a_scorer_that_was_hardly_tried_is_noted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "odd.py"
    file.write_text(HEAD + SCORER + "return [pair_scorer('quiet', str)(lambda pair: None)]", encoding="utf-8")
    assert caseload("plugins", "check", file) == 0
    assert "note  scorer quiet abstains on all samples" in capsys.readouterr().out


def test_without_a_path_the_installed_ones_are_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert caseload("plugins", "check") == 0
    assert "core-scorers  ok  register_scorers" in capsys.readouterr().out


def test_the_reference_of_hooks_is_what_the_code_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (ROOT / "docs/plugins/hooks.md").read_text(encoding="utf-8") == hook_reference(), (
        "run: caseload plugins docs --output docs/plugins/hooks.md"
    )
    assert caseload("plugins", "docs") == 0
    assert capsys.readouterr().out == hook_reference()
    assert caseload("plugins", "docs", "--output", tmp_path / "hooks.md") == 0
    assert (tmp_path / "hooks.md").read_text(encoding="utf-8") == hook_reference()
