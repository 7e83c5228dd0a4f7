"""Servers in processes of their own, started on free ports and stopped whatever happens."""

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.places import ROOT, WORK

#: Seconds until a server must answer.
_PATIENCE: Final = 60
_PAUSE: Final = 0.05


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answers."""

    name: str
    port: int
    pid: int


@contextmanager
def serving(name: str, command: Sequence[str], port: int, environment: Mapping[str, str]) -> Iterator[Served]:
    """Run a server until the block ends; what it says goes to a log of its own."""
    log = WORK / f"{name}.log"
    with log.open("wb") as said:
        process = subprocess.Popen(  # noqa: S603  # our own servers
            command,
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
    try:
        _wait(process, port, log)
        yield Served(name, port, process.pid)
    finally:
        _stop(process)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        if _answers(port):
            return
        time.sleep(_PAUSE)
    message = f"A server did not start; {log} says:\n{log.read_text(errors='replace')[-3000:]}"
    raise RuntimeError(message)


def _answers(port: int) -> bool:
    """Whether requests are answered, in whatever way: a server may hold its port before it can."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.request("GET", "/")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """The whole group, as some servers have workers of their own."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            return
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            continue
        return
