"""Scores: weighted means of those who speak."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseload_gql.matching.scoring import Scored, combine, contributions, ten_thousandths

NAN = math.nan


def added(sheet: list[Scored], provider: int = 0) -> tuple[float, ...]:
    return contributions([float(each.raw[0, provider]) for each in sheet], [each.weight for each in sheet])


def scored(name: str, weight: float, *rows: list[float]) -> Scored:
    return Scored(name, weight, np.array(rows, dtype=np.float64))


def test_the_total_is_the_weighted_mean() -> None:
    sheet = [scored("a", 1, [1.0, 0.0]), scored("b", 3, [0.0, 0.5])]
    np.testing.assert_allclose(combine(sheet, (1, 2)), [[0.25, 0.375]])
    assert added(sheet) == (0.25, 0.0)
    assert added(sheet, 1) == (0.0, 0.375)


def test_who_abstains_neither_adds_nor_weighs() -> None:
    sheet = [scored("a", 1, [0.4]), scored("b", 100, [NAN])]
    assert combine(sheet, (1, 1))[0, 0] == pytest.approx(0.4)
    assert added(sheet) == (0.4, 0.0)


def test_without_anybody_who_speaks_and_weighs_there_is_no_score() -> None:
    for sheet in ([], [scored("a", 1, [NAN])], [scored("a", 0, [0.7])], [scored("a", 0, [0.7]), scored("b", 1, [NAN])]):
        assert np.isnan(combine(sheet, (1, 1))).all()
        assert added(sheet) == (0.0,) * len(sheet)


def test_a_weight_of_nothing_does_not_move_the_mean() -> None:
    assert combine([scored("a", 0, [0.0]), scored("b", 2, [0.6])], (1, 1))[0, 0] == pytest.approx(0.6)


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0)])
def test_without_clients_or_providers_there_is_nothing_to_combine(shape: tuple[int, int]) -> None:
    assert combine([Scored("a", 1, np.zeros(shape))], shape).shape == shape


@given(
    st.lists(
        st.tuples(
            st.sampled_from([0.0, 0.5, 1.0, 2.5, 10.0]),
            st.one_of(st.just(NAN), st.floats(0, 1)),
        ),
        max_size=6,
    )
)
def test_contributions_add_up_to_the_total_which_stays_within_0_and_1(said: list[tuple[float, float]]) -> None:
    sheet = [scored(str(at), weight, [raw]) for at, (weight, raw) in enumerate(said)]
    total = combine(sheet, (1, 1))[0, 0]
    found = added(sheet)
    assert len(found) == len(sheet)
    if np.isnan(total):
        assert all(weight == 0 or math.isnan(raw) for weight, raw in said)
        assert sum(found) == 0
    else:
        assert -1e-9 <= total <= 1 + 1e-9
        assert sum(found) == pytest.approx(total, abs=1e-5)


def test_a_score_is_kept_in_ten_thousandths() -> None:
    assert ten_thousandths(0.81236) == 8124
    assert (ten_thousandths(0.0), ten_thousandths(1.0)) == (0, 10_000)
    assert ten_thousandths(NAN) is None
