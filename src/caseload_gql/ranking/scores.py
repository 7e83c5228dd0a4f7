"""Runs scorers so that one which fails is left out, and its plugin named."""

import logging
from dataclasses import dataclass

import numpy as np

from caseload_gql.matching.scoring import Scored
from caseload_gql.plugins.manager import DEFAULT_WEIGHT, Plugins
from caseload_gql.plugins.scorer import Scorer, Scores, ScoringBatch, ScoringPair
from caseload_gql.policy.practice import PracticeFacts
from caseload_gql.running import RUNNING

logger = logging.getLogger("caseload_gql.ranking")


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """What the scorers that worked said, with the scorers beside, and the plugins that failed."""

    scored: tuple[Scored, ...]
    scorers: tuple[Scorer, ...]
    degraded: tuple[str, ...]


def run_scorers(plugins: Plugins, practice: PracticeFacts, batch: ScoringBatch) -> ScoreSheet:
    """Ask every scorer that weighs anything about the batch."""
    scored: list[Scored] = []
    scorers: list[Scorer] = []
    degraded: set[str] = set()
    for plugin, scorer in plugins.batch_scorers:
        weight = practice.scorer_weights.get(scorer.name, DEFAULT_WEIGHT)
        try:
            with RUNNING.noted(plugin.name, scorer.name), plugin.count(scorer.name).call():
                raw = _checked(scorer.score(batch), (len(batch.clients), len(batch.providers)))
        except Exception as error:  # noqa: BLE001  # a plugin may raise anything
            degraded.add(plugin.name)
            logger.error("scorer %r of plugin %r failed: %s", scorer.name, plugin.name, type(error).__name__)  # noqa: TRY400  # a traceback could hold client data
            continue
        scored.append(Scored(scorer.name, weight, raw))
        scorers.append(scorer)
    return ScoreSheet(tuple(scored), tuple(scorers), tuple(sorted(degraded)))


def because(scorer: Scorer, pair: ScoringPair, raw: float | None) -> str:
    """The scorer's sentence on a pair, or a plain one where it abstains or fails to give any."""
    if raw is None:
        return "Nothing to go by."
    try:
        return str(scorer.because(pair))
    except Exception as error:  # noqa: BLE001  # a plugin may raise anything
        logger.error("scorer %r could not say why: %s", scorer.name, type(error).__name__)  # noqa: TRY400  # as above
        return "The scorer gives no reason."


def _checked(raw: object, shape: tuple[int, int]) -> Scores:
    scores = np.asarray(raw, dtype=np.float64)
    if scores.shape != shape:
        message = f"scores of shape {scores.shape}, not {shape}"
        raise ValueError(message)
    spoken = scores[~np.isnan(scores)]
    if spoken.size and (spoken.min() < 0 or spoken.max() > 1):
        message = "scores outside 0 to 1"
        raise ValueError(message)
    return scores
