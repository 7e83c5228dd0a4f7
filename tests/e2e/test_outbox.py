"""A server that is killed after a commit: the next one tells plugins what the killed one did not."""

import os
import queue
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from tests.e2e.watched import AT_MOST, command
from tests.support import Demo

PLUGIN: Final = """
import asyncio
from pathlib import Path

from caseload_gql.plugins import Plugin, hookimpl

PLUGIN = Plugin("word", api=">=1,<2")
FOLDER = Path(__file__).parent


@hookimpl
async def after_assignment(request):
    if (FOLDER / "hold").exists():
        await asyncio.Event().wait()
    print(f"told {request.assignment_id} {request.client_id}", flush=True)
"""
FIND: Final = """{
  pool { entries(first: 1, filter: { reason: [NEW_INTAKE] }) { nodes { client { id } } } }
  providers(first: 1, filter: { status: [ACTIVE], acceptingNewClients: true, hasOpenSlots: true }) { nodes { id } }
}"""
ASSIGN: Final = """mutation($input: AssignClientInput!) {
  assignClient(input: $input) { assignment { id } userErrors { code } }
}"""


@contextmanager
def served(url: str, folder: Path) -> Iterator[tuple[str, "queue.SimpleQueue[str]"]]:
    """The address and the lines of a server that is killed with its workers when the block ends."""
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    process = subprocess.Popen(
        command(url, "--plugins-dir", str(folder)), stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    output = process.stdout
    assert output is not None

    def read() -> None:
        for line in output:
            lines.put(line)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        yield awaited(lines, "Caseload answers at ").split()[-1], lines
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        reader.join(AT_MOST)
        output.close()


def awaited(lines: "queue.SimpleQueue[str]", start: str) -> str:
    """The next line that starts so; those before it are left for whoever awaits them."""
    passed = []
    while not (line := lines.get(timeout=AT_MOST)).startswith(start):
        passed.append(line)
    for each in passed:
        lines.put(each)
    return line.strip()


def asked(address: str, token: str, query: str, variables: dict[str, Any]) -> Any:
    given = {"query": query, "variables": variables}
    answer = httpx.post(
        f"{address}/graphql", json=given, headers={"Authorization": f"Bearer {token}"}, timeout=AT_MOST
    ).json()
    assert "errors" not in answer, answer
    return answer["data"]


@pytest.mark.timeout(300)
def test_what_was_committed_is_told_after_a_kill(copy: Demo, tmp_path: Path) -> None:
    folder = tmp_path / "plugins"
    folder.mkdir(mode=0o700)
    (folder / "word.py").write_text(PLUGIN, encoding="utf-8")
    (folder / "hold").touch()
    with served(copy.url, folder) as (address, _):
        found = asked(address, copy.tokens["ceo"], FIND, {})
        client = found["pool"]["entries"]["nodes"][0]["client"]["id"]
        provider = found["providers"]["nodes"][0]["id"]
        given = {"clientId": client, "providerId": provider, "overrideReason": "Agreed with the family"}
        done = asked(address, copy.tokens["ceo"], ASSIGN, {"input": given})["assignClient"]
        assert done["userErrors"] == []
    (folder / "hold").unlink()
    with served(copy.url, folder) as (_, lines):
        assert awaited(lines, "told ") == f"told {done['assignment']['id']} {client}"
