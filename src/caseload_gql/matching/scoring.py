"""Scores: the weighted mean of what scorers say, abstentions left out, in whole ten-thousandths."""

import math
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


def contributions(said: Sequence[float], weights: Sequence[float]) -> tuple[float, ...]:
    """What each scorer adds to a pair's total: its weight times its score over the weights of those who spoke."""
    weight = sum(each for raw, each in zip(said, weights, strict=True) if not math.isnan(raw))
    return tuple(
        0.0 if weight == 0 or math.isnan(raw) else round(raw * each / weight, 6)
        for raw, each in zip(said, weights, strict=True)
    )


def ten_thousandths(score: float) -> int | None:
    """A score as it is kept; None where nobody spoke."""
    return None if np.isnan(score) else round(score * 10_000)
