"""``caseload serve --reload``: what an author writes into a plugin is what the server answers next."""

import signal
from pathlib import Path

import httpx
import pytest

from tests.databases import copy_of
from tests.e2e.watched import AT_MOST, Watched, watched, write
from tests.support import Demo, filled

#: Each version has the same length, as edits often have.
PLUGIN = """
from caseload_gql.plugins import Plugin, Restrict, hookimpl

PLUGIN = Plugin("edited", api=">=1,<2")


@hookimpl
def policy_restrictions(request):
    if request.resource == "Client":
        yield Restrict("STATUS", "Out of sight.", request.row.status != "{status}")
"""
QUERY = """{
  waiting: clients(first: 1, filter: { status: WAITING }) { totalCount }
  active: clients(first: 1, filter: { status: ACTIVE }) { totalCount }
}"""


@pytest.fixture(scope="module")
def practice(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return filled(copy_of(sqlite_template, tmp_path_factory.mktemp("edited") / "demo.db"))


def seen(server: Watched, practice: Demo) -> set[str]:
    """The kinds of clients that are in sight."""
    headers = {"Authorization": f"Bearer {practice.tokens['ceo']}"}
    answer = httpx.post(f"{server.address}/graphql", json={"query": QUERY}, headers=headers, timeout=AT_MOST)
    return {kind for kind, found in answer.json()["data"].items() if found["totalCount"]}


def edit(folder: Path, source: str) -> None:
    write(folder, source, "edited.py")


def test_an_edit_is_answered_by_and_a_broken_one_waits_for_the_next(practice: Demo, tmp_path: Path) -> None:
    folder = write(tmp_path / "plugins", PLUGIN.format(status="ACTIVE "), "edited.py")
    with watched(practice.url, "--reload", "--workers", "3", "--plugins-dir", str(folder)) as server:
        assert seen(server, practice) == {"waiting", "active"}
        edit(folder, PLUGIN.format(status="WAITING"))
        server.told("edited.py changed: starting anew")
        server.told("a worker answers again")
        assert seen(server, practice) == {"active"}
        edit(folder, "raise KeyError\n")
        server.told("a worker exited with code 2; the next starts when a file changes")
        edit(folder, PLUGIN.format(status="ACTIVE"))
        server.told("a worker answers again")
        assert seen(server, practice) == {"waiting"}
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(AT_MOST) == 0


def test_a_new_file_in_the_folder_is_a_change_too(practice: Demo, tmp_path: Path) -> None:
    folder = tmp_path / "plugins"
    folder.mkdir()
    with watched(practice.url, "--reload", "--plugins-dir", str(folder)) as server:
        assert seen(server, practice) == {"waiting", "active"}
        edit(folder, PLUGIN.format(status="WAITING"))
        server.told("a worker answers again")
        assert seen(server, practice) == {"active"}
