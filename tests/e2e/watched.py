"""A server whose log is read line by line, with a plugin that takes its worker down for those who ask it to."""

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: Whoever signs in by these names gets what the hook of that name does to the worker.
EVIL = """
import ctypes
import os

from caseload_gql.plugins.hookspecs import hookimpl
from caseload_gql.plugins.manifest import Plugin

PLUGIN = Plugin("evil", api=">=1,<2")


def leave():
    os._exit(7)


def loop():
    while True:
        ...


def hold():
    ctypes.PyDLL(None).sleep(3600)  # a call into C that keeps the interpreter to itself


DEEDS = {"admin": leave, "supervisor": loop, "support": hold}


@hookimpl
def policy_restrictions(request):
    deed = DEEDS.get(request.actor.email.partition("@")[0])
    if deed is not None:
        deed()
    return []
"""
#: Seconds that anything may take on a busy machine before a test fails.
AT_MOST = 90


@dataclass(frozen=True)
class Watched:
    """A running server: its address, and the lines of its log as they come."""

    process: "subprocess.Popen[str]"
    address: str
    lines: "queue.SimpleQueue[str]"

    def told(self, message: str) -> dict[str, Any]:
        """The next line of the log that holds the message."""
        while True:
            line = self.lines.get(timeout=AT_MOST)
            if message in line:
                found: dict[str, Any] = json.loads(line)
                return found


def command(url: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "caseload_gql", "serve", "--database-url", url, "--port", "0", *arguments]


@contextmanager
def watched(url: str, *arguments: str) -> Iterator[Watched]:
    """A server that has said where it answers; the block must end it, or it is killed."""
    process = subprocess.Popen(command(url, *arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stderr is not None
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    errors = process.stderr

    def listen() -> None:
        for line in errors:
            lines.put(line)

    thread = threading.Thread(target=listen)
    thread.start()
    try:
        yield Watched(process, process.stdout.readline().split()[-1], lines)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        # Its workers hold its log too: this ends when the last of them has.
        thread.join(AT_MOST)
        process.stdout.close()
        errors.close()
    assert not thread.is_alive()


def write(folder: Path, source: str, name: str = "evil.py") -> Path:
    """A plugin's file; returns the folder."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(source, encoding="utf-8")
    return folder
