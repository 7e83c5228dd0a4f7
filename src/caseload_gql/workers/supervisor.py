"""The supervisor: keeps workers running until a signal, and gives up where none can start."""

import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.connection import wait
from types import FrameType
from typing import Final

from caseload_gql.workers.patience import Patience
from caseload_gql.workers.place import Place, Work
from caseload_gql.workers.terms import FAILED, UNUSABLE, hold_interrupts

#: Seconds between two looks at the workers; an end is seen at once.
PERIOD: Final = 0.25
#: Starts that may fail in a row in every place, once the server has answered, until it gives up; never while edited.
STARTS: Final = 5
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


class Supervisor:
    """Runs `count` workers."""

    def __init__(self, count: int, work: Work, patience: Patience, changed: Callable[[], bool] | None = None) -> None:
        """`changed` is asked at each look whether the workers' code was edited, and they are to be replaced."""
        self._places = tuple(Place(work, patience, edited=changed is not None) for _ in range(count))
        self._patience = patience
        self._changed = changed
        self._asked: list[int] = []
        self._answered = False

    def run(self, on_ready: Callable[[], None]) -> int:
        """Run until SIGINT or SIGTERM; returns the exit code.

        `on_ready` is called once, when the first worker answers. The code is 0 after a signal; where no worker can
        start it is 2 if settings or plugins cannot be used, else 1.
        """
        with self._listening():
            try:
                return self._watch(on_ready)
            finally:
                self._end()

    @contextmanager
    def _listening(self) -> Iterator[None]:
        def note(number: int, frame: FrameType | None) -> None:
            del frame
            self._asked.append(number)

        before = {number: signal.signal(number, note) for number in _SIGNALS}
        if sys.platform != "win32":
            # Started with the first worker, it would let SIGINT through to that one.
            resource_tracker.ensure_running()
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _watch(self, on_ready: Callable[[], None]) -> int:
        looked = time.monotonic()
        while not self._asked:
            now = time.monotonic()
            # Far more than a period: the machine slept, or this process was stopped, and the workers with it.
            late = now - looked - PERIOD
            looked = now
            self._look(now, late if late > 1 else 0.0)
            if not self._answered and any(place.answers for place in self._places):
                self._answered = True
                on_ready()
            failed = self._given_up()
            if failed is not None:
                return failed
            wait(_sentinels(self._places), PERIOD)
        return 0

    def _look(self, now: float, late: float) -> None:
        changed = self._changed is not None and self._changed()
        for place in self._places:
            place.excuse(late)
            if changed:
                place.retire()
            # Ctrl-C goes to the whole group, and would end a process that cannot handle it yet with a traceback.
            hold_interrupts(hold=True)
            place.look(now)
            hold_interrupts(hold=False)

    def _given_up(self) -> int | None:
        if self._answered and self._changed is not None:
            return None
        starts = STARTS if self._answered else 1
        if self._answered and not all(place.failures >= starts for place in self._places):
            return None
        failed = [place for place in self._places if place.failures >= starts]
        if not failed:
            return None
        return UNUSABLE if failed[0].failure == UNUSABLE else FAILED

    def _end(self) -> None:
        """Ask every worker to end, and wait; a second signal hurries them, and those too late are killed."""
        for place in self._places:
            place.tell(signal.SIGTERM)
        until = time.monotonic() + self._patience.end
        hurried = False
        while (left := _sentinels(self._places)) and time.monotonic() < until:
            ended = wait(left, PERIOD)
            for place in self._places:
                if place.sentinel in ended:
                    place.kill()
                    place.forget()
            if len(self._asked) > 1 and not hurried:
                hurried = True
                for place in self._places:
                    place.tell(signal.SIGINT)
        for place in self._places:
            place.kill()


def _sentinels(places: Sequence[Place]) -> list[int]:
    return [place.sentinel for place in places if place.sentinel is not None]
