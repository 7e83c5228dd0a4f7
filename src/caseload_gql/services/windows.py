"""Weekly windows of an input: each is a span of one day, and no two of them overlap."""

import re
from collections.abc import Sequence
from typing import Final

from caseload_gql.errors import UserError, UserErrorCode
from caseload_gql.services.commands import Window
from caseload_gql.services.refusal import problem
from caseload_gql.services.wording import too_many

_FIELD: Final = "availability"
_STARTS: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
#: A window may last until midnight.
_ENDS: Final = re.compile(rf"{_STARTS.pattern}|24:00")


def check_windows(windows: Sequence[Window]) -> list[UserError]:
    """What is wrong with the windows, each at its place."""
    crowded = too_many(windows, _FIELD)
    if crowded is not None:
        return [crowded]
    problems = [found for at, window in enumerate(windows) for found in _alone(at, window)]
    return problems or _overlapping(windows)


def shown(windows: Sequence[Window]) -> list[str]:
    """The windows as the audit tells them."""
    return [f"{each.weekday} {each.starts}-{each.ends}" for each in windows]


def _alone(at: int, window: Window) -> list[UserError]:
    wrong = [
        name for name, form in (("starts", _STARTS), ("ends", _ENDS)) if form.fullmatch(getattr(window, name)) is None
    ]
    message = "Write the time as HH:MM, like 09:30."
    if not wrong and window.starts >= window.ends:
        wrong, message = ["ends"], "The window ends before it starts."
    return [problem(UserErrorCode.INVALID, message, _FIELD, str(at), name) for name in wrong]


def _overlapping(windows: Sequence[Window]) -> list[UserError]:
    """Each window that begins within one that began before it, at the place of the later one in the list."""
    problems = []
    for at, later in enumerate(windows):
        if any(_overlap(earlier, later) for earlier in windows[:at]):
            message = "The window overlaps another one of that day. Join them into one."
            problems.append(problem(UserErrorCode.INVALID, message, _FIELD, str(at), "starts"))
    return problems


def _overlap(one: Window, other: Window) -> bool:
    return one.weekday == other.weekday and one.starts < other.ends and other.starts < one.ends
