"""The figures to reach, and whether a run reached them."""

import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from benchmarks.memory import ALLOWED
from benchmarks.operations import CLIENT_BY_ID, CLIENT_POOL, CLINICIAN_VIEW, SCREENS, TINY
from benchmarks.plugin_cost import LEFT, RANKING, costs
from benchmarks.results import Results
from benchmarks.rounds import Measured

#: Our server as one viewer, and the hand-written SQL that shows that viewer the same rows.
VIEWERS: Final = {"caseload-ceo": "handwritten", "caseload-supervisor": "handwritten-supervisor"}
PEERS: Final = ("postgraphile", "strawberry", "strawchemy")
#: How many times a peer's rate ours should be at least.
_AT_LEAST: Final = {
    "handwritten": {TINY.name: 0.85, CLINICIAN_VIEW.name: 0.9},
    "postgraphile": {TINY.name: 1.3, CLINICIAN_VIEW.name: 2.2},
    "strawberry": {TINY.name: 6.0, CLINICIAN_VIEW.name: 15.0},
}
#: What a first page over a million clients may cost, as a multiple of the same over twenty thousand.
GROWTH: Final = 1.5


@dataclass(frozen=True, slots=True)
class Target:
    """One figure to reach, and what was found; `largest` where less is better."""

    what: str
    wanted: float
    found: float
    largest: bool = False

    @property
    def met(self) -> bool:
        """Whether it was reached."""
        return self.found <= self.wanted if self.largest else self.found >= self.wanted


def ratio(of: Measured, to: Measured) -> float:
    """How many times one server's rate another's is: the median over the rounds, as each round met them alike."""
    return statistics.median(a / b for a, b in zip(of.rates, to.rates, strict=True))


def targets(results: Results) -> Iterator[Target]:
    """Every target that the run can tell of."""
    for size in results.sizes:
        yield from _against_others(results, size.name)
    if len(results.sizes) > 1:
        yield from _growth(results)
    if results.memory is not None:
        what = "memory gained by a worker over ever new operations, MiB"
        yield Target(what, ALLOWED, results.memory.gained, largest=True)
    if results.crowd is not None:
        yield Target("failures of a thousand requests at once", 0, results.crowd.failed, largest=True)
    for each in costs(results):
        what = f"{each.operation.title}: rate with ten plugins over that without, {each.bare.label}"
        yield Target(what, LEFT, each.left)
    if results.ranking is not None:
        ranked = results.ranking
        what = f"ranking of {ranked.clients} clients by {ranked.providers} providers with ten scorers, ms"
        yield Target(what, RANKING, ranked.median, largest=True)


def _against_others(results: Results, size: str) -> Iterator[Target]:
    for ours, by_hand in VIEWERS.items():
        everyone = ours == "caseload-ceo"
        for operation in (TINY, CLINICIAN_VIEW):
            for peer, wanted in _AT_LEAST.items():
                # The other peers know no viewers: they answer everyone's rows.
                if peer == "handwritten" or everyone:
                    other = by_hand if peer == "handwritten" else peer
                    yield from _target(results, (ours, other), operation.name, size, wanted[operation.name])
        if everyone:
            for operation in (CLIENT_POOL, CLIENT_BY_ID):
                for peer in PEERS:
                    yield from _target(results, (ours, peer), operation.name, size, 1.0)


def _target(results: Results, pair: tuple[str, str], operation: str, size: str, wanted: float) -> Iterator[Target]:
    ours, other = (results.one(each, operation, size) for each in pair)
    if ours is not None and other is not None:
        title = next(each.title for each in SCREENS if each.name == operation)
        yield Target(f"{title}, {size}: {ours.label} over {other.label}", wanted, ratio(ours, other))


def _growth(results: Results) -> Iterator[Target]:
    small, large = results.sizes[0].name, results.sizes[-1].name
    for operation in SCREENS:
        for ours in VIEWERS:
            few, many = (results.one(ours, operation.name, size) for size in (small, large))
            if few is not None and many is not None:
                what = f"{operation.title}: cost of {large} over {small}, {few.label}"
                yield Target(what, GROWTH, ratio(few, many), largest=True)
