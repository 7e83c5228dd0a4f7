"""Providers and the pool as they stood at the end of a day, told row by row."""

from collections.abc import Sequence
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from sqlalchemy import inspect

from tests.differential import figures
from tests.differential.picture import Picture


def provider_then(picture: Picture, row: Any, day: date) -> Any:
    """The provider with the capacity, status and clients of then; None where there was none yet."""
    terms = _held(picture.earlier_terms[row.id], day)
    carried = [
        each
        for each in picture.assignments_of_provider[row.id]
        if each.assigned_on <= day and (each.ended_on is None or each.ended_on > day)
    ]
    if terms is not None and terms.status is None and not carried:
        return None
    columns = {column.key: getattr(row, column.key) for column in inspect(row).mapper.column_attrs}
    holding = row if terms is None else terms
    columns |= {
        "capacity": holding.capacity,
        "status": holding.status or "ACTIVE",
        "caseload_count": len(carried),
        "load_hundredths": sum(_weight(picture, each, day) for each in carried),
        "now": row,
    }
    return SimpleNamespace(**columns)


def _weight(picture: Picture, assignment: Any, day: date) -> int:
    held = _held(picture.earlier_weights[assignment.id], day)
    return int((assignment if held is None else held).weight_hundredths)


def _held(rows: Sequence[Any], day: date) -> Any:
    """Of what was kept until some day, what held at the end of this one."""
    return min((each for each in rows if each.until_on > day), key=lambda each: each.until_on, default=None)


def weeks(start: date, end: date) -> list[date]:
    """The days whole weeks before the last, back to the first, earliest first."""
    count = (end - start).days // 7
    return [end - timedelta(weeks=back) for back in range(count, -1, -1)]


def point(picture: Picture, day: date, end: date, providers: Sequence[Any], entries: Sequence[Any]) -> dict[str, Any]:
    """One point of the trend, from the providers of then and every entry in sight; today ends with all that is."""
    waits = [
        figures.days_waited(each.entered_on, day)
        for each in entries
        if each.entered_on <= end and (each.left_on is None or each.left_on > end)
    ]
    return figures.workload(picture, providers) | {
        "__typename": "WorkloadPoint",
        "asOf": day.isoformat(),
        "poolSize": len(waits),
        "longestWaitDays": max(waits, default=None),
        "pastTarget": sum(waited > picture.practice.wait_target_days for waited in waits),
    }
