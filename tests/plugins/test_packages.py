"""What is installed is told by metadata and names of files; nothing of a plugin is imported for it."""

import json
import sys
from pathlib import Path

import pytest

from caseload_gql.errors import ConfigurationError
from caseload_gql.plugins.packages import Package, announced, sources

BROKEN = "raise LookupError('imported')\n"


def install(folder: Path, name: str, *, editable: bool | None = None, flat: bool = False) -> Path:
    """A package whose import fails, as an installer leaves it; returns where its code lies."""
    code = folder / f"{name}.py" if flat else folder / name / "__init__.py"
    code.parent.mkdir(exist_ok=True)
    code.write_text(BROKEN, encoding="utf-8")
    info = folder / f"{name}-1.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: practice-{name}\nVersion: 1.2\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[caseload_gql]\n{name}-rule = {name}\n", encoding="utf-8")
    if editable is not None:
        recorded = {"url": folder.as_uri(), "dir_info": {"editable": True} if editable else {}}
        (info / "direct_url.json").write_text(json.dumps(recorded), encoding="utf-8")
    return code if flat else code.parent


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of installed packages."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    return folder


def test_packages_and_files_are_named_with_their_origin_and_not_imported(site: Path, tmp_path: Path) -> None:
    install(site, "alpha")
    folder = tmp_path / "plugins"
    (folder / "gamma").mkdir(parents=True, mode=0o700)
    (folder / "beta.py").write_text(BROKEN, encoding="utf-8")
    (folder / "gamma" / "__init__.py").write_text(BROKEN, encoding="utf-8")
    found = list(announced(folder))
    assert found == [
        Package("alpha-rule", "practice-alpha 1.2"),
        Package("beta", "the plugin folder"),
        Package("gamma", "the plugin folder"),
    ]
    assert not {"alpha", "beta", "gamma"} & set(sys.modules)


def test_what_authors_edit_is_the_folder_and_packages_in_editable_form(site: Path, tmp_path: Path) -> None:
    package, module = install(site, "alpha", editable=True), install(site, "beta", editable=True, flat=True)
    install(site, "gamma", editable=False)
    install(site, "delta")
    assert set(sources(tmp_path)) == {tmp_path, package, module}
    assert set(sources(None)) == {package, module}
    assert not {"alpha", "beta", "gamma", "delta"} & set(sys.modules)


def test_a_folder_that_others_may_write_is_refused_before_anything_is_named(tmp_path: Path) -> None:
    (tmp_path / "beta.py").write_text(BROKEN, encoding="utf-8")
    tmp_path.chmod(0o777)
    with pytest.raises(ConfigurationError, match="others may write"):
        list(announced(tmp_path))
