"""Free text of an input, and lists of it: cleaned, or a problem at its path."""

from collections.abc import Sequence
from typing import Final

from caseload_gql.domain.text import clean_text
from caseload_gql.errors import InvalidValue, UserError, UserErrorCode
from caseload_gql.services.refusal import problem

NOTE_LENGTH = 2000
#: How many items a list of an input may hold, and how long one of them may be.
MOST_ITEMS: Final = 250
ITEM_LENGTH: Final = 100


def cleaned(value: str, problems: list[UserError], *path: str, maximum: int = 200) -> str:
    """The text without what surrounds it; where it cannot be used, a problem is added and it comes back empty."""
    try:
        return clean_text(value, maximum=maximum)
    except InvalidValue as error:
        problems.append(problem(UserErrorCode.INVALID, error.message, *path))
        return ""


def cleaned_or_none(value: str | None, problems: list[UserError], *path: str, maximum: int = 200) -> str | None:
    """As `cleaned`; what was not given stays so."""
    return None if value is None else cleaned(value, problems, *path, maximum=maximum)


def cleaned_items(values: Sequence[str] | None, problems: list[UserError], field: str) -> list[str]:
    """The items of a list, each once, in the order given."""
    given = list(values or ())
    crowded = too_many(given, field)
    if crowded is not None:
        problems.append(crowded)
        return []
    items = [cleaned(value, problems, field, str(at), maximum=ITEM_LENGTH) for at, value in enumerate(given)]
    return list(dict.fromkeys(items))


def too_many(values: Sequence[object], field: str) -> UserError | None:
    """The problem of a list that is longer than any is kept."""
    if len(values) <= MOST_ITEMS:
        return None
    message = f"The list has {len(values)} items; at most {MOST_ITEMS} are kept."
    return problem(UserErrorCode.INVALID, message, field)
