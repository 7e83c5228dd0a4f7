"""When a provider is full, and which capacities and weights there are."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseload_gql.domain.capacity import check_capacity, has_room, load_status, weight_in_hundredths
from caseload_gql.domain.vocabulary import LoadStatus
from caseload_gql.errors import InvalidValue


@pytest.mark.parametrize(
    ("capacity", "load", "status"),
    [
        (0, 0, LoadStatus.AT_CAPACITY),
        (0, 1, LoadStatus.OVER_CAPACITY),
        (20, 0, LoadStatus.AVAILABLE),
        (20, 1699, LoadStatus.AVAILABLE),
        (20, 1700, LoadStatus.NEARING_CAPACITY),
        (20, 1999, LoadStatus.NEARING_CAPACITY),
        (20, 2000, LoadStatus.AT_CAPACITY),
        (20, 2001, LoadStatus.OVER_CAPACITY),
    ],
)
def test_load_status_changes_exactly_at_the_bounds(capacity: int, load: int, status: LoadStatus) -> None:
    assert load_status(capacity, load, 8500) is status


def test_at_the_highest_threshold_only_full_is_near() -> None:
    assert load_status(3, 299, 10_000) is LoadStatus.AVAILABLE
    assert load_status(3, 300, 10_000) is LoadStatus.AT_CAPACITY


@given(st.integers(0, 10_000), st.integers(0, 1_000_000), st.integers(1, 10_000))
def test_who_has_room_for_the_lightest_client_is_neither_full_nor_over(capacity: int, load: int, weight: int) -> None:
    status = load_status(capacity, load, 8500)
    assert has_room(capacity, load, 1) == (status not in {LoadStatus.AT_CAPACITY, LoadStatus.OVER_CAPACITY})
    taken = load_status(capacity, load + weight, 8500) is not LoadStatus.OVER_CAPACITY
    assert has_room(capacity, load, weight) == taken


@pytest.mark.parametrize("capacity", [0, 1, 10_000])
def test_capacity_in_range_is_taken(capacity: int) -> None:
    assert check_capacity(capacity) == capacity


@pytest.mark.parametrize("capacity", [-1, 10_001])
def test_capacity_out_of_range_is_refused(capacity: int) -> None:
    with pytest.raises(InvalidValue, match=f"capacity is {capacity}"):
        check_capacity(capacity)


@given(st.integers(1, 10_000))
def test_every_hundredth_is_a_weight(hundredths: int) -> None:
    assert weight_in_hundredths(hundredths / 100) == hundredths


@pytest.mark.parametrize("weight", [0, -1, 0.009, 0.015, 1.001, 100.01, math.nan, math.inf, -math.inf])
def test_other_weights_are_refused(weight: float) -> None:
    with pytest.raises(InvalidValue, match=r"from 0.01 to 100"):
        weight_in_hundredths(weight)
