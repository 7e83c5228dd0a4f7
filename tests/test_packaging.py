"""The lock files hold what the project asks for, by hash, and name no host and no folder of anyone's."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCKS = ("build", "dev", "runtime")
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)
LINE = re.compile(r"[A-Za-z0-9._-]+==\S+( ; .+?)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def lock(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")


def versions(name: str) -> dict[str, set[str]]:
    """The versions locked of each package: more than one where Pythons need different ones."""
    found: dict[str, set[str]] = {}
    for package, version in PIN.findall(lock(name)):
        found.setdefault(canonicalize_name(package), set()).add(version)
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_pins_and_hashes_and_nothing_else(name: str) -> None:
    assert [line for line in lock(name).splitlines() if not LINE.fullmatch(line)] == []


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("runtime", PROJECT["project"]["dependencies"]),
        ("dev", PROJECT["project"]["dependencies"]),
        ("dev", PROJECT["project"]["optional-dependencies"]["dev"]),
        ("build", PROJECT["build-system"]["requires"]),
    ],
)
def test_a_lock_satisfies_what_the_project_asks_for(name: str, wanted: list[str]) -> None:
    locked = versions(name)
    for requirement in map(Requirement, wanted):
        assert locked.get(canonicalize_name(requirement.name)), f"{requirement.name} is not locked: run make lock"
        assert all(requirement.specifier.contains(found) for found in locked[canonicalize_name(requirement.name)])


@pytest.mark.parametrize("smaller", ["build", "runtime"])
def test_the_tests_run_on_the_very_versions_that_are_served(smaller: str) -> None:
    dev = versions("dev")
    assert {package: found for package, found in versions(smaller).items() if dev.get(package) != found} == {}
