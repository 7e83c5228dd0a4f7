"""What plugins cost: our server with ten of them beside the same without, round after round."""

import asyncio
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

import uvloop

from benchmarks.contestants import Contestant, with_and_without
from benchmarks.fill.filling import Filled
from benchmarks.load import Order, Outcome, load
from benchmarks.operations import CLINICIAN_VIEW, TINY, Operation
from benchmarks.results import Results
from benchmarks.rounds import ClientIds, Measured, measure

#: A tenth is looked for: rounds are as much shorter as there are more of them, so that both meet the machine alike.
TIMES: Final = 8
#: What must be left of the rate, and milliseconds of a ranking.
LEFT: Final = 0.9
RANKING: Final = 100.0
OPERATIONS: Final = (TINY, CLINICIAN_VIEW)


@dataclass(frozen=True, slots=True)
class Cost:
    """One operation as one viewer, with and without. `left` is the share of the rate, `cpu` of processor time added."""

    operation: Operation
    bare: Measured
    ten: Measured

    @property
    def left(self) -> float:
        """The median over the rounds, each of which met both alike."""
        return statistics.median(a / b for a, b in zip(self.ten.rates, self.bare.rates, strict=True))

    @property
    def best(self) -> float:
        """The share by the quickest round of each, which least of all was disturbed."""
        return max(self.ten.rates) / max(self.bare.rates)

    @property
    def cpu(self) -> float:
        """The processor time of an answer, as a multiple of that without."""
        return self.ten.cpu / self.bare.cpu


def plugin_cost(filled: Filled, results: Results, ids: ClientIds, say: Callable[[str], None]) -> list[Measured]:
    """Load both in turn on PostgreSQL, then on SQLite."""
    pace = replace(results.pace, rounds=results.pace.rounds * TIMES, seconds=results.pace.seconds / TIMES)
    found: list[Measured] = []
    for kind, url in (("", filled.postgres), ("-sqlite", filled.sqlite)):
        if url is not None:
            with with_and_without(url, filled.size.name, results.workers, kind) as servers:
                found += measure(servers, OPERATIONS, ids, pace, say, _loaded_from_here)
    return found


def _loaded_from_here(
    contestant: Contestant, requests: list[bytes], shortest: int, seconds: float, connections: int
) -> Outcome:
    """Load a server from this process: starting another takes longer than such a round."""
    order = Order(contestant.served.port, [each.decode() for each in requests], shortest, seconds, connections)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        outcome = runner.run(load(order))
    if outcome.failed:
        message = f"{contestant.label} failed {outcome.failed} of {outcome.answered} requests"
        raise RuntimeError(message)
    return outcome


def costs(results: Results) -> Iterator[Cost]:
    """Each operation and viewer, on both databases."""
    for operation in OPERATIONS:
        measured = {each.contestant: each for each in results.plugins if each.operation == operation.name}
        for key, bare in measured.items():
            kind, _, who = key.partition("-")
            ten = measured.get(f"ten-{who}")
            if kind == "bare" and ten is not None:
                yield Cost(operation, bare, ten)
