"""Sentences on a pair, and the order of offers."""

from itertools import pairwise

from caseload_gql.errors import FailedGate
from caseload_gql.matching.explain import rank_key, summarise
from caseload_gql.matching.facts import ProviderFacts
from caseload_gql.matching.gates import GateReport

PAYER = FailedGate("PAYER_NOT_TAKEN", "The provider does not take the payer.")
LEAVE = FailedGate("PROVIDER_NOT_ACTIVE", "The provider is on leave.")


def test_a_fit_is_told_in_whole_percent() -> None:
    assert summarise(GateReport(), 0.816) == "Fits to 82 %."
    assert summarise(GateReport(), 0.0) == "Fits to 0 %."


def test_without_a_score_it_is_said_that_there_is_none() -> None:
    assert summarise(GateReport(), None) == "No scorer had anything to go by."


def test_warnings_are_told_beside_the_fit() -> None:
    report = GateReport(warnings=(PAYER, LEAVE))
    assert summarise(report, 0.5) == f"Fits to 50 %. Mind: {PAYER.reason} {LEAVE.reason}"


def test_of_the_ineligible_every_failed_gate_is_told_and_no_fit() -> None:
    assert summarise(GateReport(failed=(LEAVE, PAYER)), 0.9) == f"Not eligible: {LEAVE.reason} {PAYER.reason}"


def test_offers_stand_by_eligibility_then_fit_then_room_then_id() -> None:
    best_first = [
        rank_key(eligible=True, score=0.9, free_hundredths=-100, provider_id="d"),
        rank_key(eligible=True, score=0.5, free_hundredths=200, provider_id="c"),
        rank_key(eligible=True, score=None, free_hundredths=100, provider_id="a"),
        rank_key(eligible=True, score=0.5, free_hundredths=100, provider_id="b"),
        rank_key(eligible=True, score=0.49, free_hundredths=900, provider_id="a"),
        rank_key(eligible=False, score=1.0, free_hundredths=900, provider_id="a"),
    ]
    assert all(one < other for one, other in pairwise(best_first))


def test_free_room_is_capacity_less_load_and_may_be_negative() -> None:
    assert ProviderFacts("prv_a", capacity=2, load_hundredths=150).free_hundredths == 50
    assert ProviderFacts("prv_a", capacity=0, load_hundredths=150).free_hundredths == -150
