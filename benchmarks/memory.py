"""How much memory a worker holds while it answers ever new operations."""

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import orjson
import uvloop

from benchmarks import wire
from benchmarks.contestants import our_server
from benchmarks.cpu import largest
from benchmarks.load import Order, load

_SAMPLES: Final = 20
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")
_MEBIBYTE: Final = 1024 * 1024
#: Memory that a worker may gain after the first tenth of the operations, in MiB.
ALLOWED: Final = 32.0


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident memory of one worker, in MiB: at the start, and after each share of the operations."""

    operations: int
    before: float
    after: list[float]

    @property
    def gained(self) -> float:
        """What was gained since a tenth of the operations was answered, when caches are full."""
        return max(self.after) - self.after[max(0, len(self.after) // 10 - 1)]

    @property
    def flat(self) -> bool:
        """Whether memory stays where it was."""
        return self.gained <= ALLOWED


def memory(url: str, operations: int, say: Callable[[str], None]) -> Memory:
    """Send so many operations, no two alike in their text, to one worker of our server."""
    with our_server(url, 1) as (served, token):
        before = _resident(served.pid)
        after: list[float] = []
        share = operations // _SAMPLES
        for number in range(_SAMPLES):
            requests = [_request(number * share + each, token) for each in range(share)]
            _answer_all(served.port, requests)
            after.append(_resident(served.pid))
            say(f"memory: {(number + 1) * share:,} operations, {after[-1]:.0f} MiB")
    return Memory(operations, before, after)


def _request(number: int, token: str) -> str:
    """An operation with names and aliases of its own, so that its text and its plan are new; one in ten is nested."""
    field = f"caseload(first: {number % 40 + 1}) {{ nodes {{ id c{number}: name }} }}" if number % 10 == 0 else "load"
    document = f"query Q{number} {{ providers(first: {number % 5 + 1}) {{ nodes {{ a{number}: id name {field} }} }} }}"
    return wire.post("/graphql", orjson.dumps({"query": document}), token).decode()


def _answer_all(port: int, requests: list[str]) -> None:
    """Each request once, on a few connections."""
    order = Order(port, requests, shortest=20, seconds=0, connections=4, at_least=len(requests))
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        outcome = runner.run(load(order))
    if outcome.failed:
        message = f"{outcome.failed} of {outcome.answered} distinct operations failed"
        raise RuntimeError(message)


def _resident(session: int) -> float:
    return largest(session) * _PAGE / _MEBIBYTE
