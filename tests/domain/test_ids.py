"""Identifiers."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseload_gql.domain.ids import new_id, prefix_of

AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
moments = st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # bounds are naive
entropies = st.binary(min_size=10, max_size=10)


def test_an_id_is_its_prefix_and_26_characters_of_crockfords_alphabet() -> None:
    assert new_id("cli", datetime(1970, 1, 1, tzinfo=UTC), bytes(10)) == "cli_" + "0" * 26
    assert new_id("cli_", datetime(1970, 1, 1, tzinfo=UTC), bytes(9) + b"\x20") == "cli_" + "0" * 24 + "10"
    assert new_id("cli", datetime(1970, 1, 1, tzinfo=UTC), b"\xff" * 10) == "cli_" + "0" * 10 + "Z" * 16


@given(moments, entropies, entropies)
def test_ids_sort_by_time_to_the_millisecond(at: datetime, one: bytes, other: bytes) -> None:
    assert new_id("cli", at, one) < new_id("cli", at + timedelta(milliseconds=2), other)


@given(moments, entropies, entropies)
def test_ids_of_one_moment_differ_with_their_entropy(at: datetime, one: bytes, other: bytes) -> None:
    assert (new_id("cli", at, one) == new_id("cli", at, other)) == (one == other)


@pytest.mark.parametrize("size", [0, 9, 11])
def test_other_than_ten_bytes_of_entropy_are_refused(size: int) -> None:
    with pytest.raises(ValueError, match="10 bytes"):
        new_id("cli", AT, bytes(size))


def test_the_prefix_of_an_id_is_known() -> None:
    assert prefix_of(new_id("prv", AT, bytes(10))) == "prv"
    assert prefix_of("nothing") == ""
    assert prefix_of("") == ""
