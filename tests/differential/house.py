"""The product on SQLite and on PostgreSQL over the same practice, and the naive executor beside it."""

import asyncio
import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import orjson
from graphql import GraphQLSchema, build_schema

from caseload_gql.db.engine import Database, open_database
from caseload_gql.identity.facts import FactFinder
from caseload_gql.identity.identified import Identified
from caseload_gql.planner.planner import Planner
from caseload_gql.plugins.manager import Plugins, load_plugins
from caseload_gql.plugins.scorer import Scorer
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.engine import PolicyEngine
from caseload_gql.ranking.ranker import Ranker
from caseload_gql.schema import build
from caseload_gql.schema.bound import BoundAccess, BoundMatches, InstalledCatalog
from caseload_gql.schema.context import RequestContext
from caseload_gql.schema.cost import CostLimits
from caseload_gql.schema.execute import GraphQLExecutor
from caseload_gql.schema.reader import PlannerReader
from caseload_gql.services.desk import Desk
from tests.differential.canonical import Answer, canonical, free_keys
from tests.differential.hiding import HIDING
from tests.differential.lists import NEWEST_STAYS, Listing, Order, order_asked
from tests.differential.naive import Naive
from tests.differential.picture import Picture
from tests.differential.sight import Sight
from tests.differential.words import NOW

_EXAMPLES: Final = [
    Path(__file__).parents[2] / "plugins" / name / "src" for name in ("own_clients_policy", "language_location_match")
]
#: Wider than the shipped ones, so that objects of very many keys can be asked for.
_LIMITS: Final = CostLimits(aliases=200, nodes=1_000_000, fields=1_000_000)
#: What each list is called where it is a root, to learn cursors from.
_WHOLE: Final = {
    "Provider": "query($o: [ProviderOrder!]) { it: providers(first: 100, orderBy: $o) { edges { cursor } } }",
    "Client": "query($o: [ClientOrder!]) { it: clients(first: 100, orderBy: $o) { edges { cursor } } }",
    "PoolEntry": "query($o: [PoolOrder!]) { pool { it: entries(first: 100, orderBy: $o) { edges { cursor } } } }",
    "Team": "{ it: teams(first: 100) { edges { cursor } } }",
    "Location": "{ it: locations(first: 100) { edges { cursor } } }",
    "User": "{ it: users(first: 100) { edges { cursor } } }",
    "Stay": "{ clients(first: 100) { nodes { it: poolEntries(first: 2) { edges { cursor } } } } }",
    "Assignment": "{ clients(first: 100) { nodes { it: assignments(first: 2) { edges { cursor } } } } }",
}


@dataclass(frozen=True)
class Asked:
    """A request as the web hands it over."""

    query: str
    variables: dict[str, object] | None = None
    operation_name: str | None = None
    media_type: str = "application/json"
    shows_cost: bool = False
    shows_statement: bool = False


def schema_of_product() -> GraphQLSchema:
    """The product's schema as its SDL says it, without a single resolver of the product."""
    return build_schema(build.build_schema().as_str())


def _plugins(*, examples: bool) -> Plugins:
    if not examples:
        return load_plugins()
    shipped = load_plugins().sources
    added = [each for folder in _EXAMPLES for each in load_plugins(folder).sources[len(shipped) :]]
    return Plugins([*shipped, *added, HIDING])


def _executor(database: Database, plugins: Plugins) -> GraphQLExecutor:
    policy = PolicyEngine(plugins.sources)
    planner = Planner(database, policy, now=lambda: NOW)
    ranker = Ranker(database, policy, plugins)
    desk = Desk(database, policy, ranker, plugins.sources)

    def context(identified: Identified, reader: PlannerReader) -> RequestContext:
        return RequestContext(
            actor=identified.actor,
            desk=desk.for_actor(identified),
            reader=reader,
            matches=BoundMatches(ranker, planner, identified),
            plugins=InstalledCatalog(plugins, database),
            access=BoundAccess(policy, identified, FactFinder(database)),
        )

    return GraphQLExecutor(build.build_schema(), planner, context, cost_limits=_LIMITS)


