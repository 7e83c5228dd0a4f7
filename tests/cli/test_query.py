"""``caseload query``: what somebody would be answered, and how it is read, without a server."""

import io
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Shell
from tests.support import Demo

CLIENTS = "query Names($first: Int!) { clients(first: $first) { totalCount nodes { id name } } }"
ONE = "query One($id: ID!) { client(id: $id) { name status } }"
FOUND = """
query Found($text: String!, $day: Date!) {
  clients(first: 3, filter: { search: $text, intakeFrom: $day }) { nodes { name } }
  providers(first: 3, filter: { loadStatus: NEARING_CAPACITY }) { nodes { name } }
}
"""


class Query:
    """Runs ``caseload query`` on the demo practice."""

    def __init__(self, demo: Demo, capsys: pytest.CaptureFixture[str], folder: Path) -> None:
        self._shell = Shell(demo.url, capsys)
        self._folder = folder

    def __call__(self, document: str, *options: str, who: str | None = "ceo") -> tuple[int, str, str]:
        """The exit code, output and error output."""
        file = self._folder / "query.graphql"
        file.write_text(document, encoding="utf-8")
        user = () if who is None else ("--user", f"{who}@demo.example")
        return self._shell("query", *user, *options, str(file))

    def answer(self, document: str, *options: str, who: str | None = "ceo") -> Any:
        """The answer of an operation in which nothing is wrong."""
        code, out, error = self(document, *options, who=who)
        assert code == 0, error
        return json.loads(out)["data"]


@pytest.fixture
def query(demo: Demo, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Query:
    return Query(demo, capsys, tmp_path)


def coded(out: str) -> list[str]:
    return [each["extensions"]["code"] for each in json.loads(out)["errors"]]


def test_a_query_is_answered_under_the_policy_of_the_person_named(query: Query) -> None:
    all_of_them = query.answer(CLIENTS, "--variables", '{"first": 2}')["clients"]
    theirs = query.answer(CLIENTS, "--variables", '{"first": 2}', who="supervisor")["clients"]
    assert 0 < theirs["totalCount"] < all_of_them["totalCount"]
    assert len(all_of_them["nodes"]) == 2


def test_without_a_person_the_first_administrator_reads_and_that_is_said(query: Query) -> None:
    code, out, error = query("{ viewer { email } }", who=None)
    assert (code, json.loads(out)["data"]["viewer"]["email"]) == (0, "admin@demo.example")
    assert error == "As admin@demo.example.\n"


def test_variables_come_from_a_file_and_the_operation_is_chosen(query: Query, tmp_path: Path) -> None:
    file = tmp_path / "variables.json"
    file.write_text('{"first": 1}', encoding="utf-8")
    document = CLIENTS + " query Other { viewer { id } }"
    assert len(query.answer(document, "--variables", f"@{file}", "--operation", "Names")["clients"]["nodes"]) == 1
    code, out, _ = query(document)
    assert (code, coded(out)) == (1, ["OPERATION_RESOLUTION_FAILURE"])


def test_standard_input_is_read_too(
    demo: Demo, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"{ pool { totalCount } }"), encoding="utf-8"))
    code, out, _ = Shell(demo.url, capsys)("query", "--user", "ceo@demo.example", "-")
    assert (code, json.loads(out)["data"]["pool"]["totalCount"] > 0) == (0, True)


def test_what_python_answers_is_answered_too(query: Query) -> None:
    data = query.answer("{ clients(first: 1) { nodes { matches(first: 2) { matches { provider { name } } } } } }")
    assert data["clients"]["nodes"][0]["matches"]["matches"]


@pytest.mark.parametrize(
    ("document", "options", "code"),
    [
        ("{", (), "GRAPHQL_PARSE_FAILED"),
        ("{ nope }", (), "GRAPHQL_VALIDATION_FAILED"),
        (CLIENTS, ("--variables", '{"first": "x"}'), "BAD_USER_INPUT"),
        ("{ providers(first: 100) { nodes { caseload(first: 100) { nodes { id } } } } }", (), "QUERY_TOO_COMPLEX"),
    ],
)
@pytest.mark.parametrize("how", [(), ("--explain",)], ids=["answered", "explained"])
def test_what_is_refused_is_coded_and_ends_with_1(
    query: Query, document: str, options: Sequence[str], code: str, how: Sequence[str]
) -> None:
    ended, out, _ = query(document, *options, *how)
    assert (ended, coded(out)) == (1, [code])


