"""Favours providers who were given few new clients lately, by their size."""

from collections.abc import Iterable
from typing import Final

import numpy as np

from caseload_gql.plugins import (
    Plugin,
    ProviderFacts,
    Scorer,
    ScorerRequest,
    Scores,
    ScoringBatch,
    ScoringPair,
    hookimpl,
)

PLUGIN = Plugin("recent-intakes", api=">=1,<2", version="1.0.0")

#: The share of their capacity that somebody takes in 28 days when it is plenty.
PLENTY: Final = 0.25


def score_of(provider: ProviderFacts) -> float:
    """1 for nobody new lately, 0 for plenty or more; NaN where nobody counted, and at capacity 0."""
    if provider.recent_intakes is None or provider.capacity == 0:
        return float("nan")
    return max(0.0, 1 - provider.recent_intakes / (PLENTY * provider.capacity))


def _score(batch: ScoringBatch) -> Scores:
    """One row, the same for every client: each provider is looked at once."""
    row = np.fromiter(map(score_of, batch.providers), dtype=np.float64, count=len(batch.providers))
    return np.broadcast_to(row, (len(batch.clients), len(batch.providers)))


def _because(pair: ScoringPair) -> str:
    given, capacity = pair.provider.recent_intakes, pair.provider.capacity
    return f"{given} new in the last 28 days, of a capacity of {capacity}."


@hookimpl
def register_scorers(request: ScorerRequest) -> Iterable[Scorer]:
    """The one scorer, whatever the practice's settings."""
    del request
    yield Scorer("recent_intakes", _score, _because)
