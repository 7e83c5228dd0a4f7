"""Two scorers that ship with the product: headroom and specialty fit."""

from collections.abc import Iterable, Sequence

import numpy as np

from caseload_gql.plugins import Plugin, Scorer, ScorerRequest, Scores, ScoringBatch, ScoringPair, hookimpl, sort_key

PLUGIN = Plugin("core-scorers", api=">=1,<2", version="1")


def _headroom(batch: ScoringBatch) -> Scores:
    """The free share of the provider's capacity, the same for every client; abstains at capacity 0."""
    full = np.array([each.capacity * 100 for each in batch.providers], dtype=np.float64)
    free = np.array([max(each.free_hundredths, 0) for each in batch.providers], dtype=np.float64)
    share = np.divide(free, full, out=np.full_like(full, np.nan), where=full > 0)
    return np.broadcast_to(share, (len(batch.clients), len(batch.providers)))


def _headroom_because(pair: ScoringPair) -> str:
    free = pair.provider.capacity * 100 - pair.provider.load_hundredths
    return f"{max(free, 0) / 100:g} of {pair.provider.capacity} units are free."


def _keys(values: Sequence[str]) -> frozenset[str]:
    return frozenset(sort_key(each) for each in values)


def _specialty_fit(batch: ScoringBatch) -> Scores:
    """The share of the client's service requirements among the provider's specialties; abstains if either is empty."""
    offers: dict[str, Scores] = {}
    for at, provider in enumerate(batch.providers):
        for key in _keys(provider.specialties):
            offers.setdefault(key, np.zeros(len(batch.providers)))[at] = 1.0
    nobody = np.zeros(len(batch.providers))
    silent = np.array([not each.specialties for each in batch.providers], dtype=np.bool_)
    scores = np.full((len(batch.clients), len(batch.providers)), np.nan)
    for at, client in enumerate(batch.clients):
        needed = _keys(client.service_requirements)
        if needed:
            found = sum((offers.get(key, nobody) for key in needed), start=nobody)
            scores[at] = np.where(silent, np.nan, found / len(needed))
    return scores


def _specialty_because(pair: ScoringPair) -> str:
    needed = _keys(pair.client.service_requirements)
    found = needed & _keys(pair.provider.specialties)
    return f"{len(found)} of {len(needed)} service requirements are specialties of the provider."


headroom = Scorer("headroom", _headroom, _headroom_because)
specialty_fit = Scorer("specialty_fit", _specialty_fit, _specialty_because)


@hookimpl
def register_scorers(request: ScorerRequest) -> Iterable[Scorer]:
    """Both scorers, whatever the practice's settings."""
    del request
    return (headroom, specialty_fit)
