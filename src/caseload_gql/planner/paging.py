"""The page a connection asks for, checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from caseload_gql.errors import BadUserInput
from caseload_gql.planner.request import Asking


@dataclass(frozen=True)
class Page:
    """How many rows, from which end, between which cursors."""

    size: int
    backward: bool
    after: Any
    before: Any


def read_page(asking: Asking, arguments: Mapping[str, Any], path: tuple[str, ...]) -> Page:
    """Read ``first/after/last/before``. Raises ``BadUserInput`` that says what to send instead.

    The size shapes the plan: with a parameter for its limit, PostgreSQL would plan for a tenth of the table.
    """
    at_most = asking.page_at_most
    first: int | None = asking.look(arguments.get("first"), _itself)
    last: int | None = asking.look(arguments.get("last"), _itself)
    size = first if last is None else last
    if size is None or (first is not None and last is not None):
        message = f"Give either first or last, a whole number from 1 to {at_most}."
        raise BadUserInput(message, path)
    if not 1 <= size <= at_most:
        name = "first" if last is None else "last"
        message = f"{name} is {size}; it must be from 1 to {at_most}."
        raise BadUserInput(message, path)
    return Page(size, last is not None, arguments.get("after"), arguments.get("before"))


def _itself(value: int | None) -> int | None:
    return value
