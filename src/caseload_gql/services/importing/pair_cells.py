"""How cells are read whose items say several things, such as ``2026-03-01 5 ACTIVE``; items are separated by ``|``."""

from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar

from caseload_gql.domain.capacity import CAPACITY_AT_MOST
from caseload_gql.domain.spreadsheet import parted
from caseload_gql.domain.vocabulary import ProviderStatus
from caseload_gql.errors import InvalidValue
from caseload_gql.services.importing import cells
from caseload_gql.services.importing.cells import Reader

#: A cell of more days than this would be longer than a CSV reader takes; it is a change each day for thirteen years.
DAYS_AT_MOST: Final = 5_000
_CAPACITY: Final = cells.whole(0, CAPACITY_AT_MOST)
_STATUS: Final = cells.word(ProviderStatus)
V = TypeVar("V")
#: Until when, and what held until then.
Until = tuple[date, V]


def numbers(cell: str) -> list[tuple[str, float]]:
    """Names with a number each, as ``headroom 2|specialty_fit 0.5``."""
    return [(name, cells.number(number)) for name, number in _named(cell, "headroom 2|specialty_fit 0.5")]


def words(vocabulary: type[StrEnum], example: str) -> Reader:
    """Names with a word each of a closed vocabulary."""
    read = cells.word(vocabulary)
    return lambda cell: [(name, read(word)) for name, word in _named(cell, example)]


def terms(cell: str) -> list[Until[tuple[int, ProviderStatus | None]]]:
    """Days with the capacity and status that held until then; only at first somebody may not have been there yet."""
    return _days(cell, _terms, "2026-03-01 5 ACTIVE|2026-05-01 7 ON_LEAVE")


def weights(cell: str) -> list[Until[int]]:
    """Days with the weight that counted until then, in hundredths."""
    return _days(cell, lambda said, _: int(str(cells.weight(said))), "2026-03-01 1.5|2026-05-01 2")


def _terms(said: str, at: int) -> tuple[int, ProviderStatus | None]:
    capacity, _, status = said.partition(" ")
    if not status and at:
        message = "an item without a status means that the provider was not there yet; it can only be the first"
        raise InvalidValue(message)
    found = _STATUS(status) if status else None
    return int(str(_CAPACITY(capacity))), None if found is None else ProviderStatus(str(found))


def _days(cell: str, read: Callable[[str, int], V], example: str) -> list[Until[V]]:
    items = cell.split("|")
    if len(items) > DAYS_AT_MOST:
        message = f"the list has {len(items)} items; at most {DAYS_AT_MOST} are kept"
        raise InvalidValue(message)
    found: list[Until[V]] = []
    for at, item in enumerate(items):
        day, _, said = item.strip().partition(" ")
        if not said:
            message = f"write items as {example}"
            raise InvalidValue(message)
        until = cells.day(day)
        if found and until <= found[-1][0]:
            message = "each day stands once, and the earlier ones first"
            raise InvalidValue(message)
        found.append((until, read(said.strip(), at)))
    return found


def _named(cell: str, example: str) -> Iterator[tuple[str, str]]:
    for item in parted(cell):
        name, _, said = item.strip().rpartition(" ")
        if not name:
            message = f"write items as {example}"
            raise InvalidValue(message)
        yield name, said
