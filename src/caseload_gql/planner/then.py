"""Providers as they were at the end of past days: capacity, status, count and load of then, the rest as it is today."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Subquery,
    and_,
    case,
    func,
    inspect,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased

from caseload_gql.db.dialect.constants import whole
from caseload_gql.db.models import EarlierTerms, Provider
from caseload_gql.domain.vocabulary import ProviderStatus
from caseload_gql.planner.carried import carried
from caseload_gql.planner.days import Days
from caseload_gql.planner.request import Asking

_OF_THEN: Final = ("capacity", "status", "caseload_count", "load_hundredths")


@dataclass(frozen=True)
class Then:
    """Providers at the ends of some days: an alias of their rows, one a day, and the day of each."""

    row: Any
    day: ColumnElement[date]


def providers_then(asking: Asking, days: Days) -> Then:
    """The visible providers at the end of each of the days, those who were not there yet left out.

    A provider who was recorded later than on a day, as by an import, counts on it if known to have carried clients.
    """
    row = asking.rows(Provider)
    day, terms, clients = days.rows.c.day, _terms(), carried(days)
    own = inspect(row).selectable.c
    count = func.coalesce(clients.c.count, whole(0))
    of_then: dict[str, ColumnElement[Any]] = {
        "capacity": func.coalesce(terms.c.capacity, own.capacity),
        "status": case((terms.c.until_on.is_(None), own.status), else_=func.coalesce(terms.c.status, _WORKS)),
        "caseload_count": count,
        "load_hundredths": func.coalesce(clients.c.load, whole(0)),
    }
    columns = [of_then[column.key].label(column.key) if column.key in _OF_THEN else column for column in own]
    hidden = asking.redactions(row)
    columns += [where.label(f"{name}_is_hidden") for name, where in hidden.items()]
    held = and_(terms.c.provider_id == row.id, *_during(terms, days.end_of(day)))
    found = (
        select(day, *columns)
        .select_from(days.rows)
        .join(row, true())
        .outerjoin(terms, held)
        .outerjoin(clients, and_(clients.c.day == day, clients.c.provider_id == row.id))
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


def _during(held: Subquery, day: ColumnElement[date]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return or_(held.c.since_on.is_(None), held.c.since_on <= day), held.c.until_on > day
