"""A plan told to people: its statement, where each parameter comes from, and how the database carries it out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from caseload_gql.db.driver import Driver
from caseload_gql.planner.facts import Facts
from caseload_gql.planner.layout import laid_out
from caseload_gql.planner.plan import Plan
from caseload_gql.planner.request import Problem

_TEXT: Final = re.compile(r"'(?:[^']|'')*'")
_NUMBER: Final = re.compile(r"(?<![\w$.])\d+(?:\.\d+)?(?![\w.])")
#: Lines of PostgreSQL that repeat conditions of the statement, with the values of its parameters.
_CONDITION: Final = re.compile(r"^\s*[A-Z][A-Za-z ]*: .*\(")


@dataclass(frozen=True, slots=True)
class Explained:
    """One read as people look into it; no value of a parameter is in it."""

    #: Empty where nothing is read.
    statement: str
    #: Which placeholders are filled from where, in order.
    parameters: tuple[str, ...]
    #: What the database says of its way, a line each.
    plan: tuple[str, ...]
    problems: tuple[Problem, ...]
    #: Whether Python goes on with what is read, and may read more.
    in_python: bool


async def explain(plan: Plan, driver: Driver, facts: Facts, *, analyze: bool) -> Explained:
    """Look into a plan. With ``analyze`` the database carries the statement out and says what each step took."""
    if not plan.text:
        return Explained("", (), (), plan.problems, plan.in_python)
    values = plan.parameters(facts)
    mark = "$" if driver.dialect.paramstyle.startswith("numeric") else "?"
    lines = await driver.explain(plan.text, values, analyze=analyze)
    hidden = _Hidden(values, {position for position, _ in plan.varying}, mark)
    return Explained(
        laid_out(plan.text),
        described(plan.sources, mark),
        tuple(hidden.line(each) for each in lines),
        plan.problems,
        plan.in_python,
    )


def described(sources: Sequence[str], mark: str) -> tuple[str, ...]:
    """Which placeholders are filled from where; neighbours that are filled alike share a line."""
    lines = []
    for source, run in groupby(enumerate(sources, 1), key=lambda each: each[1]):
        numbers = [number for number, _ in run]
        first, last = f"{mark}{numbers[0]}", f"{mark}{numbers[-1]}"
        lines.append((first if first == last else f"{first} to {last}", source))
    width = max((len(names) for names, _ in lines), default=0)
    return tuple(f"{names:<{width}}  {source}" for names, source in lines)


class _Hidden:
    """Takes values out of what PostgreSQL says: it writes them where the statement has placeholders."""

    def __init__(self, values: Sequence[Any], varying: set[int], mark: str) -> None:
        self._names: dict[str, str] = {}
        for position, value in enumerate(values):
            self._names.setdefault(str(value), f"{mark}{position + 1}")
        # A number of the planner's own tells nothing of anybody, and says how the statement works.
        self._telling = {str(values[position]) for position in varying}

    def line(self, text: str) -> str:
        """The line with placeholders for the values known, and with … for other text."""
        hidden = _TEXT.sub(lambda found: self._names.get(found[0][1:-1].replace("''", "'"), "…"), text)
        return _NUMBER.sub(self._number, hidden) if _CONDITION.match(hidden) else hidden

    def _number(self, found: re.Match[str]) -> str:
        return self._names[found[0]] if found[0] in self._telling else found[0]
