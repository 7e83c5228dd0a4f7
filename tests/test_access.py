"""Access explained through the door and on the command line, on a demo practice."""

import asyncio
from typing import Any

import pytest

from tests.cli.conftest import Shell
from tests.support import Demo, House

EXPLAIN = """
query($input: ExplainAccessInput!) {
  explainAccess(input: $input) { allowed fieldHidden rules { plugin code kind action matches reason fields } }
}
"""
ONE_CLIENT = "{ clients(first: 1) { nodes { id } } }"


async def first_client(house: House, who: str = "supervisor") -> str:
    return str((await house.data(who, ONE_CLIENT))["clients"]["nodes"][0]["id"])


def about(row_id: str, action: str = "caseload:read", who: str = "supervisor", **more: str) -> dict[str, Any]:
    return {"input": {"userEmail": f"{who}@demo.example", "action": action, "id": row_id, **more}}


async def test_an_administrator_learns_why_a_supervisor_sees_a_client(reading: House) -> None:
    client = await first_client(reading)
    found = (await reading.data("admin", EXPLAIN, about(client, field="dateOfBirth")))["explainAccess"]
    assert (found["allowed"], found["fieldHidden"]) == (True, False)
    (rule,) = found["rules"]
    assert (rule["plugin"], rule["code"], rule["kind"], rule["matches"]) == ("supervisor", "OWN_TEAMS", "GRANT", True)
    assert (await reading.data("admin", EXPLAIN, about("cli_nobody")))["explainAccess"] is None


async def test_nobody_else_is_told_and_what_is_unknown_is_said(reading: House) -> None:
    client = await first_client(reading)
    assert await reading.problem("supervisor", EXPLAIN, about(client)) == "FORBIDDEN"
    for unknown in (
        about(client, who="nobody"),
        about(client, action="no:such"),
        about(client, field="noSuch"),
    ):
        assert await reading.problem("admin", EXPLAIN, unknown) == "BAD_USER_INPUT"


def test_the_command_tells_the_same(demo: Demo, capsys: pytest.CaptureFixture[str]) -> None:
    shell = Shell(demo.url, capsys)
    known = ("access", "explain", "--user", "supervisor@demo.example", "--action", "caseload:read")
    code, out, error = shell(*known, "--id", "cli_nobody")
    assert (code, out) == (1, "")
    assert "There is no such row" in error
    code, out, _ = shell(*known, "--id", "cli_nobody", "--as", "supervisor@demo.example")
    assert (code, out) == (1, "")


async def test_the_command_line_of_a_client_lists_its_rules(
    reading: House, demo: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    client = await first_client(reading)
    shell = Shell(demo.url, capsys)
    question = ("access", "explain", "--user", "supervisor@demo.example", "--action", "caseload:read", "--id", client)
    code, out, _ = await asyncio.to_thread(shell, *question, "--field", "dateOfBirth")
    assert code == 0
    assert out.splitlines()[:2] == ["Allowed.", "No policy hides the field."]
    assert out.splitlines()[3].split("\t")[:5] == ["caseload:read", "GRANT", "supervisor", "OWN_TEAMS", "yes"]
