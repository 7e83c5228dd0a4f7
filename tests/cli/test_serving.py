"""``caseload serve`` as a process: bound before it speaks, ended cleanly by signals, clear when it cannot start."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest


def command(url: str, *arguments: str) -> list[str]:
    """The command line of a server on a free port, unless told otherwise."""
    return [sys.executable, "-m", "caseload_gql", "serve", "--database-url", url, "--port", "0", *arguments]


@contextmanager
def served(url: str, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server, and the address it printed."""
    process = subprocess.Popen(command(url, *arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process, process.stdout.readline().split()[-1]
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.mark.parametrize(
    ("database_url", "workers", "number"),
    [
        ("sqlite", "1", signal.SIGINT),
        ("sqlite", "2", signal.SIGTERM),
        ("postgres", "1", signal.SIGTERM),
        ("postgres", "2", signal.SIGINT),
    ],
    indirect=["database_url"],
)
def test_a_signal_ends_it_cleanly_with_code_zero(database_url: str, workers: str, number: signal.Signals) -> None:
    with served(database_url, "--workers", workers) as (process, address):
        # The port is bound once the address is printed, so this waits for the app and is never refused.
        assert httpx.get(f"{address}/health/ready", timeout=30).status_code == 200
        assert httpx.post(f"{address}/graphql", json={}, timeout=30).status_code == 401
        process.send_signal(number)
        assert process.wait(timeout=30) == 0


def test_a_signal_right_after_the_address_is_a_clean_end_too(database_url: str) -> None:
    with served(database_url) as (process, _):
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("arguments", [["serve"], ["demo", "--serve"]], ids=["serve", "demo"])
def test_a_signal_before_the_port_is_bound_is_a_clean_end_too(arguments: list[str], number: signal.Signals) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(30)
        url = f"postgresql://caseload@127.0.0.1:{silent.getsockname()[1]}/caseload"
        starting = [sys.executable, "-m", "caseload_gql", *arguments, "--database-url", url, "--port", "0"]
        process = subprocess.Popen(starting, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        # It now waits for an answer of the database, which is asked before the port is taken.
        with silent.accept()[0]:
            process.send_signal(number)
            out, error = process.communicate(timeout=30)
    assert (process.returncode, out, error.strip()) == (0, "", "Stopped.")


def test_a_megabyte_over_a_real_socket_is_answered(database_url: str) -> None:
    with served(database_url) as (_, address):
        headers = {"Content-Type": "application/json", "Authorization": "Bearer nonsense"}
        response = httpx.post(f"{address}/graphql", content=b" " * 1_048_576, headers=headers, timeout=30)
        assert response.status_code == 401


def test_a_busy_port_is_one_clear_sentence(database_url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = subprocess.run(
            command(database_url, "--port", port), capture_output=True, text=True, timeout=60, check=False
        )
    assert (result.returncode, result.stdout) == (1, "")
    assert port in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_schema_it_does_not_know_is_refused_saying_what_to_run(tmp_path: Path) -> None:
    result = subprocess.run(
        command(f"sqlite:///{tmp_path}/none.db"),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONWARNINGS": "error"},
    )
    assert result.returncode != 0
    assert "caseload db upgrade" in result.stderr
    assert "Traceback" not in result.stderr
