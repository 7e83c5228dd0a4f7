"""A thousand requests at once: all queue, all are answered."""

import asyncio
import resource
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Final

from benchmarks import wire
from benchmarks.contestants import our_server
from benchmarks.operations import CLIENT_POOL, CLINICIAN_VIEW, TINY

CROWD: Final = 1_000
#: A crowd looks at all screens.
_LOOKED_AT: Final = (TINY, CLINICIAN_VIEW, CLIENT_POOL)
_FILES: Final = 4_096
_ANSWERED: Final = b"HTTP/1.1 200 "


@dataclass(frozen=True, slots=True)
class Crowd:
    """How the crowd fared. Times in seconds from the first request."""

    answered: int
    failed: int
    first: float
    last: float


def crowd(url: str, workers: int, say: Callable[[str], None]) -> Crowd:
    """Send a thousand requests, each on a connection of its own, all at once."""
    say(f"{CROWD:,} requests at once")
    low, high = resource.getrlimit(resource.RLIMIT_NOFILE)
    if low < _FILES:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(_FILES, high), high))
    with our_server(url, workers) as (served, token):
        requests = [
            _closing(wire.post("/graphql", operation.bodies("caseload", [])[0], token)) for operation in _LOOKED_AT
        ]
        return asyncio.run(_all_at_once(served.port, [requests[each % len(requests)] for each in range(CROWD)]))


def _closing(request: bytes) -> bytes:
    return request.replace(b"\r\nAccept:", b"\r\nConnection: close\r\nAccept:", 1)


async def _all_at_once(port: int, requests: list[bytes]) -> Crowd:
    begun = perf_counter()
    outcomes = await asyncio.gather(*(_one(port, each) for each in requests))
    ends = sorted(end - begun for end, good in outcomes if good)
    failed = len(requests) - len(ends)
    return Crowd(len(ends), failed, ends[0] if ends else 0.0, ends[-1] if ends else 0.0)


async def _one(port: int, request: bytes) -> tuple[float, bool]:
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
        writer.write(request)
        answer = await reader.read()
        writer.close()
    except OSError:
        return perf_counter(), False
    return perf_counter(), answer.startswith(_ANSWERED) and b'"errors":' not in answer[:2_000]
