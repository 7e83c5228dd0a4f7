"""Scorers: how well each provider of a batch fits each client."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from caseload_gql.matching.facts import ClientFacts, ProviderFacts

Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ScoringBatch:
    """The clients and providers to compare, as the viewer may see them, on a practice-local day."""

    clients: "Sequence[ClientFacts]"
    providers: "Sequence[ProviderFacts]"
    today: date


@dataclass(frozen=True, slots=True)
class ScoringPair:
    """One client and one provider, as the viewer may see them, on a practice-local day."""

    client: "ClientFacts"
    provider: "ProviderFacts"
    today: date


@dataclass(frozen=True, slots=True)
class Scorer:
    """Scores a batch: an array clients by providers of values 0 to 1, where NaN abstains.

    `because` says in one sentence why a pair scored as it did.
    """

    name: str
    score: Callable[[ScoringBatch], Scores]
    because: Callable[[ScoringPair], str]


def pair_scorer(
    name: str, because: Callable[[ScoringPair], str]
) -> Callable[[Callable[[ScoringPair], float | None]], Scorer]:
    """Make a scorer of a function of one pair, which returns 0 to 1, or None to abstain."""

    def decorate(score: Callable[[ScoringPair], float | None]) -> Scorer:
        def score_batch(batch: ScoringBatch) -> Scores:
            scores = np.full((len(batch.clients), len(batch.providers)), np.nan)
            for row, client in enumerate(batch.clients):
                for column, provider in enumerate(batch.providers):
                    value = score(ScoringPair(client, provider, batch.today))
                    if value is not None:
                        scores[row, column] = value
            return scores

        return Scorer(name, score_batch, because)

    return decorate
