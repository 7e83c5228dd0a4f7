"""The contract of scorers, tried on a batch; each breach is one sentence."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np

from caseload_gql.matching.facts import ClientFacts, ProviderFacts
from caseload_gql.plugins.sample_batch import sample_batch
from caseload_gql.plugins.scorer import Scorer, Scores, ScoringBatch, ScoringPair

#: What a scorer means to do where nothing is recorded: answer NaN, or stand by a score; None: either.
Missing = Literal["abstains", "stands"]


@dataclass(frozen=True, slots=True)
class _Trial:
    """A scorer on a batch, with what it answered first."""

    scorer: Scorer
    batch: ScoringBatch
    scores: Scores
    missing: Missing | None

    def again(self, clients: Sequence[ClientFacts], providers: Sequence[ProviderFacts]) -> Scores:
        """What it answers about these."""
        return scored(self.scorer, ScoringBatch(clients, providers, self.batch.today))


class _Breach(Exception):
    """A sentence on what is wrong."""


def scorer_breaches(
    scorer: Scorer, batch: ScoringBatch | None = None, *, missing: Missing | None = None
) -> tuple[str, ...]:
    """What the scorer does that it may not, a sentence each; none: it keeps the contract.

    Tried on `batch`, else on samples. `missing` says what it means to do about people of whom nothing is recorded.
    """
    tried = batch or sample_batch()
    before = deepcopy(tried)
    try:
        trial = _Trial(scorer, tried, scored(scorer, tried), missing)
    except _Breach as breach:
        return (_named(scorer, str(breach)),)
    found = [said for check in _CHECKS if (said := _said(check, trial)) is not None]
    if tried != before:
        found.append("it changes the batch it is handed; a batch is shared by all scorers")
    return tuple(_named(scorer, sentence) for sentence in dict.fromkeys(found))


def speaks(scorer: Scorer, batch: ScoringBatch | None = None) -> bool:
    """Whether the scorer gives any score at all on the batch; where it gives none, little has been tried."""
    return bool((~np.isnan(scored(scorer, batch or sample_batch()))).any())


def scored(scorer: Scorer, batch: ScoringBatch) -> Scores:
    """What a scorer answers, of the right shape and range. Raises an error with a sentence otherwise."""
    wanted = (len(batch.clients), len(batch.providers))
    try:
        raw = scorer.score(batch)
        scores = np.asarray(raw, dtype=np.float64)
    except Exception as error:
        message = f"it raises {type(error).__name__} on {wanted[0]} clients and {wanted[1]} providers: {error}"
        raise _Breach(message) from error
    if scores.shape != wanted:
        message = f"it answers an array of shape {scores.shape} for {wanted[0]} clients and {wanted[1]} providers"
        raise _Breach(message)
    spoken = scores[~np.isnan(scores)]
    if spoken.size and not (spoken.min() >= 0 and spoken.max() <= 1):
        wrong = spoken[(spoken < 0) | (spoken > 1)][0]
        message = f"it answers {wrong:g}; a score is 0 to 1, or NaN to abstain"
        raise _Breach(message)
    return scores


def _said(check: Callable[[_Trial], None], trial: _Trial) -> str | None:
    try:
        check(trial)
    except _Breach as breach:
        return str(breach)
    return None


def _named(scorer: Scorer, sentence: str) -> str:
    return f"scorer {scorer.name}: {sentence}."


def _same(left: Scores, right: Scores) -> bool:
    return bool(np.allclose(left, right, rtol=0, atol=1e-9, equal_nan=True))


def _check_repeats(trial: _Trial) -> None:
    if not _same(trial.again(trial.batch.clients, trial.batch.providers), trial.scores):
        message = "it answers the same batch differently the second time; a score may rest on nothing but the batch"
        raise _Breach(message)


def _check_empty(trial: _Trial) -> None:
    trial.again((), trial.batch.providers)
    trial.again(trial.batch.clients, ())


def _check_pairs(trial: _Trial) -> None:
    pairs = product(enumerate(trial.batch.clients), enumerate(trial.batch.providers))
    for (row, client), (column, provider) in pairs:
        alone = trial.again((client,), (provider,))
        together = trial.scores[row : row + 1, column : column + 1]
        if not _same(alone, together):
            message = (
                f"it scores {client.id} with {provider.id} {alone[0, 0]:g} alone and {together[0, 0]:g} in a batch; "
                "a pair's score may not rest on who else is compared"
            )
            raise _Breach(message)


def _check_order_of_clients(trial: _Trial) -> None:
    turned = trial.again(tuple(reversed(trial.batch.clients)), trial.batch.providers)
    if not _same(turned[::-1, :], trial.scores):
        message = "its scores change with the order of clients"
        raise _Breach(message)


def _check_order_of_providers(trial: _Trial) -> None:
    turned = trial.again(trial.batch.clients, tuple(reversed(trial.batch.providers)))
    if not _same(turned[:, ::-1], trial.scores):
        message = "its scores change with the order of providers"
        raise _Breach(message)


def _check_reasons(trial: _Trial) -> None:
    pairs = product(enumerate(trial.batch.clients), enumerate(trial.batch.providers))
    for (row, client), (column, provider) in pairs:
        if np.isnan(trial.scores[row, column]):
            continue
        try:
            reason = trial.scorer.because(ScoringPair(client, provider, trial.batch.today))
        except Exception as error:
            message = f"because raises {type(error).__name__} on {client.id} with {provider.id}: {error}"
            raise _Breach(message) from error
        if not isinstance(reason, str) or not reason.strip():
            message = f"because says {reason!r} of {client.id} with {provider.id}; it says why in one sentence"
            raise _Breach(message)


def _check_missing(trial: _Trial) -> None:
    score = trial.again((ClientFacts("cli_unrecorded"),), (ProviderFacts("prv_unrecorded"),))[0, 0]
    if trial.missing == "abstains" and not np.isnan(score):
        message = f"it scores {score:g} where nothing is recorded of client and provider; it was to abstain with NaN"
        raise _Breach(message)
    if trial.missing == "stands" and np.isnan(score):
        message = "it abstains where nothing is recorded of client and provider; it was to stand by a score"
        raise _Breach(message)


_CHECKS: tuple[Callable[[_Trial], None], ...] = (
    _check_repeats,
    _check_empty,
    _check_pairs,
    _check_order_of_clients,
    _check_order_of_providers,
    _check_reasons,
    _check_missing,
)
