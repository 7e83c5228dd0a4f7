"""A built wheel works where nothing else is: it installs, brings GraphiQL's files, and fills a practice."""

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

ROOT = Path(__file__).parents[2]
GRAPHIQL = "caseload_gql/web/assets/graphiql/"
BROUGHT = {"graphiql.js", "graphiql.css", "react.js", "react-dom.js", "plugin-explorer.js", "LICENSES.txt"}
MIGRATION = "caseload_gql/db/migrations/versions/0001_the_practice_and_its_caseload.py"

#: Wheels are built of one checkout one after another.
pytestmark = [pytest.mark.timeout(600), pytest.mark.xdist_group("wheels")]


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def names_in(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def build_wheel(source: Path, work: Path) -> Path:
    run(sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-w", work, source, cwd=work)
    (wheel,) = work.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheel() -> Iterator[Path]:
    with TemporaryDirectory() as work:
        yield build_wheel(ROOT, Path(work))


def test_a_wheel_holds_the_files_of_graphiql_the_migrations_and_no_tests(wheel: Path) -> None:
    names = names_in(wheel)
    assert {GRAPHIQL + name for name in BROUGHT} <= names
    assert {MIGRATION, "caseload_gql/py.typed"} <= names
    assert {name.split("/")[0].split("-")[0] for name in names} == {"caseload_gql"}


def test_a_wheel_from_the_source_archive_holds_the_same_files(wheel: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", tmp_path / "archive", cwd=ROOT)
    (archive,) = (tmp_path / "archive").iterdir()
    (tmp_path / "wheel").mkdir()
    assert names_in(build_wheel(archive, tmp_path / "wheel")) == names_in(wheel)


def test_an_installed_wheel_answers_on_the_command_line_and_fills_a_practice(wheel: Path, tmp_path: Path) -> None:
    python, caseload = (tmp_path / "fresh" / "bin" / name for name in ("python", "caseload"))
    run(sys.executable, "-m", "venv", tmp_path / "fresh", cwd=tmp_path)
    install = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    run(*install, "--require-hashes", "-r", ROOT / "requirements" / "runtime.txt", cwd=tmp_path)
    run(*install, "--no-deps", wheel, cwd=tmp_path)
    assert "No broken requirements" in run(python, "-m", "pip", "check", cwd=tmp_path)
    assert "serve" in run(caseload, "--help", cwd=tmp_path)
    url = f"sqlite:///{tmp_path / 'practice.db'}"
    run(caseload, "demo", "--providers", "12", "--clients", "90", "--database-url", url, cwd=tmp_path)
    run(caseload, "check", "--database-url", url, cwd=tmp_path)
