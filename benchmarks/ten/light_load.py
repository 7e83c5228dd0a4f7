"""A scorer: who carries little for their capacity stands further up."""

from collections.abc import Iterable

import numpy as np

from caseload_gql.plugins import Plugin, Scorer, ScorerRequest, Scores, ScoringBatch, ScoringPair, hookimpl

PLUGIN = Plugin("light-load", api=">=1,<2")


def _score(batch: ScoringBatch) -> Scores:
    load = np.array([each.load_hundredths for each in batch.providers], dtype=np.float64)
    capacity = np.array([each.capacity * 100 for each in batch.providers], dtype=np.float64)
    share = np.divide(load, capacity, out=np.full_like(load, np.nan), where=capacity > 0)
    return np.broadcast_to(np.clip(1 - share, 0, 1), (len(batch.clients), len(batch.providers)))


def _because(pair: ScoringPair) -> str:
    return f"Carries {pair.provider.load_hundredths / 100:g} of {pair.provider.capacity}."


@hookimpl
def register_scorers(request: ScorerRequest) -> Iterable[Scorer]:
    """The one scorer."""
    del request
    yield Scorer("light_load", _score, _because)
