"""Each rule of the contract of scorers is held: a scorer that breaks it alone is caught, with a sentence."""

from collections.abc import Callable
from itertools import count

import numpy as np
import pytest

from caseload_gql.plugins import ClientFacts, ProviderFacts, Scorer, Scores, ScoringBatch, ScoringPair
from caseload_gql.plugins.builtin.scorers import PLUGIN as CORE
from caseload_gql.plugins.discovery import shipped
from caseload_gql.plugins.manager import assemble
from caseload_gql.plugins.sample_batch import TODAY
from caseload_gql.testing import check_scorer

CALLS = count()


def flat(batch: ScoringBatch, value: float = 0.5) -> Scores:
    return np.full((len(batch.clients), len(batch.providers)), value)


def because(pair: ScoringPair) -> str:
    del pair
    return "They fit."


def raising(batch: ScoringBatch) -> Scores:
    message = "no table"
    raise LookupError(message)


def raising_on_no_clients(batch: ScoringBatch) -> Scores:
    return flat(batch, float(batch.clients[0].telehealth_ok))


def by_place_of_client(batch: ScoringBatch) -> Scores:
    scores = flat(batch)
    scores[1:, :] = 0.25
    return scores


def by_place_of_provider(batch: ScoringBatch) -> Scores:
    scores = flat(batch)
    scores[:, 1:] = 0.25
    return scores


def by_the_others(batch: ScoringBatch) -> Scores:
    return flat(batch, 1 / max(len(batch.providers), 1))


def moody(batch: ScoringBatch) -> Scores:
    return flat(batch, next(CALLS) % 2)


def changing(batch: ScoringBatch) -> Scores:
    for client in batch.clients:
        client.attributes.update(seen=True)  # type: ignore[attr-defined]  # what a plugin must not do
    return flat(batch)


def abstaining(batch: ScoringBatch) -> Scores:
    return flat(batch, np.nan)


def own_batch() -> ScoringBatch:
    clients = (ClientFacts("cli_a", attributes={"a": 1}), ClientFacts("cli_b", telehealth_ok=True, attributes={}))
    return ScoringBatch(clients, (ProviderFacts("prv_a"), ProviderFacts("prv_b")), TODAY)


@pytest.mark.parametrize(
    ("score", "sentence"),
    [
        (raising, "it raises LookupError on 2 clients and 2 providers: no table"),
        (raising_on_no_clients, "it raises IndexError on 0 clients and 2 providers"),
        (lambda _: np.zeros((1, 2)), r"it answers an array of shape \(1, 2\) for 2 clients and 2 providers"),
        (lambda _: None, r"it answers an array of shape \(\) for 2 clients and 2 providers"),
        (lambda _: [["a", "b"], ["c", "d"]], "it raises ValueError"),
        (lambda batch: flat(batch, 1.5), "it answers 1.5; a score is 0 to 1, or NaN to abstain"),
        (lambda batch: flat(batch, -0.1), "it answers -0.1"),
        (lambda batch: flat(batch, np.inf), "it answers inf"),
        (moody, "differently the second time"),
        (by_the_others, "it scores cli_a with prv_a 1 alone and 0.5 in a batch"),
        (by_place_of_client, "its scores change with the order of clients"),
        (by_place_of_provider, "its scores change with the order of providers"),
        (changing, "it changes the batch it is handed"),
    ],
)
def test_a_scorer_that_breaks_a_rule_is_caught(score: Callable[[ScoringBatch], Scores], sentence: str) -> None:
    with pytest.raises(AssertionError, match=f"scorer odd: .*{sentence}"):
        check_scorer(Scorer("odd", score, because), own_batch())


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (lambda _: "  ", "because says '  ' of cli_a with prv_a"),
        (lambda _: None, "because says None of cli_a with prv_a"),
        (lambda pair: pair.nothing, "because raises AttributeError on cli_a with prv_a"),
    ],
)
def test_a_scorer_that_cannot_say_why_is_caught(reason: Callable[[ScoringPair], str], sentence: str) -> None:
    with pytest.raises(AssertionError, match=f"scorer odd: {sentence}"):
        check_scorer(Scorer("odd", flat, reason), own_batch())


def test_what_a_scorer_means_to_do_on_missing_data_is_held_against_it() -> None:
    with pytest.raises(AssertionError, match=r"it scores 0\.5 where nothing is recorded .* it was to abstain"):
        check_scorer(Scorer("odd", flat, because), missing="abstains")
    with pytest.raises(AssertionError, match=r"it abstains where nothing is recorded .* it was to stand"):
        check_scorer(Scorer("odd", abstaining, because), missing="stands")
    check_scorer(Scorer("odd", flat, because), missing="stands")
    check_scorer(Scorer("odd", abstaining, because), missing="abstains")


def test_the_scorers_that_ship_keep_the_contract() -> None:
    found = [scorer for plugin, scorer in assemble(shipped()).batch_scorers if plugin.name == CORE.name]
    assert found
    for scorer in found:
        check_scorer(scorer)
