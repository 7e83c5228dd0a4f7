"""Weekly spans of time."""

import strawberry

from caseload_gql.schema.enums import Weekday
from caseload_gql.schema.planned import planned


@strawberry.type(description="A span of time that recurs each week, practice-local.")
class WeeklyWindow:
    """A weekly span within one day."""

    weekday: Weekday = planned("The day.")
    starts: str = planned("When it starts: practice-local, HH:MM.")
    ends: str = planned("When it ends: practice-local, HH:MM.")
