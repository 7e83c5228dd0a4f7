"""Free text of an input: cleaned, or a problem at its path."""

from caseload_gql.domain.text import clean_text
from caseload_gql.errors import InvalidValue, UserError, UserErrorCode
from caseload_gql.services.refusal import problem

NOTE_LENGTH = 2000


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
