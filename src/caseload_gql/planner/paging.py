"""The page a connection asks for, checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from caseload_gql.errors import BadUserInput


@dataclass(frozen=True)
class Page:
    """How many rows, from which end, between which cursors."""

    size: int
    backward: bool
    after: str | None
    before: str | None


def read_page(arguments: Mapping[str, Any], at_most: int, path: tuple[str, ...]) -> Page:
    """Read ``first/after/last/before``. Raises ``BadUserInput`` that says what to send instead."""
    first: int | None = arguments.get("first")
    last: int | None = arguments.get("last")
    size = first if last is None else last
    if size is None or (first is not None and last is not None):
        message = f"Give either first or last, a whole number from 1 to {at_most}."
        raise BadUserInput(message, path)
    if not 1 <= size <= at_most:
        name = "first" if last is None else "last"
        message = f"{name} is {size}; it must be from 1 to {at_most}."
        raise BadUserInput(message, path)
    return Page(size, last is not None, arguments.get("after"), arguments.get("before"))
