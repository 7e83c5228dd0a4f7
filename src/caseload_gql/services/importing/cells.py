"""How one cell is read. Readers raise ``InvalidValue`` saying what is expected; they never repeat free text."""

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final

from caseload_gql.domain.availability import Span, check_spans
from caseload_gql.domain.capacity import weight_in_hundredths
from caseload_gql.domain.json_value import check_json_value
from caseload_gql.domain.spreadsheet import parted
from caseload_gql.domain.text import clean_text
from caseload_gql.domain.vocabulary import Weekday
from caseload_gql.errors import InvalidValue
from caseload_gql.services.admission import ATTRIBUTES_BYTES, attribute_problems

Reader = Callable[[str], object]

ITEMS_AT_MOST = 250
ITEM_LENGTH = 100
EARLIEST = date(1900, 1, 1)
#: East of Greenwich a day begins while it is the day before there.
_ZONE: Final = timedelta(days=1)
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LOOKS_LIKE_DATE = re.compile(r"[0-9]{1,4}[./ -][0-9]{1,2}[./ -][0-9]{1,4}")
_FRACTION = re.compile(r"[01](\.[0-9]{1,4})?")
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,30})?(e-?[0-9]{1,2})?")
_WINDOW = re.compile(r"([A-Za-z]+) +([0-9]{2}:[0-9]{2})-([0-9]{2}:[0-9]{2})")
_YES_NO = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


def text(maximum: int) -> Reader:
    """Free text of at most so many characters."""
    return lambda cell: clean_text(cell, maximum=maximum)


def whole(low: int, high: int) -> Reader:
    """A whole number within bounds."""

    def read(cell: str) -> int:
        if not (cell.isascii() and cell.isdigit() and len(cell) <= 9 and low <= int(cell) <= high):  # noqa: PLR2004
            message = f"write a whole number from {low} to {high}"
            raise InvalidValue(message)
        return int(cell)

    return read


def word(vocabulary: type[StrEnum]) -> Reader:
    """One word of a closed vocabulary, in any case."""

    def read(cell: str) -> StrEnum:
        try:
            return vocabulary(cell.upper().replace(" ", "_"))
        except ValueError as error:
            message = f"write one of {', '.join(vocabulary)}"
            raise InvalidValue(message) from error

    return read


def yes_no(cell: str) -> bool:
    """Yes or no."""
    found = _YES_NO.get(cell.lower())
    if found is None:
        message = "write yes or no"
        raise InvalidValue(message)
    return found


def day(cell: str) -> date:
    """A calendar date, in ISO form only: other forms can be read two ways."""
    if _ISO.fullmatch(cell) is None:
        shown = f"{cell} is no date in the form expected; " if _LOOKS_LIKE_DATE.fullmatch(cell) else ""
        message = f"{shown}write dates as YYYY-MM-DD, for example 2026-01-15"
        raise InvalidValue(message)
    try:
        found = date.fromisoformat(cell)
    except ValueError as error:
        message = f"{cell} is not in the calendar"
        raise InvalidValue(message) from error
    if found < EARLIEST:
        message = f"{cell} lies before {EARLIEST.isoformat()}"
        raise InvalidValue(message)
    return found


def instant(cell: str) -> datetime:
    """An instant with its offset from UTC, such as 2026-01-15T09:30:00+00:00."""
    try:
        read = datetime.fromisoformat(cell)
        found = None if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        found = None
    if found is None or found.date() < EARLIEST - _ZONE:
        message = "write instants like 2026-01-15T09:30:00+00:00"
        raise InvalidValue(message)
    return found


def number(cell: str) -> float:
    """Any number, such as a degree of latitude; a comma may stand for the point."""
    plain = cell.replace(",", ".")
    if _NUMBER.fullmatch(plain) is None:
        message = "write a number, for example 41.88"
        raise InvalidValue(message)
    return float(plain)


def fraction(cell: str) -> int:
    """A number from 0 to 1 with at most four decimals, kept in whole ten-thousandths."""
    if _FRACTION.fullmatch(cell) is None or (found := round(float(cell) * 10_000)) > 10_000:  # noqa: PLR2004
        message = "write a number from 0 to 1 with at most four decimals, for example 0.85"
        raise InvalidValue(message)
    return found


def own_id(prefix: str) -> Reader:
    """An id that this product made, such as an export holds."""
    form = re.compile(prefix + r"_[0-9A-Za-z_]{1,28}")

    def read(cell: str) -> str:
        if form.fullmatch(cell) is None:
            message = f"write the id as the export did; it begins with {prefix}_"
            raise InvalidValue(message)
        return cell

    return read


def weight(cell: str) -> int:
    """A case weight, kept in whole hundredths; a comma may stand for the point."""
    try:
        return weight_in_hundredths(float(cell.replace(",", ".")))
    except (ValueError, OverflowError) as error:
        message = "write a number from 0.01 to 100 with at most two decimals, for example 1.5"
        raise InvalidValue(message) from error


def items(cell: str) -> list[str]:
    """A list, its items separated by ``|``; each is kept once."""
    parts = [part for part in parted(cell) if part.strip()]
    if len(parts) > ITEMS_AT_MOST:
        message = f"the list has {len(parts)} items; at most {ITEMS_AT_MOST} are kept"
        raise InvalidValue(message)
    return list(dict.fromkeys(clean_text(part, maximum=ITEM_LENGTH) for part in parts))


def names(cell: str) -> list[str]:
    """A list of names or external ids, separated by ``|``."""
    return list(dict.fromkeys(clean_text(part) for part in parted(cell) if part.strip()))


def windows(cell: str) -> list[Span]:
    """Weekly windows, separated by ``|``."""
    spans = []
    for part in cell.split("|"):
        found = _WINDOW.fullmatch(part.strip())
        if found is None or found[1].upper() not in Weekday.__members__:
            message = "write windows as MONDAY 09:00-12:00|TUESDAY 13:00-17:00"
            raise InvalidValue(message)
        spans.append(Span(Weekday(found[1].upper()), found[2], found[3]))
    check_spans(spans)
    return spans


def json_object(cell: str) -> dict[str, object]:
    """A JSON object."""
    try:
        found = json.loads(cell)
        check_json_value(found)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or attribute_problems(found):
        message = f'write a JSON object of at most {ATTRIBUTES_BYTES} bytes, for example {{"vip": true}}'
        raise InvalidValue(message)
    return found