@dataclass
class House:
    """One practice in two databases, with the shipped policies alone or the examples too."""

    runner: asyncio.Runner
    picture: Picture
    executors: Sequence[GraphQLExecutor]
    schema: GraphQLSchema
    examples: bool
    scorers: Sequence[Scorer]
    viewers: dict[str, "Viewing"] = field(default_factory=dict)

    def viewer(self, name: str) -> "Viewing":
        """Somebody of the practice, by their short name."""
        if name not in self.viewers:
            user = self.picture.get("User", f"usr_{name}")
            actor = Actor(
                user.id,
                user.name,
                user.email,
                user.account_role.value,
                frozenset(user.company_roles),
                frozenset(self.picture.led[user.id]),
                user.provider_id,
            )
            self.viewers[name] = Viewing(self, actor, Sight(self.picture, actor, plugins=self.examples))
        return self.viewers[name]


def open_house(
    runner: asyncio.Runner, urls: Sequence[str], picture: Picture, schema: GraphQLSchema, *, examples: bool
) -> tuple[House, list[Database]]:
    """The house, and the databases to close."""
    databases = [open_database(url) for url in urls]
    plugins = _plugins(examples=examples)
    executors = [_executor(database, plugins) for database in databases]
    scorers = [scorer for _, scorer in plugins.batch_scorers]
    return House(runner, picture, executors, schema, examples, scorers), databases


class Viewing:
    """One viewer of one practice: asks all three, and remembers the cursors that were given."""

    def __init__(self, house: House, actor: Actor, sight: Sight) -> None:
        self.house = house
        self.actor = actor
        self.sight = sight
        self.cursors: dict[str, tuple[str, Order]] = {}
        self._known: dict[tuple[str, Order], list[str]] = {}

    def __repr__(self) -> str:
        """Short, as failing examples print it."""
        return f"<{self.actor.user_id}>"

    def product(self, query: str, variables: Mapping[str, Any], operation_name: str | None = None) -> list[bytes]:
        """The answers of the product, on SQLite and on PostgreSQL."""
        # As they come from a request's body.
        asked = Asked(query, orjson.loads(json.dumps(variables)), operation_name)
        identified = Identified(self.actor, self.house.picture.facts, 1, None)

        async def both() -> list[bytes]:
            found = await asyncio.gather(*(each.execute(asked, identified) for each in self.house.executors))
            return [each.body for each in found]

        return self.house.runner.run(both())

    def answers(self, query: str, variables: Mapping[str, Any]) -> tuple[Answer, Answer, Answer]:
        """What SQLite, PostgreSQL and the naive executor answer, in one form."""
        free = free_keys(query)
        sqlite, postgres = self.product(query, variables)
        naive = Naive(self.house.schema, self.sight, Listing(self.sight, self.cursors), self.house.scorers)
        return canonical(sqlite, free), canonical(postgres, free), canonical(naive.answer(query, variables), free)

    def given(self, listed: str, order_by: Sequence[Mapping[str, str]] | None) -> list[str]:
        """The cursors of a list in an order, as the product gives them."""
        kind, order = ("PoolEntry", NEWEST_STAYS) if listed == "Stay" else (listed, order_asked(listed, order_by))
        if (kind, order) not in self._known:
            whole = _WHOLE[listed]
            body = self.product(whole, {"o": order_by} if "$o" in whole else {})[-1]
            found = sorted(set(_cursors(orjson.loads(body).get("data"))))
            self.cursors |= dict.fromkeys(found, (kind, order))
            self._known[kind, order] = found
        return self._known[kind, order]


def _cursors(value: Any) -> list[str]:
    if isinstance(value, dict):
        return (
            [value["cursor"]] if "cursor" in value else [each for below in value.values() for each in _cursors(below)]
        )
    return [each for below in value for each in _cursors(below)] if isinstance(value, list) else []


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the log of foreseen faults out of the reports."""
    logger = logging.getLogger("caseload_gql")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)
