"""Percentiles of whole days, exact to the tenth and the same on both databases.

The definition is that of SQL's ``percentile_cont`` and of numpy's default (type 7 of Hyndman and Fan, 1996): of n
values in order, the place of p is 1 + (n - 1) p, and between two values it is interpolated linearly. With p in tenths
and values in whole numbers the result is a whole number of tenths, so no rounding is done.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Subquery, case, cast, func, select

from caseload_gql.db.dialect.arithmetic import fraction
from caseload_gql.db.dialect.constants import whole


def ranked(base: Subquery, measures: Iterable[str], groups: Sequence[str] = ()) -> Subquery:
    """The rows, each with its place (``<measure>_i``) among the values of its group and how many there are (``_n``)."""
    within = [base.c[name] for name in groups]
    columns: list[ColumnElement[Any]] = list(base.c)
    for name in measures:
        value = base.c[name]
        columns += [
            func.row_number().over(partition_by=[*within, value.is_(None)], order_by=value).label(f"{name}_i"),
            func.count(value).over(partition_by=within or None).label(f"{name}_n"),
        ]
    return select(*columns).subquery()


def percentile(rows: Subquery, measure: str, tenths: int) -> ColumnElement[float]:
    """The value at so many tenths, over the rows of `ranked` or each group of them; null where there is none."""
    place, count = rows.c[f"{measure}_i"], rows.c[f"{measure}_n"]
    steps = (count - whole(1)) * whole(tenths)
    low = steps // whole(10)
    share = steps - low * whole(10)
    weight = case((place == low + whole(1), whole(10) - share), (place == low + whole(2), share), else_=whole(0))
    return fraction(cast(func.sum(rows.c[measure] * weight), BigInteger()), whole(10))
