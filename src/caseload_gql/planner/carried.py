"""How many clients providers had at the end of past days, and what those counted then: past loads are not reweighed.

Every assignment is looked at once, however many days are asked about: it adds its weight on the first of the days that
it reaches and takes it off on the first that it does not, and the sums run from day to day.
"""

from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    SQLColumnExpression,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased

from caseload_gql.db.dialect.constants import whole
from caseload_gql.db.models import Assignment, EarlierWeight, Provider
from caseload_gql.planner.days import Days


def carried(days: Days) -> Subquery:
    """A row for each of the days and each provider: ``day``, ``provider_id``, ``count`` and ``load``.

    These are facts of the provider, whatever part of the caseload the reader may see.
    """
    provider, steps = aliased(Provider), _steps(days)

    def running(name: str) -> ColumnElement[int]:
        step = func.coalesce(steps.c[name], whole(0))
        total = func.sum(step).over(partition_by=provider.id, order_by=days.rows.c.day)
        return cast(total, BigInteger()).label(name)

    here = and_(steps.c.provider_id == provider.id, steps.c.back == days.rows.c.back)
    return (
        select(days.rows.c.day, provider.id.label("provider_id"), running("count"), running("load"))
        .select_from(days.rows)
        .join(provider, true())
        .outerjoin(steps, here)
        .subquery()
    )


def _steps(days: Days) -> Subquery:
    """By how much each provider's clients and load rise on each of the days."""
    stretches = union_all(_now(), _earlier()).subquery()
    kept = or_(stretches.c.ended.is_(None), stretches.c.began < stretches.c.ended)
    weight = stretches.c.weight
    up = select(stretches.c.provider_id, stretches.c.began.label("day"), whole(1).label("count"), weight).where(kept)
    down = select(
        stretches.c.provider_id, stretches.c.ended.label("day"), literal_column("-1").label("count"), -weight
    ).where(stretches.c.began < stretches.c.ended)
    steps = union_all(up, down).subquery()
    back = days.weeks_back(steps.c.day)
    first = case((back > days.most, days.most), (back < whole(0), whole(0)), else_=back).label("back")
    reached = select(steps.c.provider_id, first, steps.c.count, steps.c.weight).where(
        steps.c.day <= days.end_of(days.last)
    )
    found = reached.subquery()
    return (
        select(
            found.c.provider_id,
            found.c.back,
            func.sum(found.c.count).label("count"),
            func.sum(found.c.weight).label("load"),
        )
        .group_by(found.c.provider_id, found.c.back)
        .subquery()
    )


def _now() -> Select[Any]:
    """Assignments with the weights that they have, from the day on which these began to count."""
    row: Any = aliased(Assignment)
    kept = aliased(EarlierWeight)
    since = (
        select(kept.assignment_id, func.max(kept.until_on).label("since_on")).group_by(kept.assignment_id).subquery()
    )
    began = _later(row.assigned_on, since.c.since_on)
    return (
        select(
            row.provider_id, began.label("began"), row.ended_on.label("ended"), row.weight_hundredths.label("weight")
        )
        .select_from(row)
        .outerjoin(since, since.c.assignment_id == row.id)
    )


def _earlier() -> Select[Any]:
    """Assignments with each weight that they had, until the day on which the next one began to count."""
    row: Any = aliased(Assignment)
    kept = aliased(EarlierWeight)
    before = func.lag(kept.until_on).over(partition_by=kept.assignment_id, order_by=kept.until_on)
    weights = select(kept.assignment_id, kept.weight_hundredths, before.label("since_on"), kept.until_on).subquery()
    ended = case((row.ended_on < weights.c.until_on, row.ended_on), else_=weights.c.until_on)
    began = _later(row.assigned_on, weights.c.since_on)
    return (
        select(row.provider_id, began.label("began"), ended.label("ended"), weights.c.weight_hundredths.label("weight"))
        .select_from(row)
        .join(weights, weights.c.assignment_id == row.id)
    )


def _later(day: SQLColumnExpression[date], other: ColumnElement[date]) -> ColumnElement[date]:
    """The later of two days; the other one may be null."""
    return case((other > day, other), else_=day)
