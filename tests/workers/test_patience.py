"""How long the supervisor waits, by a clock that the test turns."""

import pytest

from caseload_gql.workers.patience import LONGEST, WINDOW, Backoff, Patience, Pulse

PATIENCE = Patience(beat=5, start=60)


def test_a_worker_that_starts_has_longer_than_one_that_has_beaten() -> None:
    pulse = Pulse(PATIENCE, 100)
    assert not pulse.stopped(0, 160)
    assert pulse.stopped(0, 160.1)


def test_a_beat_that_stands_still_for_too_long_has_stopped() -> None:
    pulse = Pulse(PATIENCE, 100)
    assert not pulse.stopped(1, 150)
    assert not pulse.stopped(1, 155)
    assert pulse.stopped(1, 155.1)


def test_any_new_beat_starts_the_wait_anew() -> None:
    pulse = Pulse(PATIENCE, 100)
    assert not any(pulse.stopped(count, 100 + 5 * count) for count in range(1, 20))


def test_time_in_which_the_watcher_slept_is_not_held_against_the_worker() -> None:
    pulse = Pulse(PATIENCE, 100)
    assert not pulse.stopped(1, 100)
    pulse.excuse(3_600)
    assert not pulse.stopped(1, 3_705)
    assert pulse.stopped(1, 3_705.1)


def test_the_first_ends_cost_no_wait_and_a_storm_costs_ever_more_up_to_a_bound() -> None:
    backoff = Backoff()
    assert [backoff.after_end(0.1 * at) for at in range(9)] == [0, 0, 1, 2, 4, 8, LONGEST, LONGEST, LONGEST]


@pytest.mark.parametrize(("later", "wait"), [(WINDOW, 1), (WINDOW + 0.1, 0)])
def test_ends_that_lie_long_back_are_forgotten(later: float, wait: float) -> None:
    backoff = Backoff()
    backoff.after_end(0)
    backoff.after_end(0)
    assert backoff.after_end(later) == wait
