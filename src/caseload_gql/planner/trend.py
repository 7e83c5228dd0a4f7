"""How the caseload's balance and the pool went: the same figures week by week."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import CTE, ColumnElement, Float, FromClause, Subquery, and_, func, literal_column, or_, select

from caseload_gql.db.dialect.constants import whole, word
from caseload_gql.db.dialect.json_text import json_array, json_object
from caseload_gql.db.measures import days_waited, wait_target
from caseload_gql.db.models import PoolEntry
from caseload_gql.planner.aggregates import Figures, gini, workload_figures, workload_rows
from caseload_gql.planner.days import Days, weeks
from caseload_gql.planner.request import Asking
from caseload_gql.planner.selection import TYPENAME, Selected
from caseload_gql.planner.then import providers_then

_NONE: Final = whole(0)
_NOTHING: Final = literal_column("0.0", Float())
#: What a day without providers comes to; what is not here is null then.
_OF_NOBODY: Final[Mapping[str, ColumnElement[Any]]] = {
    "providerCount": _NONE,
    "caseloadCount": _NONE,
    "capacity": _NONE,
    "load": _NOTHING,
    "openSlots": _NOTHING,
    "overBy": _NOTHING,
}
_OF_POOL: Final[Mapping[str, Callable[[Subquery], ColumnElement[Any]]]] = {
    "poolSize": lambda _: func.count(),
    "longestWaitDays": lambda waits: func.max(waits.c.waited),
    "pastTarget": lambda waits: func.count().filter(waits.c.waited > wait_target()),
}


def emit_trend(asking: Asking, each: Selected) -> ColumnElement[Any]:
    """A point for the end of each week, earliest first. Raises ``BadUserInput`` for a period that cannot be."""
    period = weeks(asking, each.arguments["from"], each.arguments["to"], each.path)
    days = period.rows
    values: dict[str, ColumnElement[Any]] = {TYPENAME: word("WorkloadPoint"), "asOf": days.c.day}
    names = list(dict.fromkeys(child.name for child in each.children if child.name not in values))
    source: FromClause = days
    for figures in _figures(asking, each, period, names):
        source = source.outerjoin(figures, figures.c.day == days.c.day)
        for name in names:
            if name in figures.c:
                zero = _OF_NOBODY.get(name, None if name not in {"poolSize", "pastTarget"} else _NONE)
                values[name] = figures.c[name] if zero is None else func.coalesce(figures.c[name], zero)
    value = json_object([(child.key, values[child.name]) for child in each.children])
    points = select(value.label("value")).select_from(source).order_by(days.c.day).subquery()
    return select(json_array(points.c.value)).scalar_subquery()


def _figures(asking: Asking, each: Selected, period: Days, names: list[str]) -> list[Subquery]:
    """The figures asked for, by day: those of the pool, and those of the providers."""
    found: list[Subquery] = []
    of_pool = [name for name in names if name in _OF_POOL]
    if of_pool:
        found.append(_pool(asking, period, of_pool))
    of_providers = [name for name in names if name not in _OF_POOL]
    if of_providers:
        then = providers_then(asking, period)
        base = workload_rows(asking, then.row, each.arguments.get("filter"), then.day.label("day")).cte()
        found.append(_by_day(base, workload_figures(base), each, [name for name in of_providers if name != "gini"]))
        if "gini" in of_providers:
            found.append(gini(base, base.c.day).subquery())
    return found


def _by_day(base: CTE, figures: Figures, each: Selected, names: list[str]) -> Subquery:
    columns = [figures[name](each).label(name) for name in names]
    return select(base.c.day, *columns).group_by(base.c.day).subquery()


def _pool(asking: Asking, period: Days, names: list[str]) -> Subquery:
    """The visible entries that were open at the end of each day; one that was reopened counts as never left."""
    row, days = asking.rows(PoolEntry), period.rows
    end = period.end_of(days.c.day)
    there = and_(row.entered_on <= end, or_(row.left_on.is_(None), row.left_on > end))
    waited = days_waited(row.entered_on, days.c.day).label("waited")
    waits = select(days.c.day, waited).select_from(days).join(row, there).subquery()
    return select(waits.c.day, *(_OF_POOL[name](waits).label(name) for name in names)).group_by(waits.c.day).subquery()
