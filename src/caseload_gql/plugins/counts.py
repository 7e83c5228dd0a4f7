"""How an implementation fares in this worker: its calls, those that failed, and the time they took."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Implementation:
    """One hook, scorer or field of a plugin, as an administrator sees it; figures since this worker started."""

    name: str
    calls: int
    faults: int
    total_seconds: float
    slowest_seconds: float


@dataclass(slots=True)
class Count:
    """The running figures of one implementation."""

    calls: int = 0
    faults: int = 0
    total_seconds: float = 0.0
    slowest_seconds: float = 0.0

    @contextmanager
    def call(self) -> Iterator[None]:
        """Count the call that the block makes, a fault where it raises, and its time; async waiting is counted too.

        A plugin that wants to exit ends its call, and not the worker: that is a `RuntimeError`.
        """
        self.calls += 1
        begun = time.perf_counter()
        try:
            yield
        except SystemExit:
            self.faults += 1
            message = "it tried to exit"
            raise RuntimeError(message) from None
        except BaseException:
            self.faults += 1
            raise
        finally:
            seconds = time.perf_counter() - begun
            self.total_seconds += seconds
            self.slowest_seconds = max(self.slowest_seconds, seconds)

    def fault(self) -> None:
        """Count a call that failed before it was made, or by what it brought."""
        self.calls += 1
        self.faults += 1

    def seen(self, name: str) -> Implementation:
        """The figures now."""
        return Implementation(name, self.calls, self.faults, self.total_seconds, self.slowest_seconds)
