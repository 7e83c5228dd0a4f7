"""The shipped scorers: whole batches at once, each pair as it would score alone."""

from datetime import date

import numpy as np
import pytest

from caseload_gql.plugins import ClientFacts, ProviderFacts, Scorer, ScoringBatch
from caseload_gql.plugins.builtin.scorers import headroom, specialty_fit
from caseload_gql.testing import check_scorer

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize("scorer", [headroom, specialty_fit], ids=lambda each: each.name)
def test_they_keep_the_contract(scorer: Scorer) -> None:
    check_scorer(scorer, missing="abstains")


def test_headroom_is_the_free_share_and_never_below_nothing() -> None:
    providers = [
        ProviderFacts("a", capacity=4, load_hundredths=100),
        ProviderFacts("b", capacity=4, load_hundredths=900),
        ProviderFacts("c"),
    ]
    scores = headroom.score(ScoringBatch([ClientFacts("x"), ClientFacts("y")], providers, TODAY))
    np.testing.assert_array_equal(scores, [[0.75, 0.0, np.nan]] * 2)


def test_specialty_fit_is_the_share_of_requirements_that_are_met_whatever_their_spelling() -> None:
    clients = [
        ClientFacts("x", service_requirements=("Trauma", "Grief")),
        ClientFacts("y", service_requirements=("trauma",)),
        ClientFacts("z"),
    ]
    providers = [
        ProviderFacts("a", specialties=("TRAUMA",)),
        ProviderFacts("b", specialties=("Chess",)),
        ProviderFacts("c"),
    ]
    scores = specialty_fit.score(ScoringBatch(clients, providers, TODAY))
    np.testing.assert_array_equal(scores, [[0.5, 0, np.nan], [1, 0, np.nan], [np.nan] * 3])
