"""Everything the demo draws: numbers, ids and instants, the same for the same seed and practice-local day."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from caseload_gql.domain.ids import new_id

_HALF_DAY_MINUTES = 240


@dataclass(frozen=True, slots=True)
class Draw:
    """One stream of chance. Days are counted backwards from `day`; nothing lies after the midnight it starts with."""

    random: Random
    day: date
    zone: ZoneInfo
    _midnights: dict[int, datetime] = field(default_factory=dict)

    def id(self, prefix: str, at: datetime) -> str:
        """An id whose entropy comes from the stream."""
        return new_id(prefix, at, self.random.randbytes(10))

    def on(self, days_ago: int) -> date:
        """The practice-local date so many days ago."""
        return self.day - timedelta(days=days_ago)

    def morning(self, days_ago: int) -> datetime:
        """An instant between 8 and 12 o'clock; of today, its first, which has surely passed."""
        return self._at(days_ago, 8)

    def afternoon(self, days_ago: int) -> datetime:
        """An instant between 13 and 17 o'clock; of today, its first."""
        return self._at(days_ago, 13)

    def chance(self, share: float) -> bool:
        """True in that share of cases."""
        return self.random.random() < share

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, or `low` where the span is empty."""
        return self.random.randint(low, max(low, high))

    def some(self, values: Sequence[str], low: int, high: int) -> list[str]:
        """From `low` to `high` different values."""
        return self.random.sample(values, self.between(low, min(high, len(values))))

    def midnight(self, days_ago: int) -> datetime:
        """The first instant of the day so many days ago."""
        found = self._midnights.get(days_ago)
        if found is None:
            found = datetime.combine(self.on(days_ago), time(), self.zone).astimezone(UTC)
            self._midnights[days_ago] = found
        return found

    def _at(self, days_ago: int, hour: int) -> datetime:
        minutes = hour * 60 + self.random.randrange(_HALF_DAY_MINUTES)
        if days_ago <= 0:
            return self.midnight(0)
        return self.midnight(days_ago) + timedelta(minutes=minutes)
