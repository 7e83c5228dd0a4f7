"""Which JSON values can be taken in: those that everybody who writes, keeps and reads them later can follow."""

from typing import Final

from caseload_gql.errors import InvalidValue

#: Levels of objects and lists within each other. Answers are written to 254 levels, and SQLite reads 1,000.
MOST_LEVELS: Final = 100
#: Whole numbers are read back exactly as far as 64 bits hold them.
_LEAST, _MOST = -(2**63), 2**64 - 1


def check_json_value(value: object) -> None:
    """Raises ``InvalidValue`` for what nests too deep, or holds a whole number of more than 64 bits."""
    level = [value]
    for _ in range(MOST_LEVELS + 1):
        if any(isinstance(each, int) and not _LEAST <= each <= _MOST for each in level):
            message = "The value holds a whole number of more than 64 bits. Send it as text."
            raise InvalidValue(message)
        level = [inner for each in level for inner in _within(each)]
        if not level:
            return
    message = f"The value nests on more than {MOST_LEVELS} levels. Send a flatter one."
    raise InvalidValue(message)


def _within(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
