"""How long clients waited, told stay by stay; percentiles as Python's own library has them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median, quantiles
from typing import Any, Final

from tests.differential.figures import days_waited, rounded, waited
from tests.differential.sight import Sight


@dataclass(frozen=True)
class Group:
    """What stays are told apart by."""

    key: str | None
    name: str | None
    id: str | None = None


NOBODY: Final = Group(None, None)


def report(sight: Sight, stays: Sequence[Any]) -> dict[str, Any]:
    """The figures of some stays, whole and in parts."""
    parts = {name: _parts(sight, stays, told) for name, told in _BY.items()}
    target = {"targetDays": sight.picture.practice.wait_target_days}
    return {"__typename": "WaitReport", **target, **_figures(sight, stays), **parts}


def _parts(sight: Sight, stays: Sequence[Any], told: Callable[[Sight, Any], Group]) -> list[dict[str, Any]]:
    groups: dict[str | None, list[tuple[Group, Any]]] = {}
    for each in stays:
        group = told(sight, each)
        groups.setdefault(group.key, []).append((group, each))
    found = sorted(groups.items(), key=lambda item: (item[0] is None, -len(item[1]), item[0] or ""))
    return [
        {
            "__typename": "WaitGroup",
            "id": pairs[0][0].id,
            "name": min((group.name for group, _ in pairs if group.name is not None), default=None),
            **_figures(sight, [stay for _, stay in pairs]),
        }
        for _, pairs in found
    ]


def _figures(sight: Sight, stays: Sequence[Any]) -> dict[str, Any]:
    picture = sight.picture
    assigned = [each for each in stays if each.outcome == "ASSIGNED"]
    waiting = [each for each in stays if each.left_at is None]
    past = [each for each in stays if waited(picture, each) > picture.practice.wait_target_days]
    taken = [waited(picture, each) for each in assigned]
    sessions = [days for each in assigned if (days := _to_session(sight, each)) is not None]
    so_far = [waited(picture, each) for each in waiting]
    late = [each for each in past if each in assigned or each in waiting]
    settled = len(assigned) + sum(each in waiting for each in late)
    within = sum(each not in past for each in assigned)
    return {
        "entered": len(stays),
        "assigned": len(assigned),
        "waiting": len(waiting),
        "leftOtherwise": len(stays) - len(assigned) - len(waiting),
        "medianDaysToAssignment": _median(taken),
        "p90DaysToAssignment": _p90(taken),
        "medianDaysToFirstSession": _median(sessions),
        "p90DaysToFirstSession": _p90(sessions),
        "medianDaysWaiting": _median(so_far),
        "longestDaysWaiting": max(so_far, default=None),
        "pastTarget": len(past),
        "shareWithinTarget": None if not settled else rounded(Fraction(within, settled)),
    }


def _median(days: Sequence[int]) -> float | None:
    return median(days) if days else None


def _p90(days: Sequence[int]) -> float | None:
    exact = [Fraction(each) for each in days]
    if len(exact) < 2:
        return float(exact[0]) if exact else None
    return float(quantiles(exact, n=10, method="inclusive")[8])


def _to_session(sight: Sight, stay: Any) -> int | None:
    picture = sight.picture
    days = [
        days_waited(stay.entered_on, each.first_session_on)
        for each in picture.assignments_of_client[stay.client_id]
        if each.first_session_on is not None
        and sight.sees("Assignment", each)
        and (each.pool_entry_id == stay.id or _handed_on(sight, stay, each))
    ]
    return min(days, default=None)


def _handed_on(sight: Sight, stay: Any, assignment: Any) -> bool:
    if assignment.pool_entry_id is not None or stay.left_at is None or assignment.assigned_at < stay.left_at:
        return False
    return not any(
        stay.entered_at < each.entered_at <= assignment.assigned_at and sight.sees("PoolEntry", each)
        for each in sight.picture.stays[stay.client_id]
    )


def _client(sight: Sight, stay: Any, attribute: str) -> Any:
    """The client of a stay, if in sight with this attribute."""
    client = sight.picture.get("Client", stay.client_id)
    return client if sight.sees("Client", client) and not sight.hides("Client", client, attribute) else None


def _by_payer(sight: Sight, stay: Any) -> Group:
    client = _client(sight, stay, "payer")
    return NOBODY if client is None else Group(client.payer_key, client.payer)


def _by_location(sight: Sight, stay: Any) -> Group:
    client = _client(sight, stay, "location")
    return NOBODY if client is None else _place(sight, "Location", client.location_id)


def _by_team(sight: Sight, stay: Any) -> Group:
    return NOBODY if sight.hides("PoolEntry", stay, "team") else _place(sight, "Team", stay.team_id)


def _place(sight: Sight, kind: str, row_id: str | None) -> Group:
    row = sight.picture.get(kind, row_id)
    return NOBODY if row is None or not sight.sees(kind, row) else Group(row.id, row.name, row.id)


_BY: Final[Mapping[str, Callable[[Sight, Any], Group]]] = {
    "byReason": lambda _, stay: Group(str(stay.reason.value), str(stay.reason.value)),
    "byPayer": _by_payer,
    "byLocation": _by_location,
    "byTeam": _by_team,
}
