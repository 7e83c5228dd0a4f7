"""Ranks 200 clients by 500 providers with ten scorers that work on arrays, and with none but those shipped."""

import asyncio
import importlib.util
import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from time import perf_counter, process_time
from types import ModuleType
from typing import Final

from sqlalchemy import select

from benchmarks.fill.filling import Filled, Size
from benchmarks.places import HERE
from caseload_gql.db.engine import Database, open_database
from caseload_gql.db.models import Client
from caseload_gql.domain.vocabulary import ClientStatus
from caseload_gql.plugins import Plugin, Scorer, ScorerRequest, hookimpl
from caseload_gql.plugins.discovery import shipped
from caseload_gql.plugins.manager import assemble
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.engine import PolicyEngine
from caseload_gql.policy.practice import PracticeFacts
from caseload_gql.ranking.ranker import Ranker

#: Some are departed or out of sight of rankings: a little more than 500 are compared.
RANKED: Final = Size("ranked", 530, 12_000)
CLIENTS: Final = 200
SCORERS: Final = 10
ROUNDS: Final = 31
_KINDS: Final = ("light_load", "shared_languages", "near_places")
_SHOWN: Final = 5
_CEO: Final = Actor("usr_bench", "Bench", "bench@demo.example", "CEO")


@dataclass(frozen=True, slots=True)
class Ranking:
    """What a ranking took, in milliseconds: each round's, with the plugins and without them in turn."""

    clients: int
    providers: int
    scorers: int
    #: Times by the clock, and of the processor.
    took: list[float]
    cpu: list[float]
    bare: list[float]

    @property
    def median(self) -> float:
        """The median of the rounds."""
        return statistics.median(self.took)

    @property
    def least(self) -> float:
        """The quickest round: what it takes while nothing else runs."""
        return min(self.took)


def ranking(filled: Filled, say: Callable[[str], None]) -> Ranking:
    """Rank on the SQLite file, in this process: the first call of each is left out."""
    return asyncio.run(_measured(filled, say))


async def _measured(filled: Filled, say: Callable[[str], None]) -> Ranking:
    if filled.sqlite is None:
        message = "rankings are measured on a practice in SQLite"
        raise LookupError(message)
    database = open_database(filled.sqlite)
    try:
        ids = await _waiting(database)
        ten, bare = _ranker(database, [_scorer(at) for at in range(SCORERS)]), _ranker(database, [])
        rank = partial(_rank, ids=ids)
        providers = await rank(ten, everybody=True)
        await rank(bare)
        took, cpu, without = [], [], []
        for number in range(ROUNDS):
            say(f"ranking: round {number + 1} of {ROUNDS}")
            begun, spent = perf_counter(), process_time()
            await rank(ten)
            took.append((perf_counter() - begun) * 1000)
            cpu.append((process_time() - spent) * 1000)
            begun = perf_counter()
            await rank(bare)
            without.append((perf_counter() - begun) * 1000)
        return Ranking(len(ids), providers, SCORERS, took, cpu, without)
    finally:
        await database.close()


async def _rank(ranker: Ranker, ids: list[str], *, everybody: bool = False) -> int:
    """Rank for all of them; returns how many providers were compared, where everybody is listed."""
    first = 10_000 if everybody else _SHOWN
    found = await ranker.matches(_CEO, PracticeFacts(), datetime.now(UTC).date(), ids, first, everybody)
    if len(found) != len(ids) or any(each.degraded for each in found.values()):
        message = "a ranking is not whole"
        raise RuntimeError(message)
    return max(len(each.matches) for each in found.values())


async def _waiting(database: Database) -> list[str]:
    statement = select(Client.id).where(Client.status == ClientStatus.WAITING).order_by(Client.id).limit(CLIENTS)
    async with database.read() as connection:
        return list((await connection.execute(statement)).scalars())


def _ranker(database: Database, modules: Iterable[ModuleType]) -> Ranker:
    plugins = assemble([*shipped(), *((module, None) for module in modules)])
    return Ranker(database, PolicyEngine(plugins.sources, actions=plugins.actions), plugins)


def _scorer(at: int) -> ModuleType:
    """A plugin of its own with one of the scorers that work on arrays, under a name of its own."""
    kind = _KINDS[at % len(_KINDS)]
    spec = importlib.util.spec_from_file_location(kind, HERE / "ten" / f"{kind}.py")
    if spec is None or spec.loader is None:
        raise LookupError(kind)
    source = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(source)
    (scorer,) = source.register_scorers(ScorerRequest(PracticeFacts()))
    module = ModuleType(f"array_{at}")

    def register_scorers(request: ScorerRequest) -> Iterable[Scorer]:
        del request
        yield Scorer(f"array_{at}", scorer.score, scorer.because)

    vars(module).update(PLUGIN=Plugin(f"array-{at}", api=">=1,<2"), register_scorers=hookimpl(register_scorers))
    return module
