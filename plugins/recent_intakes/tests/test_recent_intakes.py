"""The example scorer's arithmetic."""

from datetime import date

import numpy as np
import pytest

import caseload_recent_intakes as plugin
from caseload_gql.plugins import ClientFacts, ProviderFacts, ScorerRequest, ScoringBatch, ScoringPair
from caseload_gql.policy.practice import PracticeFacts
from caseload_gql.testing import MakeKit, check_scorer

TODAY = date(2026, 11, 2)
(SCORER,) = plugin.register_scorers(ScorerRequest(PracticeFacts()))

MATCHES = """
{ node(id: "cli_eve") { ... on Client { matches { matches {
  provider { id } contributions { scorer raw because }
} } } } }
"""


def provider(intakes: int | None, capacity: int = 20) -> ProviderFacts:
    return ProviderFacts("prv", capacity=capacity, recent_intakes=intakes)


@pytest.mark.parametrize(("intakes", "score"), [(0, 1.0), (2, 0.6), (5, 0.0), (40, 0.0)])
def test_the_fewer_new_clients_by_capacity_the_better(intakes: int, score: float) -> None:
    assert plugin.score_of(provider(intakes)) == pytest.approx(score)


def test_a_part_time_provider_has_had_plenty_sooner() -> None:
    assert plugin.score_of(provider(2, capacity=8)) == 0.0


@pytest.mark.parametrize("unknown", [provider(None), provider(3, capacity=0)])
def test_it_abstains_where_nothing_is_known(unknown: ProviderFacts) -> None:
    assert np.isnan(plugin.score_of(unknown))


def test_a_batch_is_scored_as_its_pairs_are_for_every_client_alike() -> None:
    clients, providers = [ClientFacts("cli_a"), ClientFacts("cli_b")], [provider(0), provider(None), provider(2)]
    scores = SCORER.score(ScoringBatch(clients, providers, TODAY))
    one = [SCORER.score(ScoringBatch(clients[:1], [each], TODAY))[0, 0] for each in providers]
    assert scores.shape == (2, 3)
    np.testing.assert_array_equal(scores, [one, one])
    assert SCORER.score(ScoringBatch([], [], TODAY)).shape == (0, 0)


def test_the_reason_tells_the_count_and_the_capacity() -> None:
    pair = ScoringPair(ClientFacts("cli"), provider(2), TODAY)
    assert SCORER.because(pair) == "2 new in the last 28 days, of a capacity of 20."


def test_it_keeps_the_contract_of_scorers() -> None:
    check_scorer(SCORER, missing="abstains")


def test_the_ranking_names_it_and_says_why(caseload_kit: MakeKit) -> None:
    kit = caseload_kit(plugin)
    matches = kit.query(kit.actor("admin"), MATCHES)["node"]["matches"]["matches"]
    (sam,) = [each for each in matches if each["provider"]["id"] == "prv_sam"]
    said = {each["scorer"]: (each["raw"], each["because"]) for each in sam["contributions"]}
    assert said["recent_intakes"] == (0.2, "1 new in the last 28 days, of a capacity of 5.")
