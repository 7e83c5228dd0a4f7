"""Figures over rows in memory: exact whole numbers and fractions, rounded half up once to 6 places."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction
from statistics import median
from typing import Any

from tests.differential.picture import Picture

LOAD_STATUSES = ("AVAILABLE", "NEARING_CAPACITY", "AT_CAPACITY", "OVER_CAPACITY")


def rounded(value: Fraction) -> float:
    """Half up to 6 places."""
    return ((value.numerator * 2_000_000 + value.denominator) // (2 * value.denominator)) / 1_000_000


def exact_utilization(row: Any) -> Fraction | None:
    return None if row.capacity == 0 else Fraction(row.load_hundredths, row.capacity * 100)


def utilization(row: Any) -> float | None:
    exact = exact_utilization(row)
    return None if exact is None else rounded(exact)


def open_slots(row: Any) -> float:
    return float(max(row.capacity * 100 - row.load_hundredths, 0) / 100)


def over_by(row: Any) -> float:
    return float(max(row.load_hundredths - row.capacity * 100, 0) / 100)


def load_status(picture: Picture, row: Any) -> str:
    used, full = Fraction(row.load_hundredths), Fraction(row.capacity * 100)
    if used >= full:
        return LOAD_STATUSES[2 + (used > full)]
    return LOAD_STATUSES[used >= full * Fraction(picture.practice.nearing_ten_thousandths, 10_000)]


def waited(picture: Picture, entry: Any) -> int:
    """Practice-local days of a stay: to its end, else to today."""
    return days_waited(entry.entered_on, entry.left_on or picture.today)


def waited_since_intake(picture: Picture, entry: Any) -> int:
    intake = picture.get("Client", entry.client_id).intake_date
    return days_waited(intake, entry.left_on or picture.today)


def days_waited(start: date, end: date) -> int:
    """Days between, none where a practice that moved its time zone sees the end before the start."""
    return max((end - start).days, 0)


def workload(picture: Picture, providers: Sequence[Any]) -> dict[str, Any]:
    """How full providers are, and how evenly."""
    capacity = sum(each.capacity for each in providers)
    load = sum(each.load_hundredths for each in providers)
    shares = [share for share in map(exact_utilization, providers) if share is not None]
    statuses = [load_status(picture, each) for each in providers]
    return {
        "__typename": "Workload",
        "providerCount": len(providers),
        "caseloadCount": sum(each.caseload_count for each in providers),
        "capacity": capacity,
        "load": load / 100,
        "utilization": None if capacity == 0 else rounded(Fraction(load, capacity * 100)),
        "openSlots": sum(max(each.capacity * 100 - each.load_hundredths, 0) for each in providers) / 100,
        "overBy": sum(max(each.load_hundredths - each.capacity * 100, 0) for each in providers) / 100,
        "coefficientOfVariation": _variation(shares),
        "gini": _gini(shares),
        "byLoadStatus": [{"loadStatus": each, "count": statuses.count(each)} for each in LOAD_STATUSES],
    }


def _variation(shares: Sequence[Fraction]) -> float | None:
    """The population's standard deviation over its mean."""
    total = sum(shares, Fraction(0))
    if total == 0:
        return None
    square = (len(shares) * sum((each * each for each in shares), Fraction(0)) - total * total) / (total * total)
    with localcontext() as context:
        context.prec = 60
        root = (Decimal(square.numerator) / Decimal(square.denominator)).sqrt()
    return rounded(Fraction(root))


def _gini(shares: Sequence[Fraction]) -> float | None:
    """Half the mean difference of all pairs over the mean."""
    total = sum(shares, Fraction(0))
    if total == 0:
        return None
    apart = sum((abs(one - other) for one in shares for other in shares), Fraction(0))
    return rounded(apart / (2 * len(shares) * total))


def pool(picture: Picture, entries: Sequence[Any]) -> dict[str, Any]:
    """The figures of open stays; `dueWithin` is asked for with its days."""
    target = picture.practice.wait_target_days
    waits = [waited(picture, each) for each in entries]
    reasons = sorted({each.reason for each in entries})

    def of_reason(reason: str) -> dict[str, Any]:
        days = [days for days, each in zip(waits, entries, strict=True) if each.reason == reason]
        return {"reason": reason, "count": len(days), "longestWaitDays": max(days)}

    return {
        "totalCount": len(waits),
        "longestWaitDays": max(waits, default=None),
        "medianWaitDays": median(waits) if waits else None,
        "pastTarget": sum(days > target for days in waits),
        "dueWithin": lambda days: sum(target - days < each <= target for each in waits),
        "byReason": [of_reason(reason) for reason in reasons],
    }
