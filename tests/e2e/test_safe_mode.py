"""A practice whose plugin keeps its server from starting is told why, by a server that loads none."""

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from caseload_gql.settings import Settings
from caseload_gql.workers.trial import why_no_start
from tests.databases import copy_of
from tests.e2e.watched import AT_MOST, watched, write

FINE = """
from pathlib import Path

from caseload_gql.plugins import Plugin, hookimpl

PLUGIN = Plugin("fine", api=">=1,<2")
with (Path(__file__).parent / "imported").open("a") as file:
    file.write("x")
"""
STARTS_BADLY = f"""{FINE}

@hookimpl
async def startup(request):
    raise KeyError("a secret")
"""
RAISES = f"{FINE}\nraise KeyError('wrong')\n"
EXITS = f"{FINE}\nimport os\nos._exit(7)\n"
WAITS = f"{FINE}\nimport threading\nthreading.Event().wait()\n"


@pytest.fixture
def url(sqlite_template: Path, tmp_path: Path) -> str:
    return copy_of(sqlite_template, tmp_path / "practice.db")


def parts(answer: httpx.Response) -> dict[str, Any]:
    return {each["part"]: (each["ok"], each["text"]) for each in answer.json()["parts"]}


def test_a_server_in_safe_mode_imports_no_plugin_until_the_doctor_tries_one_elsewhere(url: str, tmp_path: Path) -> None:
    folder = write(tmp_path / "plugins", RAISES, "fine.py")
    required = ("--required-plugins", "fine,absent")
    with watched(url, "--safe-mode", "--plugins-dir", str(folder), *required) as server:
        assert server.process.stdout is not None
        doctor = server.process.stdout.readline().split()[-1]
        assert httpx.get(f"{server.address}/health/live", timeout=AT_MOST).json() == {"status": "live", "mode": "safe"}
        refused = httpx.post(f"{server.address}/graphql", json={"query": "{ viewer { id } }"}, timeout=AT_MOST)
        assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (503, "SAFE_MODE")
        assert not (folder / "imported").exists()
        found = parts(httpx.get(doctor, timeout=AT_MOST))
        assert found["database"][0]
        assert found["plugins"] == (True, "Installed beside those shipped: fine (the plugin folder).")
        assert found["start"] == (False, f"plugin file {folder / 'fine.py'} cannot be imported: KeyError('wrong')")
        (folder / "fine.py").write_text(FINE, encoding="utf-8")
        assert "absent" in parts(httpx.get(doctor, timeout=AT_MOST))["start"][1]
        assert httpx.get(f"{server.address}/health/ready", timeout=AT_MOST).status_code == 200
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(AT_MOST) == 0
    assert doctor.rsplit("/", 1)[-1] not in "".join(iter_lines(server.lines))


def iter_lines(lines: Any) -> list[str]:
    return [lines.get() for _ in range(lines.qsize())]


def test_a_server_in_safe_mode_starts_without_a_database(tmp_path: Path) -> None:
    with watched(f"sqlite:///{tmp_path / 'none.db'}", "--safe-mode") as server:
        assert server.process.stdout is not None
        doctor = server.process.stdout.readline().split()[-1]
        assert httpx.get(f"{server.address}/health/ready", timeout=AT_MOST).status_code == 503
        ok, said = parts(httpx.get(doctor, timeout=AT_MOST))["database"]
        assert not ok
        assert "caseload db upgrade" in said


@pytest.mark.parametrize(
    ("source", "patience", "said"),
    [
        (FINE, 60, None),
        (STARTS_BADLY, 60, "plugin fine: its startup failed: KeyError; its own log may say more"),
        (EXITS, 60, "The start ended its process with code 7 while plugin fine was at work (import)."),
        (WAITS, 6, "The start did not end within 6 s while plugin fine was at work (import)."),
    ],
    ids=["fine", "fails to start", "exits", "waits"],
)
def test_the_doctor_tells_how_a_start_ends(
    url: str, tmp_path: Path, source: str, patience: float, said: str | None
) -> None:
    folder = write(tmp_path / "plugins", source, "fine.py")
    assert why_no_start(Settings(database_url=url, plugins_dir=folder), patience) == said
    assert (folder / "imported").read_text() == "x"


def test_the_command_line_has_the_doctor_too(url: str, tmp_path: Path) -> None:
    folder = write(tmp_path / "plugins", EXITS, "fine.py")
    checking = [sys.executable, "-m", "caseload_gql", "check", "--safe-mode", "--database-url", url]
    done = subprocess.run(
        [*checking, "--plugins-dir", str(folder)], capture_output=True, text=True, timeout=AT_MOST, check=False
    )
    assert done.returncode == 1
    assert "start     FAILED  The start ended its process with code 7" in done.stdout
