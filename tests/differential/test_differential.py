"""Any operation is answered alike on SQLite, on PostgreSQL, and by a naive executor over rows in memory."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.differential.conftest import OPERATIONS, SEEDS, Houses
from tests.differential.house import Viewing
from tests.differential.operations import Operation, operations
from tests.differential.practice import PEOPLE


def check(viewing: Viewing, operation: Operation) -> None:
    """The three answers are one."""
    sqlite, postgres, naive = viewing.answers(operation.query, operation.variables)
    # SQLite's parser goes less deep; the product may say so.
    answered = [postgres] if sqlite.codes == {"QUERY_TOO_COMPLEX"} else [sqlite, postgres]
    for answer in answered:
        assert answer.data == naive.data
        assert naive.errors <= answer.errors
        # A denial is told of a field whose rows turn out to be none, too.
        assert all(code == "FORBIDDEN" and len(path) > 1 for code, path in answer.errors - naive.errors)
    assert len({answer.errors for answer in answered}) == 1


@pytest.mark.timeout(0)
@pytest.mark.parametrize("seed", SEEDS)
def test_the_planner_answers_as_a_naive_executor_does(houses: Houses, seed: int) -> None:
    @settings(
        max_examples=OPERATIONS // len(SEEDS),
        deadline=None,
        print_blob=True,
        report_multiple_bugs=False,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(data=st.data())
    def search(data: st.DataObject) -> None:
        house = houses(seed, examples=data.draw(st.booleans(), "with the example plugins"))
        viewing = house.viewer(data.draw(st.sampled_from(sorted(PEOPLE)), "viewer"))
        check(viewing, data.draw(operations(viewing), "operation"))

    search()
