"""The scalars of the API: Date, DateTime and JSON, strict on the way in, unchanged on the way out."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime

import strawberry
from strawberry.scalars import JSON
from strawberry.types.scalar import ScalarDefinition

from caseload_gql.domain.json_value import MOST_LEVELS, check_json_value

EARLIEST = date(1900, 1, 1)
LATEST = date(2200, 12, 31)

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})", re.ASCII)

_NOT_A_DATE = "is not a date: write YYYY-MM-DD, like 2026-01-15"
_NOT_AN_INSTANT = "is not an instant: write ISO 8601 with an offset, like 2026-01-15T09:30:00Z"
_OUT_OF_RANGE = f"is out of range: {EARLIEST} to {LATEST} are accepted"


def parse_date(value: object) -> date:
    """Read a calendar date written as YYYY-MM-DD; `ValueError` says what is wrong without repeating the value."""
    if not isinstance(value, str) or _DATE.fullmatch(value) is None:
        message = f"The value {_NOT_A_DATE}."
        raise ValueError(message)
    try:
        day = date.fromisoformat(value)
    except ValueError:
        message = f"The value {_NOT_A_DATE}; there is no such day."
        raise ValueError(message) from None
    return _within_range(day)


def parse_instant(value: object) -> datetime:
    """Read an instant with an offset as an aware UTC datetime; `ValueError` as for dates."""
    if not isinstance(value, str) or _INSTANT.fullmatch(value) is None:
        message = f"The value {_NOT_AN_INSTANT}."
        raise ValueError(message)
    try:
        instant = datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError):
        message = f"The value {_NOT_AN_INSTANT}; there is no such instant."
        raise ValueError(message) from None
    _within_range(instant.date())
    return instant


def parse_json(value: object) -> object:
    """Take a JSON value as it is; `InvalidValue`, which is a `ValueError`, for one that could not be kept."""
    check_json_value(value)
    return value


def serialize_date(value: object) -> object:
    """Write a date; text made by the database passes unchanged."""
    return value.isoformat() if isinstance(value, date) else value


def serialize_instant(value: object) -> object:
    """Write an instant in UTC with microseconds; text made by the database passes unchanged."""
    if not isinstance(value, datetime):
        return value
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def _within_range(day: date) -> date:
    if not EARLIEST <= day <= LATEST:
        message = f"The value {_OUT_OF_RANGE}."
        raise ValueError(message)
    return day


DATE = strawberry.scalar(
    name="Date",
    description="A calendar date in the practice's time zone, ISO 8601: 2026-01-15. From 1900 to 2200.",
    serialize=serialize_date,
    parse_value=parse_date,
)
DATE_TIME = strawberry.scalar(
    name="DateTime",
    description="An instant, ISO 8601 with an offset; always given in UTC: 2026-01-15T09:30:00.000000+00:00.",
    serialize=serialize_instant,
    parse_value=parse_instant,
)
JSON_VALUE = strawberry.scalar(
    name="JSON",
    description=(
        "Any JSON value: an object, a list, text, a number, true, false or null. "
        f"One that is sent nests on at most {MOST_LEVELS} levels, and its whole numbers have at most 64 bits."
    ),
    parse_value=parse_json,
)

SCALARS: Mapping[object, ScalarDefinition] = {date: DATE, datetime: DATE_TIME, JSON: JSON_VALUE}
"""Which Python types stand for the scalars in the types and inputs of the API."""
