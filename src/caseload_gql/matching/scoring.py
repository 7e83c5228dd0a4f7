"""Scores: the weighted mean of what scorers say, abstentions left out, in whole ten-thousandths."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scored:
    """One scorer's scores of clients × providers, 0 to 1, NaN where it abstains, and its weight."""

    scorer: str
    weight: float
    raw: Scores


def combine(scored: Sequence[Scored], shape: tuple[int, int]) -> Scores:
    """The weighted mean for each pair, clients × providers; NaN where every scorer abstains or weighs nothing."""
    total, weights = np.zeros(shape), np.zeros(shape)
    for each in scored:
        spoke = ~np.isnan(each.raw)
        total += np.where(spoke, each.raw, 0.0) * each.weight
        weights += spoke * each.weight
    mean: Scores = np.divide(total, weights, out=np.full(shape, np.nan), where=weights > 0)
    return mean


def contributions(scored: Sequence[Scored], client: int, provider: int) -> tuple[float, ...]:
    """What each scorer adds to the pair's total: its weight times its score over the weights of those who spoke."""
    weight = sum(each.weight for each in scored if not np.isnan(each.raw[client, provider]))
    return tuple(
        0.0
        if weight == 0 or np.isnan(each.raw[client, provider])
        else round(float(each.raw[client, provider]) * each.weight / weight, 6)
        for each in scored
    )


def ten_thousandths(score: float) -> int | None:
    """A score as it is kept; None where nobody spoke."""
    return None if np.isnan(score) else round(score * 10_000)
