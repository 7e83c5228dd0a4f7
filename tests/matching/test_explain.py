"""Sentences on a pair, and the order of offers."""

import math

import numpy as np
import pytest

from caseload_gql.errors import FailedGate
from caseload_gql.matching.explain import best_first, summarise
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


def having(identifier: str, free: int) -> ProviderFacts:
    return ProviderFacts(identifier, capacity=10, load_hundredths=1000 - free)


def test_offers_stand_by_eligibility_then_fit_then_room_then_id() -> None:
    offers = [
        (having("d", -100), True, 0.9),
        (having("c", 200), True, 0.5),
        (having("a", 100), True, math.nan),
        (having("b", 100), True, 0.5),
        (having("e", 900), True, 0.49),
        (having("f", 900), False, 1.0),
    ]
    for shuffled in (offers[::-1], offers[3:] + offers[:3]):
        providers = [each for each, _, _ in shuffled]
        eligible = np.array([[each for _, each, _ in shuffled]])
        scores = np.array([[each for _, _, each in shuffled]])
        [order] = best_first(eligible, scores, providers)
        assert [providers[at].id for at in order] == ["d", "c", "a", "b", "e", "f"]


@pytest.mark.parametrize("shape", [(0, 0), (2, 0)])
def test_where_there_is_nobody_nobody_is_offered(shape: tuple[int, int]) -> None:
    assert best_first(np.zeros(shape, dtype=np.bool_), np.zeros(shape), []).shape == shape


def test_free_room_is_capacity_less_load_and_may_be_negative() -> None:
    assert ProviderFacts("prv_a", capacity=2, load_hundredths=150).free_hundredths == 50
    assert ProviderFacts("prv_a", capacity=0, load_hundredths=150).free_hundredths == -150
