"""Asks one practice, as one actor under drawn policies: lists, nodes, changes, and explanations."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from caseload_gql.db.engine import Database
from caseload_gql.identity.facts import FactFinder
from caseload_gql.identity.identified import Identified
from caseload_gql.planner.planner import Planner
from caseload_gql.plugins.installed import LoadedPlugin
from caseload_gql.plugins.manager import Plugins
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.engine import PolicyEngine
from caseload_gql.policy.explain import AccessExplanation, AccessQuestion, explain_access
from caseload_gql.ranking.ranker import Ranker
from caseload_gql.schema.bound import BoundAccess, BoundMatches, InstalledCatalog
from caseload_gql.schema.context import RequestContext
from caseload_gql.schema.cost import CostLimits
from caseload_gql.schema.execute import GraphQLExecutor
from caseload_gql.schema.reader import PlannerReader
from caseload_gql.services.desk import Desk
from tests.agreement.policies import ASKER, HIDDEN, Drawn
from tests.differential.house import Asked
from tests.differential.picture import Picture
from tests.differential.words import NOW

_LIMITS: Final = CostLimits(aliases=200, mutations=200, root_fields=200, nodes=1_000_000, fields=1_000_000)
_SHOWN: Final[Mapping[str, str]] = {kind: " ".join(["id", *sorted(fields.values())]) for kind, fields in HIDDEN.items()}
_LISTS: Final[Mapping[str, str]] = {
    "Client": f"clients(first: 100) {{ totalCount nodes {{ {_SHOWN['Client']} }} }}",
    "Provider": f"providers(first: 100) {{ totalCount nodes {{ {_SHOWN['Provider']} }} }}",
    "PoolEntry": f"pool {{ entries(first: 100) {{ totalCount nodes {{ {_SHOWN['PoolEntry']} }} }} }}",
    "Team": "teams(first: 100) { totalCount nodes { id } }",
    "Location": "locations(first: 100) { totalCount nodes { id } }",
    "Assignment": f"clients(first: 100) {{ nodes {{ assignments(first: 9) {{ nodes {{ {_SHOWN['Assignment']} }} }} }}"
    "}",
}
_KINDS: Final = " ".join(f"... on {kind} {{ {fields} }}" for kind, fields in _SHOWN.items())
BY_NODE: Final = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ id {_KINDS} }} }}"
#: Changes nothing: what may be changed is told that -1 is no capacity, or given no field to change.
_CHANGE: Final = {
    "Client": "updateClient(input: {{ clientId: {id} }}) {{ userErrors {{ code }} }}",
    "Provider": "setProviderCapacity(input: {{ providerId: {id}, capacity: -1 }}) {{ userErrors {{ code }} }}",
}


@dataclass(frozen=True)
class Questions:
    """What is asked: the lists of these kinds, rows by their ids, changes to rows of a kind, and explanations."""

    kinds: tuple[str, ...]
    ids: tuple[str, ...]
    changes: tuple[tuple[str, str], ...]
    questions: tuple[AccessQuestion, ...]


@dataclass(frozen=True)
class Said:
    """What one database says: rows by list and by node with the fields shown, changes accepted, and explanations."""

    listed: Mapping[str, Mapping[str, Any] | None]
    counted: Mapping[str, int | None]
    found: Mapping[str, Mapping[str, Any] | None]
    changed: Mapping[str, str]
    explained: tuple[AccessExplanation | None, ...]


@dataclass(frozen=True)
class Practice:
    """One practice in one database."""

    runner: asyncio.Runner
    picture: Picture
    database: Database
    shipped: Sequence[LoadedPlugin]
    schema: Any
    people: Mapping[str, Actor]

    def ask(self, drawn: Drawn, asked: Questions) -> Said:
        """What the product says."""
        return self.runner.run(self._ask(drawn, asked))

    async def _ask(self, drawn: Drawn, asked: Questions) -> Said:
        plugins = Plugins([*self.shipped, *drawn.loaded()])
        policy = PolicyEngine(plugins.sources)
        executor = self._executor(plugins, policy)
        identified = Identified(drawn.actor, self.picture.facts, 1, None)

        async def answer(query: str, variables: dict[str, object] | None = None) -> Any:
            return orjson.loads((await executor.execute(Asked(query, variables), identified)).body)

        lists = await answer("{ " + " ".join(f"{kind.lower()}: {_LISTS[kind]}" for kind in asked.kinds) + " }")
        nodes = (await answer(BY_NODE, {"ids": list(asked.ids)}))["data"]["nodes"]
        written = await answer(_mutation(asked.changes)) if asked.changes else {"data": {}}
        bound = policy.at(self.picture.facts)
        return Said(
            {kind: _rows(lists, kind) for kind in asked.kinds},
            {kind: _count(lists, kind) for kind in asked.kinds},
            dict(zip(asked.ids, nodes, strict=True)),
            {row_id: _outcome(written, f"c{at}") for at, (_, row_id) in enumerate(asked.changes)},
            tuple([await explain_access(self.database, bound, ASKER, each) for each in asked.questions]),
        )

    def _executor(self, plugins: Plugins, policy: PolicyEngine) -> GraphQLExecutor:
        database = self.database
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

        return GraphQLExecutor(self.schema, planner, context, cost_limits=_LIMITS)


def _mutation(changes: Sequence[tuple[str, str]]) -> str:
    fields = [f"c{at}: {_CHANGE[kind].format(id=json.dumps(row_id))}" for at, (kind, row_id) in enumerate(changes)]
    return f"mutation {{ {' '.join(fields)} }}"


def _outcome(answer: Any, name: str) -> str:
    """What stands in the way of a change: nothing, the scope it is in, or that the actor changes nothing at all."""
    payload = (answer.get("data") or {}).get(name)
    if payload is None:
        codes = {each["extensions"]["code"] for each in answer["errors"]}
        assert codes == {"FORBIDDEN"}, answer
        return "FORBIDDEN"
    codes = {each["code"] for each in payload["userErrors"]} & {"NOT_FOUND", "NOT_ALLOWED"}
    return codes.pop() if codes else ""


def _rows(answer: Any, kind: str) -> Mapping[str, Any] | None:
    """The rows of a list by id; None where it is forbidden."""
    found = (answer.get("data") or {}).get(kind.lower())
    if found is None:
        assert {each["extensions"]["code"] for each in answer["errors"]} == {"FORBIDDEN"}, answer
        return None
    if kind == "Assignment":
        return {row["id"]: row for client in found["nodes"] for row in client["assignments"]["nodes"]}
    return {row["id"]: row for row in _connection(found)["nodes"]}


def _count(answer: Any, kind: str) -> int | None:
    """How many the list says it has; None where it does not say."""
    found = (answer.get("data") or {}).get(kind.lower())
    return None if found is None or kind == "Assignment" else int(_connection(found)["totalCount"])


def _connection(found: Any) -> Any:
    return found.get("entries", found)
