"""Tries a start in a process of its own: what plugins do there hurts nobody, and how it ended is told."""

import asyncio
import multiprocessing
import threading
from multiprocessing.connection import Connection, wait
from typing import Final

from caseload_gql.bootstrap import try_start
from caseload_gql.errors import CaseloadError
from caseload_gql.running import RUNNING
from caseload_gql.settings import Settings
from caseload_gql.workers.board import Board, Memory, shared_memory
from caseload_gql.workers.terms import end_with_parent

_spawn: Final = multiprocessing.get_context("spawn")
#: Seconds that a trial has, as a worker has.
PATIENCE: Final = 60.0


def why_no_start(settings: Settings, patience: float = PATIENCE) -> str | None:
    """Why a worker would not start with these settings, as a sentence; None where it would."""
    memory = shared_memory(_spawn)
    board = Board(memory)
    ours, theirs = _spawn.Pipe(duplex=False)
    process = _spawn.Process(target=_try, args=(settings, memory, theirs))
    process.start()
    theirs.close()
    try:
        ended = wait([ours, process.sentinel], patience)
        if ours in ended:
            told = _told(ours)
            if told is not None:
                return told or None
        process.join(patience if ended else 0)
        if process.exitcode is None:
            return f"The start did not end within {patience:.0f} s{_at_work(board)}."
        return f"The start ended its process with code {process.exitcode}{_at_work(board)}."
    finally:
        process.kill()
        process.join()
        ours.close()


def _told(pipe: Connection) -> str | None:
    try:
        said = pipe.recv()
    except EOFError:
        return None
    return str(said)


def _at_work(board: Board) -> str:
    names = [f"plugin {plugin} was at work ({hook})" for plugin, hook in board.running()]
    return f" while {' and '.join(names)}" if names else ""


def _try(settings: Settings, memory: Memory, pipe: Connection) -> None:
    threading.Thread(target=end_with_parent, name="parent", daemon=True).start()
    RUNNING.use(Board(memory).hooks)
    try:
        asyncio.run(try_start(settings))
    except CaseloadError as error:
        pipe.send(str(error))
    except Exception as error:  # noqa: BLE001  # whatever it is, it is the answer; what it says could quote anything
        pipe.send(f"The start failed: {type(error).__name__}.")
    else:
        pipe.send("")
