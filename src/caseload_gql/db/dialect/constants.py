"""Values that are part of a statement and no parameters of it."""

import re
from typing import Final

from sqlalchemy import ColumnElement, Integer, String, literal_column

_WORD: Final = re.compile(r"^[_.0-9A-Za-z]+$")


def word(text: str) -> ColumnElement[str]:
    """A text that is part of the statement and no parameter of it: a name, a cursor's beginning; others are refused."""
    if not _WORD.match(text):
        message = f"not a word: {text!r}"
        raise ValueError(message)
    return literal_column(f"'{text}'", String())


def whole(number: int) -> ColumnElement[int]:
    """A whole number that is part of the statement and no parameter of it, so that the database plans for it."""
    return literal_column(str(int(number)), Integer())
