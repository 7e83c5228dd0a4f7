"""Plugins that take their worker down: it is replaced, the log names the plugin, and other workers go on."""

import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests.databases import copy_of
from tests.e2e.watched import AT_MOST, EVIL, Watched, command, watched, write
from tests.slowdown import slowdown
from tests.support import Demo, filled

QUERY = {"query": "{ clients(first: 1) { nodes { id } } }"}


@pytest.fixture(scope="module")
def practice(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return filled(copy_of(sqlite_template, tmp_path_factory.mktemp("watched") / "demo.db"))


@pytest.fixture(scope="module")
def server(practice: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """Two workers, and the plugin that takes them down."""
    folder = write(tmp_path_factory.mktemp("evil"), EVIL)
    with watched(practice.url, "--workers", "2", "--plugins-dir", str(folder)) as server:
        yield server


def ask(server: Watched, practice: Demo, who: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {practice.tokens[who]}"}
    return httpx.post(f"{server.address}/graphql", json=QUERY, headers=headers, timeout=AT_MOST)


def ask_another(server: Watched, practice: Demo, who: str) -> httpx.Response:
    """Ask again where the first went to the worker that is being taken down: what that one held is lost."""
    try:
        return ask(server, practice, who)
    except httpx.TransportError:
        return ask(server, practice, who)


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("admin", "a worker exited with code 7"),
        ("supervisor", "a worker stopped answering and was killed"),
        ("support", "a worker stopped answering and was killed"),
    ],
    ids=["exits", "loops", "holds the interpreter"],
)
def test_a_plugin_costs_its_worker_and_is_named_while_the_other_goes_on(
    server: Watched, practice: Demo, who: str, said: str
) -> None:
    with ThreadPoolExecutor(1) as pool:
        began = time.monotonic()
        victim: Future[httpx.Response] = pool.submit(ask, server, practice, who)
        assert ask_another(server, practice, "ceo").status_code == 200
        told = server.told(said)
        told_at = time.monotonic()
        took = told_at - began
        assert (told["plugin"], told["hook"], told["level"]) == ("evil", "policy_restrictions", "error")
        assert took < 10
        assert isinstance(victim.exception(AT_MOST), httpx.TransportError)
    assert ask(server, practice, "ceo").status_code == 200
    server.told("a worker answers again")
    assert time.monotonic() - told_at < 10 * slowdown()


def test_a_single_worker_is_replaced_and_what_waits_at_the_port_is_answered(practice: Demo, tmp_path: Path) -> None:
    with watched(practice.url, "--plugins-dir", str(write(tmp_path / "plugins", EVIL))) as server:
        with pytest.raises(httpx.TransportError):
            ask(server, practice, "admin")
        assert ask(server, practice, "ceo").status_code == 200
        assert server.told("a worker exited with code 7")["plugin"] == "evil"
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(AT_MOST) == 0


def test_workers_end_with_a_supervisor_that_is_killed(practice: Demo) -> None:
    with ExitStack() as stack:
        server = stack.enter_context(watched(practice.url, "--workers", "2"))
        assert httpx.get(f"{server.address}/health/live", timeout=AT_MOST).status_code == 200
        server.process.kill()
        # Leaving the block waits until nobody holds the log any more.
        stack.close()
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{server.address}/health/live")


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize(
    ("source", "code", "said"),
    [
        ("import os\nos._exit(7)\n", 1, '"plugin":"evil","hook":"import"'),
        ("raise KeyError\n", 2, "evil.py cannot be imported: KeyError()"),
    ],
    ids=["exits", "raises"],
)
def test_workers_that_cannot_start_end_the_server(
    practice: Demo, tmp_path: Path, workers: str, source: str, code: int, said: str
) -> None:
    folder = write(tmp_path / "plugins", source)
    result = subprocess.run(
        command(practice.url, "--workers", workers, "--plugins-dir", str(folder)),
        capture_output=True,
        text=True,
        timeout=AT_MOST,
        check=False,
    )
    assert (result.returncode, result.stdout) == (code, "")
    assert said in result.stderr
    assert "Traceback" not in result.stderr
