"""Weekly windows and their overlap."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseload_gql.domain.availability import Span, check_spans, overlap_minutes
from caseload_gql.domain.vocabulary import Weekday
from caseload_gql.errors import InvalidValue

MONDAY, TUESDAY = Weekday.MONDAY, Weekday.TUESDAY


@st.composite
def spans(draw: st.DrawFn) -> Span:
    starts, ends = sorted(draw(st.lists(st.integers(0, 1440), min_size=2, max_size=2, unique=True)))
    return Span(draw(st.sampled_from(Weekday)), *(f"{each // 60:02}:{each % 60:02}" for each in (starts, ends)))


def minutes_of(window: Span) -> set[tuple[Weekday, int]]:
    starts, ends = (int(text[:2]) * 60 + int(text[3:]) for text in (window.starts, window.ends))
    return {(window.weekday, minute) for minute in range(starts, ends)}


def test_windows_that_touch_or_lie_on_other_days_are_taken() -> None:
    check_spans([])
    check_spans([Span(MONDAY, "12:00", "24:00"), Span(TUESDAY, "00:00", "13:00"), Span(MONDAY, "00:00", "12:00")])


@pytest.mark.parametrize("text", ["9:00", "24:01", "25:00", "12:60", "noon", "", "09:00\n", "09:00:00", "٠٩:٠٠"])
def test_a_time_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="HH:MM"):
        check_spans([Span(MONDAY, text, "24:00")])
    with pytest.raises(InvalidValue, match="HH:MM"):
        check_spans([Span(MONDAY, "00:00", text)])


@pytest.mark.parametrize(("starts", "ends"), [("10:00", "10:00"), ("10:00", "09:59"), ("24:00", "00:00")])
def test_a_window_must_end_after_it_starts(starts: str, ends: str) -> None:
    with pytest.raises(InvalidValue, match="MONDAY must end after"):
        check_spans([Span(MONDAY, starts, ends)])


def test_windows_that_overlap_are_refused_in_any_order() -> None:
    late, early = Span(TUESDAY, "11:59", "13:00"), Span(TUESDAY, "09:00", "12:00")
    for both in ([late, early], [early, late]):
        with pytest.raises(InvalidValue, match="TUESDAY overlap"):
            check_spans(both)


@given(spans(), spans())
def test_overlap_is_the_minutes_in_both(one: Span, other: Span) -> None:
    assert overlap_minutes([one], [other]) == len(minutes_of(one) & minutes_of(other))


def test_overlap_sums_over_all_windows_even_of_an_iterator() -> None:
    ours = (Span(MONDAY, "09:00", "12:00"), Span(TUESDAY, "09:00", "12:00"))
    theirs = (Span(MONDAY, "11:00", "24:00"), Span(MONDAY, "08:00", "09:30"), Span(TUESDAY, "10:00", "10:05"))
    assert overlap_minutes(ours, iter(theirs)) == 60 + 30 + 5
    assert overlap_minutes([], theirs) == 0
