"""Balance on past days, its trend, and the report of waits come out alike on SQLite, on PostgreSQL and by hand."""

from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.differential.conftest import OPERATIONS, SEEDS, Houses
from tests.differential.operations import operations
from tests.differential.practice import PEOPLE
from tests.differential.test_differential import check

REPORTS: Final = frozenset({"workload", "workloadTrend", "waitReport", "teams"})


@pytest.mark.timeout(0)
@pytest.mark.parametrize("seed", SEEDS)
def test_reports_are_those_told_row_by_row(houses: Houses, seed: int) -> None:
    @settings(
        max_examples=OPERATIONS // 10 // len(SEEDS),
        deadline=None,
        print_blob=True,
        report_multiple_bugs=False,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(data=st.data())
    def search(data: st.DataObject) -> None:
        house = houses(seed, examples=data.draw(st.booleans(), "with the example plugins"))
        viewing = house.viewer(data.draw(st.sampled_from(sorted(PEOPLE)), "viewer"))
        check(viewing, data.draw(operations(viewing, REPORTS), "operation"))

    search()
