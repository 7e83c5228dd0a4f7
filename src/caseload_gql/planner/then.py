"""Providers as they were at the end of past days: capacity, status, count and load of then, the rest as it is today."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Date,
    FromClause,
    Integer,
    Subquery,
    and_,
    case,
    cast,
    func,
    inspect,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased

from caseload_gql.db.dialect import days_before, whole
from caseload_gql.db.models import Assignment, EarlierTerms, EarlierWeight, Provider
from caseload_gql.domain.vocabulary import ProviderStatus
from caseload_gql.errors import BadUserInput
from caseload_gql.planner.request import Asking

WEEK: Final = 7
#: A trend's points at most: a year of weeks.
WEEKS_AT_MOST: Final = 53
_OF_THEN: Final = ("capacity", "status", "caseload_count", "load_hundredths")


@dataclass(frozen=True)
class Then:
    """Providers at the ends of some days: an alias of their rows, one a day, and the day of each."""

    row: Any
    day: ColumnElement[date]


def past_day(asking: Asking, given: Any, path: tuple[str, ...]) -> CTE | None:  # noqa: ANN401  # an argument's value
    """The one day asked about; None where it is today, which has not ended. Raises ``BadUserInput`` for later ones."""
    match asking.judge(_against_today, given):
        case "past":
            return select(asking.bind(given, Date()).label("day")).cte()
        case "today":
            return None
    message = "asOf lies in the future. Give a past day, or leave it out for the balance of now."
    raise BadUserInput(message, path)


def _against_today(today: date, day: date) -> str:
    return "past" if day < today else "today" if day == today else "future"


def weeks(asking: Asking, start: Any, end: Any, path: tuple[str, ...]) -> CTE:  # noqa: ANN401  # arguments' values
    """The days a week apart that lead up to ``end``, none before ``start``. Raises ``BadUserInput``."""
    problem = asking.judge(_unusable, start, end)
    if problem is not None:
        raise BadUserInput(problem, path)
    last = asking.bind(end, Date())
    first = asking.bind(start, Date())
    days = select(last.label("day")).cte(recursive=True)
    earlier = days_before(days.c.day, WEEK)
    return days.union_all(select(earlier).where(earlier >= first))


def _unusable(today: date, start: date, end: date) -> str | None:
    if end > today:
        return "to lies in the future. Give today or a past day."
    if start > end:
        return "from lies after to. Give the earlier day first."
    if (end - start).days // WEEK >= WEEKS_AT_MOST:
        return f"from and to lie more than {WEEKS_AT_MOST} weeks apart. Ask for a shorter period."
    return None


def providers_then(asking: Asking, days: FromClause) -> Then:
    """The visible providers at the end of each of the days, those who were not there yet left out.

    A provider who was recorded later than on a day, as by an import, counts on it if known to have carried clients.
    """
    row = asking.rows(Provider)
    terms, carried = _terms(), _carried(days)
    own = inspect(row).selectable.c
    count = func.coalesce(carried.c.count, whole(0))
    of_then: dict[str, ColumnElement[Any]] = {
        "capacity": func.coalesce(terms.c.capacity, own.capacity),
        "status": case((terms.c.until_on.is_(None), own.status), else_=func.coalesce(terms.c.status, _WORKS)),
        "caseload_count": count,
        "load_hundredths": func.coalesce(carried.c.load, whole(0)),
    }
    columns = [of_then[column.key].label(column.key) if column.key in _OF_THEN else column for column in own]
    hidden = asking.redactions(row)
    columns += [where.label(f"{name}_is_hidden") for name, where in hidden.items()]
    held = and_(terms.c.provider_id == row.id, *_during(terms, days.c.day))
    found = (
        select(days.c.day, *columns)
        .select_from(days)
        .join(row, true())
        .outerjoin(terms, held)
        .outerjoin(carried, and_(carried.c.day == days.c.day, carried.c.provider_id == row.id))
        .where(or_(terms.c.until_on.is_(None), terms.c.status.is_not(None), count > whole(0)))
        .cte()
    )
    then: Any = aliased(Provider, found, adapt_on_names=True)
    asking.stated[found] = {name: found.c[f"{name}_is_hidden"] for name in hidden}
    return Then(then, found.c.day)


_WORKS: Final = ProviderStatus.ACTIVE


def _terms() -> Subquery:
    """Terms that hold no more, each from the day on which the ones before it ended."""
    row = aliased(EarlierTerms)
    began = func.lag(row.until_on).over(partition_by=row.provider_id, order_by=row.until_on)
    return select(row.provider_id, row.capacity, row.status, began.label("since_on"), row.until_on).subquery()


def _weights() -> Subquery:
    """Weights that count no more, each from the day on which the one before it ended."""
    row = aliased(EarlierWeight)
    began = func.lag(row.until_on).over(partition_by=row.assignment_id, order_by=row.until_on)
    return select(row.assignment_id, row.weight_hundredths, began.label("since_on"), row.until_on).subquery()


def _during(held: Subquery, day: ColumnElement[date]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return or_(held.c.since_on.is_(None), held.c.since_on <= day), held.c.until_on > day


def _carried(days: FromClause) -> Subquery:
    """How many clients each provider had at the end of each day, and their weights as they counted then.

    These are facts of the provider, whatever part of the caseload the reader may see.
    """
    row: Any = aliased(Assignment)
    weights = _weights()
    active = and_(row.assigned_on <= days.c.day, or_(row.ended_on.is_(None), row.ended_on > days.c.day))
    weight = func.coalesce(weights.c.weight_hundredths, row.weight_hundredths, type_=Integer())
    return (
        select(
            days.c.day,
            row.provider_id,
            func.count().label("count"),
            cast(func.sum(weight), BigInteger()).label("load"),
        )
        .select_from(days)
        .join(row, active)
        .outerjoin(weights, and_(weights.c.assignment_id == row.id, *_during(weights, days.c.day)))
        .group_by(days.c.day, row.provider_id)
        .subquery()
    )
