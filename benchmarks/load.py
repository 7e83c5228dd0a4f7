"""Loads one server from a process of its own and prints what came of it: `python -m benchmarks.load < order`.

Each of a few connections sends its next request once the last was answered in full. It does as little as it can for
each request, as it shares the machine with what it measures.
"""

import asyncio
import sys
from dataclasses import asdict, dataclass, field
from time import perf_counter
from typing import Any, Final

import httptools
import orjson
import uvloop

_OK: Final = 200


@dataclass(slots=True)
class Order:
    """What to send and for how long; an answer shorter than `shortest` counts as failed.

    `at_least` goes on past the time until so many requests were sent.
    """

    port: int
    requests: list[str]
    shortest: int
    seconds: float
    connections: int = 4
    at_least: int = 0


@dataclass(slots=True)
class Outcome:
    """What came of it. Latencies are in milliseconds."""

    answered: int
    failed: int
    seconds: float
    received: int
    p50: float
    p99: float

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.answered / self.seconds


@dataclass(slots=True)
class _Tally:
    requests: list[bytes]
    shortest: int
    until: float
    at_least: int
    sent: int = 0
    failed: int = 0
    received: int = 0
    last: float = 0.0
    latencies: list[float] = field(default_factory=list)


class _Connection(asyncio.Protocol):
    def __init__(self, tally: _Tally, ended: asyncio.Future[None]) -> None:
        self._tally = tally
        self._ended = ended
        self._parser = httptools.HttpResponseParser(self)
        self._transport: Any = None
        self._size = 0
        self._at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._next(perf_counter())

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._ended.done():
            self._ended.set_exception(exc or ConnectionError("the server closed the connection"))

    def on_body(self, body: bytes) -> None:
        self._size += len(body)

    def on_message_complete(self) -> None:
        now, tally = perf_counter(), self._tally
        tally.latencies.append(now - self._at)
        tally.received += self._size
        tally.last = now
        if self._size < tally.shortest or self._parser.get_status_code() != _OK:
            tally.failed += 1
        if now >= tally.until and tally.sent >= tally.at_least:
            self._ended.set_result(None)
            self._transport.close()
            return
        # httptools begins anew by itself when the next answer comes.
        self._size = 0
        self._next(now)

    def _next(self, now: float) -> None:
        tally = self._tally
        self._at = now
        self._transport.write(tally.requests[tally.sent % len(tally.requests)])
        tally.sent += 1


async def load(order: Order) -> Outcome:
    """Send what is ordered until the time is up, and what is under way has been answered."""
    loop = asyncio.get_running_loop()
    begun = perf_counter()
    requests = [each.encode() for each in order.requests]
    tally = _Tally(requests, order.shortest, begun + order.seconds, order.at_least)
    ends: list[asyncio.Future[None]] = [loop.create_future() for _ in range(order.connections)]
    for end in ends:
        await loop.create_connection(lambda end=end: _Connection(tally, end), "127.0.0.1", order.port)  # type: ignore[misc]  # mypy cannot type a lambda's default
    await asyncio.gather(*ends)
    latencies = sorted(tally.latencies)
    return Outcome(
        answered=len(latencies),
        failed=tally.failed,
        seconds=tally.last - begun,
        received=tally.received,
        p50=latencies[len(latencies) // 2] * 1000,
        p99=latencies[min(len(latencies) - 1, len(latencies) * 99 // 100)] * 1000,
    )


def main() -> None:
    """Read an order, carry it out, print the outcome."""
    order = Order(**orjson.loads(sys.stdin.buffer.read()))
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        outcome = runner.run(load(order))
    sys.stdout.buffer.write(orjson.dumps(asdict(outcome)))


if __name__ == "__main__":
    main()
