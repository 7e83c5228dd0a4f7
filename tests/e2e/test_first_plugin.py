"""From an empty folder to a plugin of one's own that has a say: the script of the guide, then the other kinds."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "docs" / "plugins" / "first_scorer.sh"
DISCHARGED = "{ clients(first: 1, filter: { status: DISCHARGED }) { totalCount } }"

#: Wheels are built of one checkout one after another.
pytestmark = [pytest.mark.timeout(900), pytest.mark.xdist_group("wheels")]


@dataclass(frozen=True)
class Fresh:
    """An environment where nothing but caseload-gql was installed, and what the script said in it."""

    folder: Path
    said: str
    variables: dict[str, str]

    def run(self, *command: str, cwd: str = ".") -> str:
        """The output of a command of the environment, which must succeed."""
        return ran(
            str(self.folder / "fresh" / "bin" / command[0]), *command[1:], cwd=self.folder / cwd, **self.variables
        )

    def asked(self, who: str, document: str) -> Any:
        (self.folder / "asked.graphql").write_text(document, encoding="utf-8")
        return json.loads(self.run("caseload", "query", "--user", f"{who}@demo.example", "asked.graphql"))["data"]


def ran(*command: str, cwd: Path, **variables: str) -> str:
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("CASELOAD_", "PYTHON"))}
    done = subprocess.run(command, cwd=cwd, env={**outside, **variables}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def fresh() -> Iterator[Fresh]:
    """Runs the script on a wheel of this checkout, with the versions that the project is tested with."""
    with TemporaryDirectory() as made:
        folder = Path(made)
        ran(
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "-q",
            "--no-deps",
            "--no-build-isolation",
            "-w",
            made,
            str(ROOT),
            cwd=folder,
        )
        (wheel,) = folder.glob("*.whl")
        locked = (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8")
        pins = [line.removesuffix(" \\") for line in locked.splitlines() if "==" in line]
        (folder / "pins.txt").write_text("\n".join(pins), encoding="utf-8")
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        installing = {"PIP_CONSTRAINT": str(folder / "pins.txt"), "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PATH": path}
        said = ran("sh", str(SCRIPT), str(wheel), cwd=folder, **installing)
        yield Fresh(folder, said, {**installing, "CASELOAD_DATABASE_URL": "sqlite:///practice.db"})


def test_the_script_ends_with_a_ranking_in_which_the_new_scorer_has_a_say(fresh: Fresh) -> None:
    assert re.search(r"^\d+ passed", fresh.said, re.MULTILINE)
    assert "Success: no issues found in 2 source files" in fresh.said
    assert "remote-visits  ok  register_scorers" in fresh.said
    assert re.search(r"^remote-visits\t0\.1\.0\tregister_scorers\t", fresh.said, re.MULTILINE)
    answer = json.loads(fresh.said[fresh.said.index("{") :])["data"]["pool"]["entries"]["nodes"]
    clients = [each["client"] for each in answer]
    raws = [
        (client["telehealthOk"], said["raw"])
        for client in clients
        for match in client["matches"]["matches"]
        for said in match["contributions"]
        if said["scorer"] == "remote_visits"
    ]
    assert raws
    assert all((raw in {0.0, 1.0}) if asks else raw is None for asks, raw in raws)
    assert any(raw is not None for _, raw in raws)


@pytest.mark.parametrize("kind", ["policy", "full"])
def test_a_policy_is_begun_tested_installed_and_hides_what_it_says(fresh: Fresh, kind: str) -> None:
    name = f"fresh-{kind}"
    seen = fresh.asked("support", DISCHARGED)
    assert seen["clients"]["totalCount"] > 0
    fresh.run("caseload", "plugins", "new", name, "--kind", kind)
    assert "passed" in fresh.run("pytest", "-q", cwd=name)
    assert "Success" in fresh.run("mypy", "--strict", "src", "tests", cwd=name)
    fresh.run("pip", "install", "--quiet", f"./{name}")
    try:
        assert fresh.asked("support", DISCHARGED)["clients"]["totalCount"] == 0
        assert fresh.asked("ceo", DISCHARGED) == seen
    finally:
        fresh.run("pip", "uninstall", "--quiet", "--yes", f"caseload-{name}")
