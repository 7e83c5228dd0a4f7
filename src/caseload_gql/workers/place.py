"""The place of one worker: its process of the moment, and the next one when that has ended."""

import logging
import math
import multiprocessing
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.context import SpawnProcess
from typing import Final

from caseload_gql.workers.board import Board, Memory, shared_memory
from caseload_gql.workers.patience import Backoff, Patience, Pulse

_log = logging.getLogger("caseload.workers")
_spawn: Final = multiprocessing.get_context("spawn")
#: What a worker runs, given the memory of its board; it is sent to the process by pickle.
Work = Callable[[Memory], None]


class Place:
    """Keeps one worker running. Times are seconds by the supervisor's clock."""

    def __init__(self, work: Work, patience: Patience, *, edited: bool = False) -> None:
        """Nothing runs until `look`. Where its code is being `edited`, a start that failed waits for `retire`."""
        self._edited = edited
        self._work = work
        self._patience = patience
        self._backoff = Backoff()
        self._process: SpawnProcess | None = None
        self._board: Board | None = None
        self._pulse = Pulse(patience, 0)
        self._due = 0.0
        self._retiring = False
        self._again = False
        #: How often a start has failed since the last that did not, and the last exit code of these.
        self.failures = 0
        self.failure: int | None = None

    @property
    def sentinel(self) -> int | None:
        """What to wait on for the end of the process, if there is one."""
        return None if self._process is None else self._process.sentinel

    @property
    def answers(self) -> bool:
        """Whether the worker answers requests."""
        return self._process is not None and self._board is not None and self._board.beats > 0

    def look(self, now: float) -> None:
        """Start a worker where none is; take note of its end; kill it if it has stopped beating."""
        if self._process is None:
            if now >= self._due:
                self._start(now)
            return
        if self.answers:
            self.failures = 0
            self._tell_that_it_answers_again()
        if self._process.exitcode is not None:
            self._ended(f"exited with code {self._process.exitcode}", now)
        elif self._board is not None and self._pulse.stopped(self._board.beats, now):
            self.kill()
            self._ended("stopped answering and was killed", now)

    def excuse(self, seconds: float) -> None:
        """Leave out time in which the supervisor itself did not run."""
        self._pulse.excuse(seconds)

    def tell(self, number: signal.Signals) -> None:
        """Send the worker a signal."""
        if self._process is not None and self._process.pid is not None and self._process.exitcode is None:
            with suppress(ProcessLookupError):  # it ended meanwhile
                os.kill(self._process.pid, number)

    def retire(self) -> None:
        """Ask the worker to end, so that a new one takes its place at once; where none runs, one starts."""
        self._retiring, self._due = self._process is not None, 0.0
        self.tell(signal.SIGTERM)

    def kill(self) -> None:
        """End the worker, whatever it does, and wait until it has ended."""
        if self._process is not None:
            self._process.kill()
            self._process.join()

    def forget(self) -> None:
        """Leave the place empty: its worker has ended, and no other is wanted."""
        self._process = None

    def _start(self, now: float) -> None:
        memory = shared_memory(_spawn)
        self._board = Board(memory)
        self._pulse = Pulse(self._patience, now)
        self._process = _spawn.Process(target=self._work, args=(memory,))
        self._process.start()

    def _ended(self, how: str, now: float) -> None:
        failed = not self.answers and not self._retiring and self._process is not None
        if failed and self._process is not None:
            self.failures += 1
            self.failure = self._process.exitcode
        hooks = () if self._board is None else self._board.running()
        wait = 0.0 if self._retiring else math.inf if failed and self._edited else self._backoff.after_end(now)
        self._due = now + wait
        if not self._retiring:
            facts = {"plugin": ", ".join(name for name, _ in hooks), "hook": ", ".join(hook for _, hook in hooks)}
            then = "when a file changes" if math.isinf(wait) else f"in {wait:.0f} s"
            _log.error("a worker %s; the next starts %s", how, then, extra=facts if hooks else None)
        self._retiring = False
        self._again = True
        self._process = None

    def _tell_that_it_answers_again(self) -> None:
        if self._again:
            self._again = False
            _log.info("a worker answers again")
