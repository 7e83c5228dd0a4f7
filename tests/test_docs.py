"""The documents say what the code does: error codes, roles, GraphQL, plugins as they are run, links."""

import importlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import build_schema, parse, validate
from graphql.execution.values import VariableValues, get_variable_values
from graphql.language import OperationDefinitionNode

from caseload_gql.cli.lifecycle_table import lifecycle_page
from caseload_gql.errors import ERROR_MEANINGS, USER_ERROR_MEANINGS, ErrorCode, UserErrorCode
from caseload_gql.plugins.contract import HOOKS
from caseload_gql.policy.actions import ROWS_OF_ACTION
from caseload_gql.testing import MakeKit
from tests.support import Demo, opened

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SCHEMA = build_schema((ROOT / "schema.graphql").read_text(encoding="utf-8"))
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *ROOT.glob("docs/**/*.md")])
GRAPHQL = re.findall(r"^```graphql\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
PLUGINS = re.findall(
    r"^```python\n(.*?)^```", (ROOT / "docs/plugins/README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
)
FIELDS = re.findall(
    r"^```python\n(.*?)^```", (ROOT / "docs/plugins/fields.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
)
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


def test_the_state_table_is_the_one_that_the_use_cases_ask() -> None:
    assert (ROOT / "docs/lifecycle.md").read_text(encoding="utf-8") == lifecycle_page()


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


@pytest.mark.parametrize(
    "page", ["import", "settings", "plugins/README", "plugins/testing", "roles", "errors", "glossary"]
)
def test_the_readme_leads_to_every_page_of_the_guide(page: str) -> None:
    assert f"](docs/{page}.md)" in README


def test_the_readme_leads_to_every_decision() -> None:
    decisions = [path.relative_to(ROOT) for path in ROOT.glob("docs/decisions/*.md")]
    assert [str(path) for path in decisions if f"]({path})" not in README] == []


@pytest.fixture
def plugins_folder(tmp_path: Path) -> Iterator[Path]:
    """An empty folder for plugins; their modules are forgotten afterwards."""
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        if name.startswith("caseload_gql_dropin_"):
            del sys.modules[name]


CLIENTS = """
{
  discharged: clients(first: 1, filter: { status: DISCHARGED }) { totalCount }
  clients(first: 100, filter: { status: WAITING }) {
    nodes {
      telehealthOk
      matches(first: 3) { degraded matches { contributions { scorer raw } provider { telehealth } } }
    }
  }
}
"""


async def test_the_policy_of_the_plugin_guide_hides_discharged_clients(demo: Demo, plugins_folder: Path) -> None:
    async with opened(demo) as house:
        assert (await house.data("ceo", CLIENTS))["discharged"]["totalCount"] > 0
    (plugins_folder / "no_discharged.py").write_text(PLUGINS[0], encoding="utf-8")
    async with opened(demo, plugins_folder) as house:
        assert (await house.data("ceo", CLIENTS))["discharged"]["totalCount"] == 0


async def test_the_scorer_of_the_plugin_guide_scores_and_abstains(demo: Demo, plugins_folder: Path) -> None:
    (plugins_folder / "remote_fit.py").write_text(PLUGINS[1], encoding="utf-8")
    raws = set()
    async with opened(demo, plugins_folder) as house:
        for client in (await house.data("ceo", CLIENTS))["clients"]["nodes"]:
            assert client["matches"]["degraded"] == []
            for match in client["matches"]["matches"]:
                [raw] = [each["raw"] for each in match["contributions"] if each["scorer"] == "remote_fit"]
                assert raw == (float(match["provider"]["telehealth"]) if client["telehealthOk"] else None)
                raws.add(raw)
    assert None in raws
    assert 1.0 in raws


async def test_the_setting_of_the_plugin_guide_says_which_clients_are_hidden(
    demo: Demo, plugins_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (plugins_folder / "hidden_status.py").write_text(PLUGINS[2], encoding="utf-8")
    monkeypatch.setenv("CASELOAD_PLUGIN_HIDDEN_STATUS_HIDDEN_STATUS", "WAITING")
    async with opened(demo, plugins_folder) as house:
        found = await house.data("ceo", CLIENTS)
    assert found["discharged"]["totalCount"] > 0
    assert found["clients"]["nodes"] == []


def test_the_fields_of_the_plugin_guide_are_written_and_read(
    tmp_path: Path, caseload_kit: MakeKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    [source] = FIELDS
    (tmp_path / "rooms.py").write_text(source, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    kit = caseload_kit(importlib.import_module("rooms"))
    admin = kit.actor("admin")
    said = 'setRoom(input: { providerId: "prv_sam", room: "Attic" }) { provider { name room } userErrors { code } }'
    done = kit.query(admin, f"mutation {{ {said} }}")["setRoom"]
    assert done == {"provider": {"name": "Sam Lindgren", "room": "Attic"}, "userErrors": []}
    assert kit.query(admin, '{ inRoom(room: "Attic") { id } }') == {"inRoom": [{"id": "prv_sam"}]}
    unseen = kit.query(kit.actor("supervisor", teams=["North"]), '{ inRoom(room: "Attic") { id } }')
    assert unseen == {"inRoom": [None]}
    with kit.unchanged():
        refused = kit.query(admin, f"mutation {{ {said.replace('prv_sam', 'prv_x')} }}")["setRoom"]
    assert refused == {"provider": None, "userErrors": [{"code": "NOT_FOUND"}]}
    monkeypatch.delitem(sys.modules, "rooms")


def test_every_plugin_of_the_guide_is_run_here_and_the_readme_shows_the_first() -> None:
    assert len(PLUGINS) == 3
    [shown] = re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert shown.split() == PLUGINS[0].split()


@pytest.mark.parametrize("hook", HOOKS)
def test_the_page_of_failures_tells_of_every_hook(hook: str) -> None:
    assert f"`{hook}`" in (ROOT / "docs/plugins/failing.md").read_text(encoding="utf-8")
