"""The documents say what the code does: error codes, roles, GraphQL in the README, links."""

import json
import re
from pathlib import Path

import pytest
from graphql import build_schema, parse, validate
from graphql.execution.values import VariableValues, get_variable_values
from graphql.language import OperationDefinitionNode

from caseload_gql.errors import ERROR_MEANINGS, USER_ERROR_MEANINGS, ErrorCode, UserErrorCode
from caseload_gql.policy.actions import ROWS_OF_ACTION

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SCHEMA = build_schema((ROOT / "schema.graphql").read_text(encoding="utf-8"))
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *ROOT.glob("docs/**/*.md")])
GRAPHQL = re.findall(r"^```graphql\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
BODIES = re.findall(r"--data @- <<'?JSON'?\n(.*?)^JSON$", README, re.MULTILINE | re.DOTALL)


def error_page() -> str:
    """What docs/errors.md must hold."""
    lines = [
        "# Errors",
        "",
        "Codes are stable; messages may be worded better in time. This page is generated from `errors.py`.",
        "",
        "## Top-level errors, in `errors[].extensions.code`",
        "",
        "| code | meaning, and what to do |",
        "|---|---|",
        *(f"| `{code}` | {ERROR_MEANINGS[code]} |" for code in ErrorCode),
        "",
        "## User errors of mutations, in `userErrors[].code`",
        "",
        "With user errors, nothing has been changed.",
        "",
        "| code | meaning, and what to do |",
        "|---|---|",
        *(f"| `{code}` | {USER_ERROR_MEANINGS[code]} |" for code in UserErrorCode),
    ]
    return "\n".join(lines) + "\n"


def test_the_page_of_errors_is_what_errors_py_says() -> None:
    assert (ROOT / "docs/errors.md").read_text(encoding="utf-8") == error_page()


def test_every_action_stands_in_the_table_of_roles() -> None:
    table = (ROOT / "docs/roles.md").read_text(encoding="utf-8").split("`STAFF` without")[0]
    assert re.findall(r"^\| `(\w+:\w+)` \|", table, re.MULTILINE) == list(ROWS_OF_ACTION)


def test_the_readme_shows_a_query_and_a_mutation() -> None:
    assert (len(GRAPHQL), len(BODIES)) == (1, 2)
    assert "mutation" in BODIES[1]


@pytest.mark.parametrize("document", GRAPHQL)
def test_graphql_of_the_readme_fits_the_schema(document: str) -> None:
    assert validate(SCHEMA, parse(document)) == []


@pytest.mark.parametrize("body", BODIES)
def test_requests_of_the_readme_fit_the_schema_with_their_variables(body: str) -> None:
    sent = json.loads(body.replace("\\$", "$"))
    document = parse(sent["query"])
    assert validate(SCHEMA, document) == []
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    given = get_variable_values(SCHEMA, operation.variable_definitions or (), sent.get("variables", {}))
    assert isinstance(given, VariableValues)


def test_the_query_is_laid_out_as_it_is_sent() -> None:
    assert parse(GRAPHQL[0], no_location=True) == parse(json.loads(BODIES[0])["query"], no_location=True)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []
