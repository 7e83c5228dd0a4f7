"""Plugins made for tests: scorers of a given behaviour, and policies that hide."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from caseload_gql.matching.scoring import Scores
from caseload_gql.plugins.installed import LoadedPlugin
from caseload_gql.plugins.manager import Plugins, load_plugins
from caseload_gql.plugins.manifest import Plugin
from caseload_gql.plugins.scorer import Scorer, ScoringBatch, ScoringPair
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.engine import PolicyEngine
from caseload_gql.policy.rules import PolicyRequest, Redact
from caseload_gql.ranking.ranker import Ranker
from caseload_gql.ranking.result import RankedList
from tests.services.practice import TODAY, SmallPractice

ADMIN = Actor("usr_a", "A", "a@x.example", "ADMIN")
SUPERVISOR = Actor("usr_s", "S", "s@x.example", "STAFF", frozenset({"supervisor"}), frozenset({"tem_north"}))
STRANGER = Actor("usr_x", "X", "x@x.example", "STAFF")
#: Those that ship but for their scorers.
ROLES = tuple(each for each in load_plugins().sources if each.name != "core-scorers")


def scoring(
    name: str, score: Callable[[ScoringBatch], Scores], because: Callable[[ScoringPair], str] | None = None
) -> LoadedPlugin:
    """A plugin with one scorer; both are called `name`."""
    scorer = Scorer(name, score, because or (lambda pair: f"{name} says so."))
    return LoadedPlugin(Plugin(name, ">=1"), "0", {"register_scorers": lambda request: [scorer]})


def opinions(name: str, by_provider: Mapping[str, float]) -> LoadedPlugin:
    """A scorer with an opinion of some providers, whoever the client."""

    def score(batch: ScoringBatch) -> Scores:
        row = [by_provider.get(each.id.removeprefix("prv_"), np.nan) for each in batch.providers]
        return np.array([row] * len(batch.clients), dtype=np.float64).reshape(len(batch.clients), len(row))

    return scoring(name, score)


def hiding(resource: str, *fields: str) -> LoadedPlugin:
    """A plugin that hides fields of every row of a kind."""

    def restrictions(request: PolicyRequest) -> Sequence[Redact]:
        return [Redact("HIDDEN", "It is hidden.", fields)] if request.resource == resource else []

    redacts = tuple(f"{resource}.{each}" for each in fields)
    return LoadedPlugin(Plugin("hiding", ">=1", redacts=redacts), "0", {"policy_restrictions": restrictions})


def ranker(practice: SmallPractice, *plugins: LoadedPlugin) -> Ranker:
    """The roles, and these plugins."""
    loaded = Plugins([*ROLES, *plugins])
    return Ranker(practice.database, PolicyEngine(loaded.sources), loaded)


async def rank(
    practice: SmallPractice, *plugins: LoadedPlugin, actor: Actor = ADMIN, first: int = 50, everybody: bool = False
) -> RankedList:
    """The ranking for bo."""
    found = await ranker(practice, *plugins).matches(actor, practice.facts, TODAY, ["cli_bo"], first, everybody)
    return found["cli_bo"]


def order(ranked: RankedList) -> list[str]:
    """The names of the providers as they stand."""
    return [each.provider_id.removeprefix("prv_") for each in ranked.matches]
