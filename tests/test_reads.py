"""docs/reads.md tells what the code does: its snippets are made here again, or stand in docs/queries."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from graphql import get_named_type

from caseload_gql.bootstrap import build_executor, load_plugins
from caseload_gql.db.driver import TOO_DEEP
from caseload_gql.db.engine import open_database
from caseload_gql.identity.known import identified_as
from caseload_gql.planner.planner import Planner
from caseload_gql.planner.prepared import Prepared, Variables
from caseload_gql.planner.questions import Holds, LookAt, Question, ShapeOf
from caseload_gql.planner.selection import Selected
from caseload_gql.policy.engine import PolicyEngine
from caseload_gql.schema.execute import Checked
from caseload_gql.settings import Settings
from caseload_gql.web.protocols import GraphQLRequest
from tests.support import Demo

DOCS: Final = Path(__file__).parents[1] / "docs"
PAGE: Final = (DOCS / "reads.md").read_text(encoding="utf-8")
SHOWN: Final = DOCS / "queries" / "one_provider"
BLOCKS: Final = re.findall(r"^```(\w+)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
#: Which files of docs/queries a snippet of each kind is taken from.
FILES: Final = {"graphql": ["graphql"], "sql": ["postgres.sql"], "json": ["json", "variables.json"]}


def taken(text: str) -> Iterator[str]:
    """The runs of lines of a snippet, between those that are left out."""
    return (run for run in text.split("…\n") if run)


def test_what_is_shown_of_a_file_stands_in_it() -> None:
    snippets = [(kind, run) for kind, text in BLOCKS if kind in FILES for run in taken(text)]
    assert len(snippets) > 5
    for kind, run in snippets:
        files = [SHOWN.with_name(f"{SHOWN.name}.{each}").read_text(encoding="utf-8") for each in FILES[kind]]
        assert any(run in file for file in files), run


def asked(question: Question, answer: Any) -> tuple[str, str]:
    match question:
        case Variables():
            return "which variables are there?", ", ".join(f"{name}: {shape}" for name, shape in answer)
        case Holds(action):
            return f"is the action {action} held?", "yes" if answer else "no"
        case LookAt((name,), look):
            return f'what does {look.__name__} see in variable "{name}"?', str(answer)
        case ShapeOf(resource):
            return f"how is the policy shaped for {resource}?", f"{answer.size} value{'s' * (answer.size != 1)}"
    message = f"{question} is not told"
    raise AssertionError(message)


def questions(prepared: Prepared) -> str:
    """The path to the one plan that was made."""
    lines = []
    at: Any = prepared.plans._root
    while hasattr(at, "ways"):
        [(answer, beyond)] = at.ways.items()
        lines.append(asked(at.question, answer))
        at = beyond
    return "".join(f"{question:<49}  {answer}\n" for question, answer in lines)


def tree(prepared: Prepared, parent: str, fields: tuple[Selected, ...], indent: str = "") -> Iterator[str]:
    for each in fields:
        arguments = ", ".join(f"{name}: {value}" for name, value in each.arguments.items())
        told = f"({arguments})" if arguments else ""
        kind: Any = prepared.schema.type_map[parent]
        returned = f": {get_named_type(kind.fields[each.name].type)}" if each.children else ""
        yield f"{indent}{each.name}{told}{returned}\n"
        if each.type_name is not None:
            yield from tree(prepared, each.type_name, each.children, indent + "  ")


async def test_every_step_is_told_as_it_is_taken(demo: Demo) -> None:
    settings = Settings(database_url=demo.url)
    database, plugins = open_database(demo.url), load_plugins(settings)
    policy = PolicyEngine(plugins.sources)
    executor, planner = build_executor(settings, database, plugins, policy), Planner(database, policy)
    document = SHOWN.with_suffix(".graphql").read_text(encoding="utf-8")
    variables = json.loads(SHOWN.with_suffix(".variables.json").read_text(encoding="utf-8"))
    checked = executor.checked(GraphQLRequest(document, variables))
    assert isinstance(checked, Checked)
    prepared = checked.ready.prepared
    facts = planner._facts(await identified_as(database, "supervisor@demo.example"), checked.values)
    await database.close()
    plan, found = planner.plan(prepared, facts)
    operation = prepared.shaped(checked.values)
    assert not found
    told = [
        "".join(f"{name}: {value}\n" for name, value in operation.variables.coerced.items()),
        "".join(tree(prepared, "Query", operation.root())),
        questions(prepared),
        "".join(f"${at}  {value!r}\n" for at, value in enumerate(plan.parameters(facts), 1)),
        f"{TOO_DEEP}\n",
    ]
    shown = [text for kind, text in BLOCKS if kind == "text"]
    if demo.url.startswith("sqlite"):
        # The page shows parameters as PostgreSQL takes them; all else is the same.
        del told[3], shown[3]
    assert shown == told


def test_the_rooms_that_the_page_names_are_there() -> None:
    named = re.findall(r"`((?:schema|planner|db|policy)/\w+\.py)`", PAGE)
    assert len(named) > 10
    assert [path for path in named if not (DOCS.parent / "src" / "caseload_gql" / path).exists()] == []
