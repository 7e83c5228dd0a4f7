"""Capacity and load: when a provider is full. Whole numbers only, so that no rounding decides."""

from caseload_gql.domain.vocabulary import LoadStatus
from caseload_gql.errors import InvalidValue

CAPACITY_AT_MOST = 10_000
WEIGHT_HUNDREDTHS_AT_MOST = 10_000
_EXACT = 1e-6


def load_status(capacity: int, load_hundredths: int, nearing_ten_thousandths: int) -> LoadStatus:
    """How full a provider is. At capacity 0: full with load 0, over with any load."""
    full = capacity * 100
    if load_hundredths > full:
        return LoadStatus.OVER_CAPACITY
    if load_hundredths == full:
        return LoadStatus.AT_CAPACITY
    if load_hundredths * 10_000 >= nearing_ten_thousandths * full:
        return LoadStatus.NEARING_CAPACITY
    return LoadStatus.AVAILABLE


def has_room(capacity: int, load_hundredths: int, weight_hundredths: int) -> bool:
    """Whether a client of that weight still fits."""
    return load_hundredths + weight_hundredths <= capacity * 100


def check_capacity(capacity: int) -> int:
    """Return the capacity. Raises ``InvalidValue`` outside 0 to 10,000."""
    if not 0 <= capacity <= CAPACITY_AT_MOST:
        message = f"capacity is {capacity}; it must be a whole number from 0 to 10,000."
        raise InvalidValue(message)
    return capacity


def weight_in_hundredths(weight: float) -> int:
    """A weight in whole hundredths. Raises ``InvalidValue`` outside 0.01 to 100 or finer than a hundredth."""
    scaled = weight * 100
    # The comparison also refuses NaN and the infinities.
    if not 1 - _EXACT <= scaled <= WEIGHT_HUNDREDTHS_AT_MOST + _EXACT or abs(scaled - round(scaled)) > _EXACT:
        message = "A weight is from 0.01 to 100, in steps of 0.01."
        raise InvalidValue(message)
    return round(scaled)
