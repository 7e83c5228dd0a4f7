"""The user guide: every command, query and mutation of it runs, in its order, and answers as it says.

``make queries`` writes its answers and statements anew.
"""

import asyncio
import json
import os
import re
import shlex
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from graphql import OperationDefinitionNode, OperationType, parse, print_ast

from caseload_gql.bootstrap import build_executor, load_plugins
from caseload_gql.cli import run
from caseload_gql.db.engine import Database, open_practice
from caseload_gql.identity.known import identified_as
from caseload_gql.planner.explain import Explained
from caseload_gql.policy.engine import PolicyEngine
from caseload_gql.schema.execute import GraphQLExecutor
from caseload_gql.settings import Settings
from caseload_gql.web.protocols import GraphQLRequest
from tests.test_queries import WRITE

ROOT: Final = Path(__file__).parents[1]
GUIDE: Final = ROOT / "docs" / "guide.md"
FOLDER: Final = ROOT / "docs" / "guide"

#: Where the practice is, whose clock the guide tells.
THERE: Final = ZoneInfo("America/Chicago")
_BLOCK: Final = re.compile(r"^```(console|graphql|json variables|json)\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
_HEAD: Final = re.compile(r"# (\d{4}-\d\d-\d\d \d\d:\d\d), (\S+): (.+)\n")
_ID: Final = re.compile(r"(?:cli|prv|pen|asg|tem|loc|usr|evt)_[0-9A-Za-z]{10,}")
_SHORT: Final = re.compile(r"(?:cli|prv|pen|asg|tem|loc|usr|evt)_\d+")


@dataclass(frozen=True)
class Step:
    """One operation: when, who, what for, the document, its variables, and the answer that the guide shows."""

    at: datetime
    who: str
    title: str
    document: str
    variables: str
    shown: str | None
    #: Where the answer stands in the guide, or is to be put.
    begin: int
    end: int

    @property
    def name(self) -> str:
        return self.title.replace(" ", "_")

    @property
    def reads(self) -> bool:
        [operation] = [each for each in parse(self.document).definitions if isinstance(each, OperationDefinitionNode)]
        return operation.operation is OperationType.QUERY


@dataclass
class Names:
    """Short ids, by the order in which the guide first shows them."""

    short: dict[str, str] = field(default_factory=dict)

    def shorten(self, text: str) -> str:
        return _ID.sub(lambda found: self._short(found.group()), text)

    def lengthen(self, text: str) -> str:
        long = {short: each for each, short in self.short.items()}
        return _SHORT.sub(lambda found: long.get(found.group(), found.group()), text)

    def _short(self, row_id: str) -> str:
        if row_id not in self.short:
            kind = row_id[:3]
            self.short[row_id] = f"{kind}_{1 + sum(each[:3] == kind for each in self.short)}"
        return self.short[row_id]


def parts(text: str) -> Iterator[str | Step]:
    """The commands and the operations of the guide, in order."""
    blocks = list(_BLOCK.finditer(text))
    for at, block in enumerate(blocks):
        kind, body = block.groups()
        if kind == "console":
            yield from (line.removeprefix("$ ") for line in body.splitlines() if line.startswith("$ "))
        if kind != "graphql":
            continue
        following = [*blocks[at + 1 : at + 3], None, None]
        variables = following.pop(0) if following[0] is not None and following[0][1] == "json variables" else None
        answer = following[0] if following[0] is not None and following[0][1] == "json" else None
        head = _HEAD.match(body)
        assert head is not None, body
        last = variables or block
        yield Step(
            datetime.strptime(head[1], "%Y-%m-%d %H:%M").replace(tzinfo=THERE),
            head[2],
            head[3],
            body[head.end() :],
            "{}" if variables is None else variables[2],
            None if answer is None else answer[2],
            last.end() if answer is None else answer.start(),
            last.end() if answer is None else answer.end(),
        )


@dataclass
class Telling:
    """The guide as it is told to one database."""

    url: str
    folder: Path
    database: Database
    executor: GraphQLExecutor
    #: What the clock shows in the step that is told.
    now: datetime
    names: Names = field(default_factory=Names)

    async def command(self, line: str) -> None:
        """Run a command of the guide from the project's folder; what it calls a safe place is a folder of the test."""
        words = shlex.split(self.names.lengthen(line).replace("/safe/place", str(self.folder)))
        assert words[0] == "caseload"
        # In a thread, as every command has an event loop of its own.
        code, said = await asyncio.to_thread(self._run, words[1:])
        if words[1:3] == ["db", "backup"] and not self.url.startswith("sqlite"):
            assert code == 2
            assert "pg_dump" in said
            return
        assert code == 0, said

    def _run(self, arguments: list[str]) -> tuple[int, str]:
        """The exit code of a command, and all that it printed."""
        settings = {"CASELOAD_DATABASE_URL": self.url, "CASELOAD_AUDIT_KEY_FILE": str(self.folder / "audit.key")}
        said = StringIO()
        with (
            chdir(ROOT),
            patch.dict(os.environ, settings),
            redirect_stdout(said),
            redirect_stderr(said),
            pytest.raises(SystemExit) as ended,
        ):
            run(arguments)
        assert isinstance(ended.value.code, int)
        return ended.value.code, said.getvalue()

    async def answer(self, step: Step) -> tuple[str, Explained | None]:
        """What a step is answered, with short ids, and what its statement is if it reads."""
        self.now = step.at
        who = await identified_as(self.database, step.who)
        request = GraphQLRequest(step.document, json.loads(self.names.lengthen(step.variables)))
        explained = await self.executor.explain(request, who, analyze=False) if step.reads else None
        answer = await self.executor.execute(request, who, lambda: identified_as(self.database, step.who))
        body: dict[str, Any] = json.loads(answer.body)
        said = json.dumps(body if "errors" in body else body["data"], indent=2, ensure_ascii=False)
        return self.names.shorten(said) + "\n", explained if isinstance(explained, Explained) else None


@asynccontextmanager
async def told_to(url: str, folder: Path) -> AsyncIterator[Telling]:
    """A telling, with a server's parts on the database, whose clock is that of the step."""
    settings = Settings(database_url=url, audit_key_file=folder / "audit.key")
    database = open_practice(settings)
    try:
        plugins = load_plugins(settings)
        policy = PolicyEngine(plugins.sources)
        executor = build_executor(settings, database, plugins, policy, lambda: telling.now)
        telling = Telling(url, folder, database, executor, datetime.now(THERE))
        yield telling
    finally:
        await database.close()


async def test_the_week_goes_as_the_guide_says(database_url: str, tmp_path: Path) -> None:
    text = GUIDE.read_text(encoding="utf-8")
    async with told_to(database_url, tmp_path) as telling:
        answers = await tell(telling, text)
    if WRITE and database_url.startswith("sqlite"):
        for step, said in reversed(answers):
            block = ("\n" if step.shown is None else "") + f"```json\n{said}```\n"
            text = text[: step.begin] + block + text[step.end :]
        GUIDE.write_text(text, encoding="utf-8")
    else:
        for step, said in answers:
            assert json.loads(step.shown or "null") == json.loads(said), step.title


async def tell(telling: Telling, text: str) -> list[tuple[Step, str]]:
    """Go through the guide: what each operation of it was answered, its statement held to the file beside it."""
    kind = "sqlite" if telling.url.startswith("sqlite") else "postgres"
    answers: list[tuple[Step, str]] = []
    for part in parts(text):
        if isinstance(part, str):
            await telling.command(part)
            continue
        said, explained = await telling.answer(part)
        answers.append((part, said))
        if explained is not None:
            made = telling.names.shorten(
                f"{explained.statement}\n" + "".join(f"-- {each}\n" for each in explained.parameters)
            )
            file = FOLDER / f"{part.name}.{kind}.sql"
            if WRITE:
                file.write_text(made, encoding="utf-8")
            assert file.read_text(encoding="utf-8") == made
    return answers


def test_documents_are_laid_out_as_graphql_prints_them_and_every_statement_is_linked() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    steps = [each for each in parts(text) if isinstance(each, Step)]
    assert [each.document for each in steps] == [print_ast(parse(each.document)) + "\n" for each in steps]
    linked = set(re.findall(r"\(guide/(\w+)\.(?:sqlite|postgres)\.sql\)", text))
    assert linked == {each.name for each in steps if each.reads}
    assert {path.name.partition(".")[0] for path in FOLDER.glob("*.sql")} == linked
