"""Figures over many rows: the pool's summary and the workload's balance."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Float,
    Select,
    Subquery,
    case,
    cast,
    func,
    inspect,
    literal_column,
    select,
    type_coerce,
)

from caseload_gql.db import measures
from caseload_gql.db.dialect.arithmetic import fraction
from caseload_gql.db.dialect.constants import word
from caseload_gql.db.dialect.json_text import json_array, json_list, json_object
from caseload_gql.db.models import PoolEntry, Provider
from caseload_gql.domain.vocabulary import LoadStatus, ProviderStatus
from caseload_gql.planner.days import past_day
from caseload_gql.planner.filters import filter_conditions, past_target
from caseload_gql.planner.one_row import one_row
from caseload_gql.planner.request import Asking
from caseload_gql.planner.selection import TYPENAME, Selected
from caseload_gql.planner.then import providers_then

Figures = Mapping[str, Callable[[Selected], ColumnElement[Any]]]


def emit_workload(asking: Asking, each: Selected, team: Any = None) -> ColumnElement[Any]:  # noqa: ANN401
    """The workload of the visible providers (of one team, given its alias), now or at the end of a past day."""
    as_of = each.arguments.get("asOf")
    days = None if as_of is None else past_day(asking, as_of, each.path)
    row: Any = asking.rows(Provider) if days is None else providers_then(asking, days).row
    providers = workload_rows(asking, row, each.arguments.get("filter"))
    if team is not None:
        providers = providers.where(row.team_id == team.id).correlate(inspect(team).selectable)
    base = providers.subquery()
    figures = workload_figures(base)
    pairs = [(child.key, figures[child.name](child)) for child in each.children]
    return one_row(pairs, base).scalar_subquery()


def workload_rows(
    asking: Asking,
    row: Any,  # noqa: ANN401  # an alias
    given: Mapping[str, Any] | None,
    *beside: ColumnElement[Any],
) -> Select[Any]:
    """What the figures of a workload need of each provider who has not departed and meets a filter."""
    where: list[ColumnElement[bool]] = [row.status != ProviderStatus.DEPARTED]
    if given:
        where += filter_conditions(asking, Provider, row, given)
    full = row.capacity * 100
    return select(
        *beside,
        row.capacity.label("capacity"),
        row.load_hundredths.label("load"),
        row.caseload_count.label("count"),
        case((full - row.load_hundredths > 0, full - row.load_hundredths), else_=0).label("free"),
        case((row.load_hundredths - full > 0, row.load_hundredths - full), else_=0).label("over"),
        # Not yet rounded: each figure is rounded once.
        (cast(row.load_hundredths, Float(53)) / func.nullif(full, 0)).label("utilization"),
        row.load_status.label("status"),
    ).where(*where)


def workload_figures(base: Subquery | CTE) -> Figures:
    """The figures of a workload over rows of `workload_rows`; but for `gini` and the counts, of each group of them."""
    capacity, load = _sum(base.c.capacity), _sum(base.c.load)
    return {
        TYPENAME: lambda _: word("Workload"),
        "providerCount": lambda _: func.count(),
        "caseloadCount": lambda _: _sum(base.c.count),
        "capacity": lambda _: capacity,
        "load": lambda _: measures.hundredths(load),
        "utilization": lambda _: fraction(load, capacity * 100),
        "openSlots": lambda _: measures.hundredths(_sum(base.c.free)),
        "overBy": lambda _: measures.hundredths(_sum(base.c.over)),
        "coefficientOfVariation": lambda _: _variation(base),
        "gini": lambda _: gini(base).scalar_subquery(),
        "byLoadStatus": lambda child: _by_status(base, child),
    }


def _sum(column: ColumnElement[int]) -> ColumnElement[int]:
    return cast(func.coalesce(func.sum(column), 0), BigInteger())


def _rounded(value: ColumnElement[float]) -> ColumnElement[float]:
    millionths = cast(func.round(value * 1_000_000), BigInteger())
    return type_coerce(millionths / literal_column("1000000.0", Float()), Float())


def _variation(base: Subquery | CTE) -> ColumnElement[float]:
    """Standard deviation (of the whole population) of utilisation over its mean; null without a mean above 0.

    Computed as sqrt(n * sum(u²) - sum(u)²) / sum(u).
    """
    u = base.c.utilization
    n, total, squares = func.count(u), func.sum(u), func.sum(u * u)
    spread = n * squares - total * total
    root = func.sqrt(case((spread > 0, spread), else_=literal_column("0.0", Float())))
    return _rounded(case((total > 0, root / total)))


def gini(base: Subquery | CTE, *each: ColumnElement[Any]) -> Select[Any]:
    """Gini coefficient of utilisation: sum((2i - n - 1) u_i) / (n sum(u)), u sorted; null where nothing is carried.

    One for all rows, or one for ``each`` value of a column.
    """
    u = base.c.utilization
    ranked = (
        select(
            *each,
            u.label("u"),
            func.row_number().over(partition_by=each or None, order_by=u).label("i"),
            func.count().over(partition_by=each or None).label("n"),
        )
        .where(u.is_not(None))
        .subquery()
    )
    within = [ranked.c[str(column.key)] for column in each]
    total = func.sum(ranked.c.u)
    weighted = func.sum((2 * ranked.c.i - ranked.c.n - 1) * ranked.c.u)
    value = case((total > 0, weighted / (func.max(ranked.c.n) * total)))
    return select(*within, _rounded(value).label("gini")).group_by(*within)


def _by_status(base: Subquery | CTE, child: Selected) -> ColumnElement[Any]:
    def one(status: LoadStatus) -> ColumnElement[Any]:
        values: dict[str, ColumnElement[Any]] = {
            TYPENAME: word("LoadStatusCount"),
            "loadStatus": word(status.value),
            "count": func.count().filter(base.c.status == status.value),
        }
        return json_object([(below.key, values[below.name]) for below in child.children])

    return json_list([one(status) for status in LoadStatus])


def open_entries(asking: Asking) -> Subquery:
    """The visible open entries of the pool with what the summary needs of each."""
    row = asking.rows(PoolEntry)
    waiting = select(row.reason.label("reason"), row.wait_days.label("waited"), row.entered_on, row.left_on)
    return waiting.where(row.left_at.is_(None)).subquery()


def pool_figures(asking: Asking, base: Subquery) -> Figures:
    """The figures of the pool's summary over its open entries."""
    return {
        "totalCount": lambda _: func.count(),
        "longestWaitDays": lambda _: func.max(base.c.waited),
        "medianWaitDays": lambda _: _median(base),
        "pastTarget": lambda _: func.count().filter(past_target(base.c)),
        "dueWithin": lambda child: func.count().filter(
            past_target(base.c, asking.bind(child.arguments["days"], BigInteger())),
            base.c.waited <= measures.wait_target(),
        ),
        "byReason": lambda child: _by_reason(base, child),
    }


