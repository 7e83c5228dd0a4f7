"""What supervisor and workers agree on: exit codes, the queue at the port, and who minds Ctrl-C."""

import multiprocessing
import os
import signal
import sys
from typing import Final

#: Connections that wait at the port until a worker takes them.
BACKLOG: Final = 2_048
#: Exit codes: it could not start; its settings or plugins cannot be used.
FAILED: Final = 1
UNUSABLE: Final = 2


def hold_interrupts(*, hold: bool) -> None:
    """Hold SIGINT back in this thread and the processes it starts, or let it through, also what came meanwhile."""
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_BLOCK if hold else signal.SIG_UNBLOCK, {signal.SIGINT})


def end_with_parent() -> None:
    """End when the supervisor has, however it did: it holds one end of a pipe, and the system closes that."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(FAILED)