def test_a_field_that_fails_ends_with_1_and_the_others_are_answered(query: Query) -> None:
    document = '{ viewer { name } clients(first: 1, after: "nope") { nodes { id } } }'
    code, out, _ = query(document)
    assert (code, coded(out), bool(json.loads(out)["data"]["viewer"]["name"])) == (1, ["BAD_USER_INPUT"], True)
    code, out, error = query(document, "--explain")
    assert (code, "SELECT" in out) == (1, True)
    assert error.startswith("BAD_USER_INPUT at clients: The cursor is not of this list")


@pytest.mark.parametrize(
    ("document", "options", "said"),
    [
        ("mutation { undoAssignment(input: {assignmentId: 1}) { pool { id } } }", (), "only reads"),
        (CLIENTS, ("--variables", "[1]"), "--variables"),
        (CLIENTS, ("--variables", "{"), "--variables"),
        (CLIENTS, ("--variables", "@/nowhere/variables.json"), "--variables"),
        (CLIENTS, ("--user", "nobody@demo.example", "--variables", '{"first": 1}'), "--user"),
        (CLIENTS, ("--user", "nonsense", "--variables", '{"first": 1}'), "--user"),
    ],
)
def test_a_command_that_cannot_be_used_ends_with_2_and_says_why(
    query: Query, document: str, options: Sequence[str], said: str
) -> None:
    code, out, error = query(document, *options)
    assert (code, out, said in error) == (2, "", True)


def test_the_disabled_are_nobody(copy: Demo, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    Shell(copy.url, capsys)("user", "disable", "ceo@demo.example")
    code, _, error = Query(copy, capsys, tmp_path)("{ viewer { name } }")
    assert (code, "--user" in error) == (2, True)


def test_a_practice_without_administrators_asks_for_a_name(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "query.graphql"
    file.write_text("{ viewer { name } }", encoding="utf-8")
    code, _, error = shell("query", str(file))
    assert (code, "Name somebody" in error) == (2, True)


def test_explained_it_shows_the_statement_what_fills_it_and_the_plan(query: Query, demo: Demo) -> None:
    code, out, error = query(ONE, "--explain", "--variables", '{"id": "cli_nobody"}', who="supervisor")
    assert (code, error) == (0, "")
    statement, parameters, plan = re.split(r"^(?:Parameters|Plan)$", out, flags=re.MULTILINE)
    assert "visible_client AS" in statement
    mark = r"\?" if demo.url.startswith("sqlite") else r"\$"
    assert re.search(rf"^  {mark}\d+ +(?:to {mark}\d+ +)?policy of Client$", parameters, re.MULTILINE)
    assert re.search(rf'^  {mark}\d+ +variable "id"$', parameters, re.MULTILINE)
    assert ("client_1" if demo.url.startswith("sqlite") else "client client_1") in plan


def test_no_value_of_anybody_is_shown_where_a_read_is_explained(query: Query) -> None:
    names = [each["name"] for each in query.answer(CLIENTS, "--variables", '{"first": 9}')["clients"]["nodes"]]
    word = names[0].split()[0]
    variables = json.dumps({"text": word, "day": "1931-04-05"})
    threshold = query.answer("{ practice { nearingCapacityAt } }")["practice"]["nearingCapacityAt"]
    teams = query.answer("{ teams(first: 9) { nodes { id } } }", who="supervisor")["teams"]["nodes"]
    code, out, _ = query(FOUND, "--explain", "--variables", variables, who="supervisor")
    assert code == 0
    assert teams
    shown = [
        each
        for each in (word.lower(), "1931-04-05", str(int(threshold * 10_000)), *(team["id"] for team in teams))
        if each in out
    ]
    assert shown == []


def test_what_needs_no_database_is_explained_as_that(query: Query) -> None:
    assert query("{ __typename }", "--explain")[1].startswith("Nothing is read from the database.")
    shown = query("{ clients(first: 1) { nodes { matches(first: 2) { degraded } } } }", "--explain")[1]
    assert shown.endswith("Python completes the answer, and may read more.\n")


def test_the_plan_is_carried_out_where_the_database_can_tell_its_times(query: Query, demo: Demo) -> None:
    code, out, error = query(ONE, "--analyze", "--variables", '{"id": "cli_nobody"}')
    if demo.url.startswith("sqlite"):
        assert (code, out, "Leave --analyze out" in error) == (2, "", True)
    else:
        assert code == 0
        assert re.search(r"actual time=.*Execution Time: ", out, re.DOTALL)