def _median(base: Subquery) -> ColumnElement[float]:
    """The middle wait, or the mean of the two in the middle."""
    ranked = select(
        base.c.waited, func.row_number().over(order_by=base.c.waited).label("i"), func.count().over().label("n")
    ).subquery()
    middle = (2 * ranked.c.i >= ranked.c.n) & (2 * ranked.c.i <= ranked.c.n + 2)
    sums = cast(func.sum(ranked.c.waited), BigInteger())
    return select(fraction(sums, func.count())).select_from(ranked).where(middle).scalar_subquery()


def _by_reason(base: Subquery, child: Selected) -> ColumnElement[Any]:
    grouped = (
        select(
            base.c.reason.label("reason"),
            func.count().label("count"),
            func.max(base.c.waited).label("longest"),
        )
        .group_by(base.c.reason)
        .order_by(base.c.reason)
        .subquery()
    )
    values: dict[str, ColumnElement[Any]] = {
        TYPENAME: word("PoolReasonCount"),
        "reason": grouped.c.reason,
        "count": grouped.c.count,
        "longestWaitDays": grouped.c.longest,
    }
    pairs = [(below.key, values[below.name]) for below in child.children]
    rows = select(json_object(pairs).label("value")).select_from(grouped).subquery()
    return select(json_array(rows.c.value)).scalar_subquery()
