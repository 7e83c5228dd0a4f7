"""Runs scorers so that one which fails or stalls is left out, and its plugin named."""

import asyncio
import logging
import time
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from caseload_gql.errors import RankingUnavailable
from caseload_gql.matching.scoring import Scored
from caseload_gql.plugins.installed import LoadedPlugin
from caseload_gql.plugins.manager import DEFAULT_WEIGHT, Plugins
from caseload_gql.plugins.scorer import Scorer, Scores, ScoringBatch
from caseload_gql.policy.practice import PracticeFacts
from caseload_gql.ranking.breaker import Breaker
from caseload_gql.ranking.lane import Lane
from caseload_gql.ranking.wording import Speaker
from caseload_gql.running import RUNNING

#: Seconds a scorer may take for a batch, unless the setting says otherwise.
SCORER_SECONDS: Final = 2.0

logger = logging.getLogger("caseload_gql.ranking")


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """What the scorers that worked said, with who can say why beside, and the plugins that failed."""

    scored: tuple[Scored, ...]
    speakers: tuple[Speaker, ...]
    degraded: tuple[str, ...]


class Scorers:
    """The scorers of one worker, each with a lane of its own and a breaker."""

    def __init__(
        self, plugins: Plugins, *, seconds: float = SCORER_SECONDS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`seconds` is how long each may take; `clock` tells when one that keeps failing is tried again."""
        self._scorers = tuple(
            _Installed(plugin, scorer, Lane(), Breaker(clock), Speaker(plugin, scorer, seconds))
            for plugin, scorer in plugins.batch_scorers
        )
        self._seconds = seconds

    async def ask(self, practice: PracticeFacts, batch: ScoringBatch) -> ScoreSheet:
        """Ask every scorer about the batch, side by side; one that fails, is late or is left alone is left out.

        Raises ``RankingUnavailable`` where that is one that its plugin requires.
        """
        answers = await asyncio.gather(*(each.scores(batch, self._seconds) for each in self._scorers))
        asked = list(zip(self._scorers, answers, strict=True))
        for each, raw in asked:
            if raw is None and each.scorer.name in each.plugin.manifest.required_scorers:
                raise RankingUnavailable(each.scorer.name, each.plugin.name)
        weights = practice.scorer_weights
        return ScoreSheet(
            tuple(
                Scored(each.scorer.name, weights.get(each.scorer.name, DEFAULT_WEIGHT), raw)
                for each, raw in asked
                if raw is not None
            ),
            tuple(each.speaker for each, raw in asked if raw is not None),
            tuple(sorted({each.plugin.name for each, raw in asked if raw is None})),
        )


@dataclass(frozen=True, slots=True)
class _Installed:
    plugin: LoadedPlugin
    scorer: Scorer
    lane: Lane[Scores]
    breaker: Breaker
    speaker: Speaker

    async def scores(self, batch: ScoringBatch, seconds: float) -> Scores | None:
        """Its scores; None where it is left out, which is logged."""
        name, plugin = self.scorer.name, self.plugin
        if self.lane.is_held or not self.breaker.allows():
            return None
        try:
            with plugin.count(name).call():
                raw = await self.lane.run(lambda: self._score(batch), seconds)
        except Exception as error:  # noqa: BLE001  # a plugin may raise anything
            logger.error("scorer %r of plugin %r failed: %s", name, plugin.name, type(error).__name__)  # noqa: TRY400  # a traceback could hold client data
            if self.breaker.failed():
                logger.error("scorer %r of plugin %r keeps failing: it is left alone for a while", name, plugin.name)  # noqa: TRY400  # as above
            return None
        if self.breaker.succeeded():
            logger.warning("scorer %r of plugin %r works again", name, plugin.name)
        return raw

    def _score(self, batch: ScoringBatch) -> Scores:
        with RUNNING.noted(self.plugin.name, self.scorer.name):
            return _checked(self.scorer.score(_copied(batch)), (len(batch.clients), len(batch.providers)))


def _copied(batch: ScoringBatch) -> ScoringBatch:
    """Each scorer has its own of what it could change, so that the next does not see it."""
    clients = tuple(
        replace(each, attributes=deepcopy(dict(each.attributes))) if each.attributes else each for each in batch.clients
    )
    return replace(batch, clients=clients)


def _checked(raw: object, shape: tuple[int, int]) -> Scores:
    scores = np.asarray(raw, dtype=np.float64)
    if scores.shape != shape:
        message = f"scores of shape {scores.shape}, not {shape}"
        raise ValueError(message)
    # Comparing with NaN, which abstains, is false.
    if ((scores < 0) | (scores > 1)).any():
        message = "scores outside 0 to 1"
        raise ValueError(message)
    return scores
