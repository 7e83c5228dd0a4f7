"""The past days that a read asks about: one, or several a week apart."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import CTE, ColumnElement, Date, case, literal_column, select

from caseload_gql.db.dialect.arithmetic import days_before, days_between
from caseload_gql.db.dialect.constants import whole
from caseload_gql.db.measures import today
from caseload_gql.errors import BadUserInput
from caseload_gql.planner.request import Asking

WEEK: Final = 7
#: A day that nothing lies behind.
_EVER: Final = literal_column("'9999-12-31'", Date())
#: A trend's points at most: a year of weeks.
WEEKS_AT_MOST: Final = 53


@dataclass(frozen=True)
class Days:
    """Days a week apart: each with how many weeks before the last it lies."""

    #: Rows of ``day`` and ``back``.
    rows: CTE
    last: ColumnElement[date]
    #: How many weeks before the last the first one lies.
    most: ColumnElement[int]
    #: Whether the last of them may be today.
    to_now: bool = False

    def weeks_back(self, day: ColumnElement[date]) -> ColumnElement[int]:
        """Of the days that do not lie before ``day``, which is the first: weeks before the last, maybe too many."""
        return days_between(day, self.last) // whole(WEEK)

    def end_of(self, day: ColumnElement[date]) -> ColumnElement[date]:
        """The latest day of what had happened by the end of a day: of today, which has not ended, all that did.

        A practice that has moved westward may have recorded what lies on tomorrow for it.
        """
        return case((day < today(), day), else_=_EVER) if self.to_now else day


def past_day(asking: Asking, given: Any, path: tuple[str, ...]) -> Days | None:  # noqa: ANN401  # an argument's value
    """The one day asked about; None where it is today, which has not ended. Raises ``BadUserInput`` for later ones."""
    match asking.judge(_against_today, given):
        case "past":
            day = asking.bind(given, Date())
            return Days(select(day.label("day"), whole(0).label("back")).cte(), day, whole(0))
        case "today":
            return None
    message = "asOf lies in the future. Give a past day, or leave it out for the balance of now."
    raise BadUserInput(message, path)


def _against_today(today: date, day: date) -> str:
    return "past" if day < today else "today" if day == today else "future"


def weeks(asking: Asking, start: Any, end: Any, path: tuple[str, ...]) -> Days:  # noqa: ANN401  # arguments' values
    """The days a week apart that lead up to ``end``, none before ``start``. Raises ``BadUserInput``."""
    problem = asking.judge(_unusable, start, end)
    if problem is not None:
        raise BadUserInput(problem, path)
    first, last = asking.bind(start, Date()), asking.bind(end, Date())
    days = select(last.label("day"), whole(0).label("back")).cte(recursive=True)
    earlier = days_before(days.c.day, WEEK)
    rows = days.union_all(select(earlier, days.c.back + whole(1)).where(earlier >= first))
    return Days(rows, last, days_between(first, last) // whole(WEEK), to_now=True)


def _unusable(today: date, start: date, end: date) -> str | None:
    if end > today:
        return "to lies in the future. Give today or a past day."
    if start > end:
        return "from lies after to. Give the earlier day first."
    if (end - start).days // WEEK >= WEEKS_AT_MOST:
        return f"from and to lie more than {WEEKS_AT_MOST} weeks apart. Ask for a shorter period."
    return None
