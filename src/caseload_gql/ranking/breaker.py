"""Leaves alone for a while whatever keeps failing, then tries it once. One a worker, for each scorer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

#: Failures in a row until it is left alone.
FAILURES: Final = 3
#: Seconds for which it is left alone, until one trial.
PAUSE_SECONDS: Final = 30.0


@dataclass(slots=True)
class Breaker:
    """Closed while things go well; open after `FAILURES` in a row; then one trial closes it, or opens it anew."""

    clock: Callable[[], float]
    _failures: int = 0
    _open_until: float | None = None

    def allows(self) -> bool:
        """Whether to try; where it was open, this is the trial, and others wait for what comes of it."""
        if self._open_until is None:
            return True
        if self.clock() < self._open_until:
            return False
        self._open_until = self.clock() + PAUSE_SECONDS
        return True

    def succeeded(self) -> bool:
        """Note a success; True where it lets back what was left alone."""
        was_open = self._open_until is not None
        self._failures, self._open_until = 0, None
        return was_open

    def failed(self) -> bool:
        """Note a failure; True where it is the one after which it is left alone."""
        self._failures += 1
        if self._failures < FAILURES:
            return False
        self._open_until = self.clock() + PAUSE_SECONDS
        return True
