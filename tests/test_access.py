"""Access explained through the door and on the command line, on a demo practice."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Shell
from tests.support import Demo, House, opened

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


HIDING = """
from caseload_gql.plugins import Plugin, Redact, Restrict, hookimpl

PLUGIN = Plugin("hiding", api=">=1,<2", redacts=("Client.date_of_birth",))


@hookimpl
def policy_restrictions(request):
    if request.resource == "Client":
        yield Restrict("ONE", "That one is out of sight.", request.row.id != "{hidden}")
        yield Redact("BIRTH", "Dates of birth are hidden.", ("date_of_birth",), request.row.id == "{masked}")
"""


async def test_why_a_field_is_null_is_told_and_a_row_out_of_sight_answers_as_an_unknown_one(
    demo: Demo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with opened(demo) as house:
        nodes = (await house.data("admin", "{ clients(first: 2) { nodes { id } } }"))["clients"]["nodes"]
    masked, hidden = (str(each["id"]) for each in nodes)
    folder = tmp_path / "plugins"
    folder.mkdir(mode=0o700)
    (folder / "hiding.py").write_text(HIDING.replace("{hidden}", hidden).replace("{masked}", masked), encoding="utf-8")
    async with opened(demo, folder) as house:
        shown = await house.data(
            "ceo", "query($id: ID!) { node(id: $id) { ... on Client { dateOfBirth } } }", {"id": masked}
        )
        question = about(masked, who="ceo", field="dateOfBirth")
        found = (await house.data("admin", EXPLAIN, question))["explainAccess"]
        unseen, unknown = [
            await house.ask("admin", EXPLAIN, about(each, who="ceo", field="dateOfBirth"))
            for each in (hidden, "cli_nobody")
        ]
    assert shown["node"] == {"dateOfBirth": None}
    assert (found["allowed"], found["fieldHidden"]) == (True, True)
    told = [(each["plugin"], each["code"], each["kind"], each["matches"], each["fields"]) for each in found["rules"]]
    assert told == [
        ("account-roles", "ACCOUNT_ROLE_CEO", "GRANT", True, []),
        ("hiding", "ONE", "RESTRICT", True, []),
        ("hiding", "BIRTH", "REDACT", True, ["dateOfBirth"]),
    ]
    assert unseen == unknown == {"data": {"explainAccess": None}}
    shell = Shell(demo.url, capsys)
    known = (
        "access",
        "explain",
        "--user",
        "ceo@demo.example",
        "--action",
        "caseload:read",
        "--plugins-dir",
        str(folder),
    )
    why = await asyncio.to_thread(shell, *known, "--field", "dateOfBirth", "--id", masked)
    assert (why[0], why[1].splitlines()[1]) == (0, "The field is hidden.")
    assert "caseload:read\tREDACT\thiding\tBIRTH\tyes\tDates of birth are hidden." in why[1]
    answers = [await asyncio.to_thread(shell, *known, "--id", each) for each in (hidden, "cli_nobody")]
    assert answers[0] == answers[1]
    assert answers[0][:2] == (1, "")
