"""The planner behind the executor, under a policy and for an actor that a test chooses."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, NoReturn

import orjson

from caseload_gql.db.engine import Database, open_database
from caseload_gql.identity.identified import Identified
from caseload_gql.planner.planner import Planner
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.engine import PolicyEngine
from caseload_gql.policy.practice import PracticeFacts
from caseload_gql.policy.rules import Grant, PolicyRequest, PolicySource, Redact, Restrict
from caseload_gql.schema.build import build_schema
from caseload_gql.schema.execute import GraphQLExecutor

NOON: Final = datetime(2026, 11, 20, 12, tzinfo=UTC)
FACTS: Final = PracticeFacts(time_zone="UTC")
SCHEMA: Final = build_schema()


def actor(name: str, role: str = "STAFF") -> Actor:
    return Actor(f"usr_{name}", name, f"{name}@demo.example", role)


ADA: Final = actor("ada")


@dataclass(frozen=True)
class Rules:
    """A plugin that answers policy questions as a test says; without a say, every row is granted."""

    granted: Callable[[PolicyRequest], Iterable[Grant]] = lambda _: (Grant("ALL", "All."),)
    restricted: Callable[[PolicyRequest], Iterable[Restrict | Redact]] = lambda _: ()
    name: str = "test-rules"

    def grants(self, request: PolicyRequest) -> Iterable[Grant]:
        return self.granted(request)

    def restrictions(self, request: PolicyRequest) -> Iterable[Restrict | Redact]:
        return self.restricted(request)


@dataclass(frozen=True)
class Asked:
    """A request as the web hands it over."""

    query: str
    variables: dict[str, object] | None = None
    operation_name: str | None = None
    media_type: str = "application/json"
    shows_cost: bool = False
    shows_statement: bool = False


@dataclass
class Door:
    """Asks one database under one policy."""

    database: Database
    planner: Planner
    executor: GraphQLExecutor
    practice: PracticeFacts = FACTS
    epoch: int = 1

    async def ask(
        self,
        query: str,
        variables: Mapping[str, object] | None = None,
        who: Actor = ADA,
        practice: PracticeFacts | None = None,
    ) -> Any:
        """The whole answer."""
        identified = Identified(who, practice or self.practice, self.epoch, None)
        done = await self.executor.execute(Asked(query, dict(variables or {})), identified)
        return orjson.loads(done.body)

    async def data(
        self,
        query: str,
        variables: Mapping[str, object] | None = None,
        who: Actor = ADA,
        practice: PracticeFacts | None = None,
    ) -> Any:
        """What was asked for; anything wrong fails the test."""
        answer = await self.ask(query, variables, who, practice)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    async def plans_for(self, query: str, *variables: Mapping[str, object] | None, who: Actor = ADA) -> int:
        """How many plans had to be made for the document with each of these variables, one after the other."""
        before = self.planner.figures.misses
        for each in variables:
            await self.data(query, each, who)
        return self.planner.figures.misses - before

    async def run(self, *statements: Any) -> None:
        """Change what is stored."""

        async def work(unit: Any) -> None:
            for each in statements:
                await unit.session.execute(each)

        await self.database.write(work)


def door_of(
    database: Database,
    sources: Sequence[PolicySource] = (Rules(),),
    now: Callable[[], datetime] = lambda: NOON,
    clock: Callable[[], float] = lambda: 0.0,
) -> Door:
    """A door of its own policy, planner and documents to an open database."""
    planner = Planner(database, PolicyEngine(sources, clock=clock), now)

    def no_python(*_: object) -> NoReturn:
        message = "these operations are answered without Python"
        raise AssertionError(message)

    return Door(database, planner, GraphQLExecutor(SCHEMA, planner, no_python))


@asynccontextmanager
async def open_door(url: str, *sources: PolicySource) -> AsyncIterator[Door]:
    """A door to the database at a URL, closed afterwards."""
    database = open_database(url)
    try:
        yield door_of(database, sources or (Rules(),))
    finally:
        await database.close()
