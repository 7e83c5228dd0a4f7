"""The queries of docs/queries: each with its variables, its statement on both databases, and its answer.

``make queries`` writes statements and answers anew.
"""

import json
import os
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any, Final

import pytest
from graphql import parse, print_ast

from caseload_gql.bootstrap import build_executor, load_plugins
from caseload_gql.db.engine import open_database
from caseload_gql.identity.identified import Identified
from caseload_gql.identity.known import identified_as
from caseload_gql.planner.explain import Explained
from caseload_gql.policy.engine import PolicyEngine
from caseload_gql.schema.execute import Executed, GraphQLExecutor
from caseload_gql.settings import Settings
from caseload_gql.web.protocols import GraphQLRequest
from tests.support import SMALL, Demo, counted

FOLDER: Final = Path(__file__).parents[1] / "docs" / "queries"
NAMES: Final = sorted(path.stem for path in FOLDER.glob("*.graphql"))
#: Set by ``make queries``.
WRITE: Final = os.environ.get("CASELOAD_WRITE_QUERIES") == "1"
NOON: Final = datetime.combine(SMALL.day, time(18), UTC)


@dataclass(frozen=True)
class Shown:
    """One query of the folder."""

    name: str
    document: str
    variables: dict[str, Any]

    @property
    def who(self) -> str:
        """The person who asks, named in the document's second line."""
        [email] = re.findall(r"^# As (\S+@\S+)\.$", self.document, re.MULTILINE)
        return str(email)

    @property
    def request(self) -> GraphQLRequest:
        return GraphQLRequest(self.document, self.variables, shows_cost=True)


@dataclass(frozen=True)
class Answering:
    """The executor on the demo practice, at noon of the day on which it stands."""

    executor: GraphQLExecutor
    database: str
    people: dict[str, Identified]

    async def answer(self, shown: Shown) -> Any:
        executed = await self.executor.execute(shown.request, self.people[shown.who])
        return json.loads(executed.body)

    async def explain(self, shown: Shown) -> Explained:
        found = await self.executor.explain(shown.request, self.people[shown.who], analyze=False)
        assert not isinstance(found, Executed)
        return found


def shown(name: str) -> Shown:
    file = FOLDER / f"{name}.variables.json"
    variables = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return Shown(name, (FOLDER / f"{name}.graphql").read_text(encoding="utf-8"), variables)


def kept(name: str, made: str) -> str:
    """What a file of the folder holds; it is written first where that was asked for."""
    if WRITE:
        (FOLDER / name).write_text(made, encoding="utf-8")
    return (FOLDER / name).read_text(encoding="utf-8")


@pytest.fixture
async def answering(demo: Demo) -> AsyncIterator[Answering]:
    settings = Settings(database_url=demo.url)
    database = open_database(demo.url)
    plugins = load_plugins(settings)
    executor = build_executor(settings, database, plugins, PolicyEngine(plugins.sources), lambda: NOON)
    people = {who: await identified_as(database, who) for who in {shown(name).who for name in NAMES}}
    yield Answering(executor, "sqlite" if demo.url.startswith("sqlite") else "postgres", people)
    await database.close()


@pytest.mark.parametrize("name", NAMES)
async def test_the_statement_is_the_one_shown(answering: Answering, name: str) -> None:
    explained = await answering.explain(shown(name))
    made = f"{explained.statement}\n" + "".join(f"-- {line}\n" for line in explained.parameters)
    assert kept(f"{name}.{answering.database}.sql", made) == made


@pytest.mark.parametrize("name", NAMES)
async def test_the_answer_is_the_one_shown_on_either_database(answering: Answering, name: str) -> None:
    data = (await answering.answer(shown(name)))["data"]
    made = json.dumps(data, indent=2, ensure_ascii=False) + "\n"
    file = f"{name}.json"
    text = kept(file, made) if answering.database == "sqlite" else (FOLDER / file).read_text(encoding="utf-8")
    assert json.loads(text) == data


@pytest.mark.parametrize("name", NAMES)
async def test_nothing_is_wrong_or_missing_and_the_limits_are_far(answering: Answering, name: str) -> None:
    with counted() as statements:
        answer = await answering.answer(shown(name))
    assert "errors" not in answer
    assert None not in answer["data"].values()
    cost = answer["extensions"]["cost"]
    assert max(cost[figure] / limit for figure, limit in cost["limits"].items()) < 1
    # Only what Python completes needs further ones.
    assert (len(statements) == 1) == (name != "matches_for_client")


@pytest.mark.parametrize("name", NAMES)
def test_the_document_is_laid_out_as_graphql_prints_it(name: str) -> None:
    document = shown(name).document
    bare = re.sub(r"^#.*\n", "", document, flags=re.MULTILINE)
    assert bare == print_ast(parse(document)) + "\n"


def test_every_file_belongs_to_a_query_and_every_query_stands_in_the_overview() -> None:
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| [^|]+\| \[(\w+)\]\(\1\.graphql\)", page, re.MULTILINE) == sorted(NAMES)
    beside = {"graphql", "variables.json", "sqlite.sql", "postgres.sql", "json"}
    for path in FOLDER.iterdir():
        name, _, kind = path.name.partition(".")
        assert path.name == "README.md" or (name in NAMES and kind in beside)
