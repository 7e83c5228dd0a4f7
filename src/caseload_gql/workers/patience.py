"""How long to wait: for a beat, for a start, for an end, and before the next start after many ends."""

from collections import deque
from dataclasses import dataclass
from typing import Final

#: Seconds that requests under way have to end once a signal came.
GRACE: Final = 10
#: Ends within this many seconds make a storm.
WINDOW: Final = 60.0
#: Ends within the window after which a new worker still starts at once.
FREE: Final = 2
#: Seconds that a start is put off at most.
LONGEST: Final = 16.0


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds until a worker is killed: without a beat, while starting, and after it was asked to end."""

    beat: float
    start: float = 60.0
    end: float = GRACE + 5.0


class Pulse:
    """Whether a count still moves, by the clock of whoever watches."""

    def __init__(self, patience: Patience, now: float) -> None:
        """The count is 0, and has been since `now`."""
        self._patience = patience
        self._count = 0
        self._moved = now

    def stopped(self, count: int, now: float) -> bool:
        """Whether it has not moved for too long; until its first beat, a worker is starting."""
        if count != self._count:
            self._count, self._moved = count, now
        return now - self._moved > (self._patience.beat if self._count else self._patience.start)

    def excuse(self, seconds: float) -> None:
        """Leave out time in which the watcher itself did not run: the worker did not either."""
        self._moved += seconds


class Backoff:
    """How long to put off the next start: not at all, unless ends come one after the other."""

    def __init__(self) -> None:
        """Nothing has ended yet."""
        self._ends: deque[float] = deque()

    def after_end(self, now: float) -> float:
        """Count an end; seconds to wait before the next start: 0, 0, 1, 2, 4 and so on, `LONGEST` at most."""
        self._ends.append(now)
        while now - self._ends[0] > WINDOW:
            self._ends.popleft()
        beyond = len(self._ends) - FREE
        return min(LONGEST, 2.0 ** (beyond - 1)) if beyond > 0 else 0.0
