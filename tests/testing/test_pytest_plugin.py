"""The kit costs nothing where it is not used, and works in a pytest of its own, on a server too."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.databases import TestServer

USES_THE_KIT = """
def test_it(caseload_kit, caseload_template):
    assert caseload_template.url.startswith({start!r})
    kit = caseload_kit()
    assert kit.can_see(kit.actor("supervisor", teams=["North"]), "cli_ana")
"""
IMPORTS = """
import sys
import caseload_gql.testing.pytest_plugin
print([name for name in sys.modules if name.split(".")[0] in {"sqlalchemy", "numpy", "strawberry"}])
print([name for name in sys.modules if name.startswith("caseload_gql.")])
"""


def run_pytest(folder: Path, start: str, **environment: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_it.py").write_text(USES_THE_KIT.format(start=start), encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:asyncio", "-p", "no:cacheprovider", folder],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_pytest_finds_the_kit_and_loads_nothing_before_it_is_asked_for() -> None:
    done = subprocess.run([sys.executable, "-c", IMPORTS], capture_output=True, text=True, check=True)
    heavy, own = done.stdout.splitlines()
    assert heavy == "[]"
    assert own == "['caseload_gql.testing', 'caseload_gql.testing.pytest_plugin']"


def test_the_kit_runs_on_a_file_by_default(tmp_path: Path) -> None:
    done = run_pytest(tmp_path, "sqlite:///")
    assert "1 passed" in done.stdout, done.stdout + done.stderr


def test_the_kit_runs_on_a_server_that_the_environment_names_and_leaves_nothing_there(
    tmp_path: Path, postgres: TestServer
) -> None:
    done = run_pytest(tmp_path, "postgresql://", CASELOAD_KIT_DATABASE_URL=postgres.url)
    assert "1 passed" in done.stdout, done.stdout + done.stderr
    postgres.run(
        "DO $$ BEGIN IF EXISTS (SELECT FROM pg_database WHERE datname LIKE 'caseload_kit_%')"
        " THEN RAISE 'left behind'; END IF; END $$"
    )


def test_names_that_the_kit_does_not_have_are_said_so() -> None:
    from caseload_gql import testing

    with pytest.raises(AttributeError, match="has no attribute nothing"):
        _ = testing.nothing
