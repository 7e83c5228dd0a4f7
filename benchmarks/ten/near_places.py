"""A scorer: providers at the client's location, else those who see clients remotely."""

from collections.abc import Iterable

import numpy as np

from caseload_gql.plugins import Plugin, Scorer, ScorerRequest, Scores, ScoringBatch, ScoringPair, hookimpl

PLUGIN = Plugin("near-places", api=">=1,<2")


def _score(batch: ScoringBatch) -> Scores:
    remote = np.array([each.telehealth for each in batch.providers], dtype=np.float64) * 0.5
    places = {client.location_id for client in batch.clients} - {None}
    at = {
        place: np.maximum(np.array([place in each.location_ids for each in batch.providers], dtype=np.float64), remote)
        for place in places
    }
    nowhere = np.full(len(batch.providers), np.nan)
    rows = [at.get(client.location_id, nowhere) for client in batch.clients]
    return np.array(rows).reshape(len(batch.clients), len(batch.providers))


def _because(pair: ScoringPair) -> str:
    return "At the client's location." if pair.client.location_id in pair.provider.location_ids else "Elsewhere."


@hookimpl
def register_scorers(request: ScorerRequest) -> Iterable[Scorer]:
    """The one scorer."""
    del request
    yield Scorer("near_places", _score, _because)
