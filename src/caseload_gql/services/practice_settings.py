"""The settings of a practice as they were given, checked field by field; every problem is told."""

import math
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from caseload_gql.domain.time_zone import known_time_zones
from caseload_gql.errors import UserError, UserErrorCode
from caseload_gql.matching.gates import softenable
from caseload_gql.services.practice_commands import ModeOfGate, ScorerWeight
from caseload_gql.services.refusal import problem

MOST_ITEMS: Final = 250
MOST_WAIT_DAYS: Final = 3_650
MOST_WEIGHT: Final = 1_000_000
NEARING_UNLESS_SET: Final = 8_500
WAIT_DAYS_UNLESS_SET: Final = 14
_WHOLE: Final = 10_000

S = TypeVar("S", ScorerWeight, ModeOfGate)


def not_cleared(field: str) -> UserError:
    """The setting always has a value."""
    message = f"{field} cannot be cleared. Leave it out to keep it as it is."
    return problem(UserErrorCode.INVALID, message, field)


def time_zone(name: str | None, problems: list[UserError]) -> str:
    """The IANA name of a time zone that exists."""
    if name is None:
        problems.append(not_cleared("timeZone"))
    elif name not in known_time_zones():
        message = "There is no such time zone. Use an IANA name such as America/Chicago."
        problems.append(problem(UserErrorCode.INVALID, message, "timeZone"))
    return name or ""


def nearing(share: float | None, problems: list[UserError]) -> int:
    """The threshold in whole ten-thousandths."""
    if share is None:
        return NEARING_UNLESS_SET
    scaled = share * _WHOLE
    found = round(scaled) if math.isfinite(scaled) else 0
    if not 1 <= found <= _WHOLE or not math.isclose(scaled, found, rel_tol=1e-9):
        message = "nearingCapacityAt lies above 0 and up to 1, with at most four decimals: 0.85 is 85 %."
        problems.append(problem(UserErrorCode.INVALID, message, "nearingCapacityAt"))
    return found


def wait_target(days: int | None, problems: list[UserError]) -> int:
    """The target in days."""
    if days is None:
        return WAIT_DAYS_UNLESS_SET
    if not 0 <= days <= MOST_WAIT_DAYS:
        message = f"waitTargetDays is a whole number from 0 to {MOST_WAIT_DAYS:,}."
        problems.append(problem(UserErrorCode.INVALID, message, "waitTargetDays"))
    return days


def weights(given: Sequence[ScorerWeight], installed: frozenset[str], problems: list[UserError]) -> dict[str, float]:
    """The weights by scorer."""
    for at, each in enumerate(_usable(given, "scorers", "scorer", lambda one: one.scorer, problems)):
        if each.scorer not in installed:
            message = "There is no such scorer. The practice's scorers field lists those installed."
            problems.append(problem(UserErrorCode.INVALID, message, "scorers", str(at), "scorer"))
        if not (math.isfinite(each.weight) and 0 <= each.weight <= MOST_WEIGHT):
            message = f"A weight is a number from 0 to {MOST_WEIGHT:,}; 0 leaves the scorer out."
            problems.append(problem(UserErrorCode.INVALID, message, "scorers", str(at), "weight"))
    return {each.scorer: each.weight for each in given}


def modes(given: Sequence[ModeOfGate], problems: list[UserError]) -> dict[str, str]:
    """The modes by code of gate."""
    for at, each in enumerate(_usable(given, "gates", "code", lambda one: one.code, problems)):
        if each.code not in softenable():
            message = f"There is no such gate to soften. The gates are {', '.join(softenable())}."
            problems.append(problem(UserErrorCode.INVALID, message, "gates", str(at), "code"))
    return {each.code: each.mode.value for each in given}


def _usable(
    given: Sequence[S], field: str, key: str, name: Callable[[S], str], problems: list[UserError]
) -> Sequence[S]:
    """The items if they are not too many; each that names what an earlier one has named is a problem."""
    if len(given) > MOST_ITEMS:
        message = f"The list has {len(given)} items; at most {MOST_ITEMS} are taken."
        problems.append(problem(UserErrorCode.INVALID, message, field))
        return ()
    names = [name(each) for each in given]
    problems += [
        problem(UserErrorCode.INVALID, "It stands in the list twice. Name it once.", field, str(at), key)
        for at, each in enumerate(names)
        if each in names[:at]
    ]
    return given
