"""Processes that each do what they are told with a database of their own, at the same instant as their neighbours."""

import asyncio
import multiprocessing
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from typing import Any, Final

from caseload_gql.db.engine import open_database
from caseload_gql.errors import CaseloadError, UserErrorCode
from caseload_gql.policy.actor import Actor
from tests.services.practice import SmallPractice, codes

#: Seconds from the telling to the doing: long enough for both to have heard.
_LEAD: Final = 0.002

#: What came of it: the codes of the problems, or the name of what was raised.
Result = tuple[UserErrorCode, ...] | str


@dataclass(frozen=True)
class Task:
    """A command, who asks for it, what the clock says, and the instant to begin."""

    command: Any
    actor: Actor
    now: datetime
    begin: float


@dataclass(frozen=True)
class Clerk:
    """The near end of one process."""

    wire: "Connection[Task | None, Result]"

    def tell(self, task: Task) -> None:
        """Hand a task over."""
        self.wire.send(task)

    def result(self) -> Result:
        """Wait for what came of it."""
        return self.wire.recv()


@contextmanager
def clerks(url: str, number: int) -> Iterator[Sequence[Clerk]]:
    """So many processes, ended with the block."""
    context = multiprocessing.get_context("spawn")
    ends = [context.Pipe() for _ in range(number)]
    processes = [context.Process(target=_work, args=(url, far), daemon=True) for _, far in ends]
    for each in processes:
        each.start()
    try:
        yield [Clerk(near) for near, _ in ends]
        for near, _ in ends:
            near.send(None)
        for each in processes:
            each.join(60)
            assert each.exitcode == 0
    finally:
        for each in processes:
            if each.is_alive():
                each.kill()


def at_once(clerks: Sequence[Clerk], tasks: Sequence[tuple[Any, Actor]], now: datetime) -> list[Result]:
    """Let each clerk do its task at the same instant."""
    begin = time.time() + _LEAD
    for clerk, (command, actor) in zip(clerks, tasks, strict=True):
        clerk.tell(Task(command, actor, now, begin))
    return [clerk.result() for clerk, _ in zip(clerks, tasks, strict=True)]


def _work(url: str, wire: "Connection[Result, Task | None]") -> None:
    with asyncio.Runner() as runner:
        practice = SmallPractice(open_database(url))
        while (task := wire.recv()) is not None:
            while time.time() < task.begin:
                pass  # waiting for an instant, not for an event: a sleep would miss it
            wire.send(runner.run(_do(practice, task)))
        runner.run(practice.database.close())


async def _do(practice: SmallPractice, task: Task) -> Result:
    desk = await practice.desk(task.actor, clock=lambda: task.now)
    try:
        return tuple(sorted(codes(await desk.do(task.command))))
    except CaseloadError as error:
        return type(error).__name__
