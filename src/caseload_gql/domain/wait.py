"""The wait clock: whole days between practice-local calendar dates."""

from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from caseload_gql.errors import InvalidValue


def local_date(moment: datetime, time_zone: str) -> date:
    """The practice-local date of an aware instant. Raises ``InvalidValue`` for a time zone that does not exist."""
    try:
        return moment.astimezone(ZoneInfo(time_zone)).date()
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        message = "There is no such time zone. Use a name such as America/Chicago."
        raise InvalidValue(message) from error


def wait_days(entered_on: date, left_on: date | None, today: date) -> int:
    """Whole days waited: to the day of leaving, else to today.

    Never below 0: where a practice has moved its time zone westward, today may lie before the day that was recorded.
    """
    return max(((left_on or today) - entered_on).days, 0)
