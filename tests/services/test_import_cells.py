"""Cells of an import that could not be kept are refused as such; what can be kept is read."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from caseload_gql.errors import InvalidValue
from caseload_gql.services.importing import cells, pair_cells


@pytest.mark.parametrize(
    ("read", "cell"),
    [
        (cells.json_object, '{"a": NaN}'),
        (cells.json_object, '{"a": "\\ud800"}'),
        (cells.json_object, '{"a": "\\u0000"}'),
        (cells.json_object, '{"a": "' + "x" * 16_384 + '"}'),
        (cells.json_object, "[" * 100_000),
        (cells.instant, "9999-12-31T23:59:59-01:00"),
        (cells.instant, "1899-12-30T23:59:59+00:00"),
        (cells.instant, "0001-01-01T00:00:00+01:00"),
        (cells.number, "1e400"),
        (cells.number, "1_0"),
        (cells.number, "٣"),
        (pair_cells.numbers, "headroom"),
        (pair_cells.numbers, "|"),
        (pair_cells.terms, "2026-01-01"),
        (pair_cells.terms, "2026-01-01 3 ACTIVE|"),
        (pair_cells.terms, "|".join(["2026-01-01 3"] * 5_001)),
        (pair_cells.weights, "2026-01-01 0"),
        (pair_cells.weights, "2026-01-01 1 2"),
    ],
    ids=range(18),
)
def test_a_cell_that_cannot_be_kept_is_refused(read: Callable[[str], object], cell: str) -> None:
    with pytest.raises(InvalidValue):
        read(cell)


@pytest.mark.parametrize(
    ("read", "cell", "value"),
    [
        (cells.json_object, '{"a": "\\\\u0000"}', {"a": "\\u0000"}),
        (cells.instant, "1899-12-31T11:30:00+00:00", datetime(1899, 12, 31, 11, 30, tzinfo=UTC)),
        (cells.number, "-0,5", -0.5),
        (cells.number, "1e-05", 1e-05),
        (pair_cells.numbers, "a b\\|c 2|d 0", [("a b|c", 2.0), ("d", 0.0)]),
    ],
    ids=range(5),
)
def test_a_cell_that_can_be_kept_is_read(read: Callable[[str], object], cell: str, value: object) -> None:
    assert read(cell) == value
