"""A hundred thousand lines in one import, within a minute of a machine of usual speed, and in bounded memory."""

import csv
import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

PROVIDERS = 2_000
CLIENTS = 98_000
SECONDS = 60
#: Of which the interpreter and its libraries take about a fifth, and SQLite's cache another.
MEMORY_KIB = 400 * 1024
#: What `yardstick` takes on a machine of usual speed; on a slower one the import may take longer by as much.
USUAL_YARDSTICK_SECONDS = 0.75
YARDSTICK_ROUNDS = 100_000
FIRST = ("Ada", "Bo", "Zoë", "Omar", "Ngozi", "Wei", "Łucja", "Jürgen", "Inés", "Tariq")
LAST = ("Nováková", "Okafor", "Garcia", "Nguyen", "Kowalska", "Ruiz", "Abdi", "Haas", "Ito")
DAY = date(2026, 1, 1)


def write_providers(path: Path) -> None:
    """Providers of twenty teams, some with too little room for their clients."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["external_id", "name", "capacity", "team", "locations", "specialties", "languages"])
        for at in range(PROVIDERS):
            name = f"{FIRST[at % 10]} {LAST[at % 9]} {at}"
            writer.writerow(
                [f"P{at}", name, 10 + at % 50, f"Team {at % 20}", f"Site {at % 9}", "Trauma|Anxiety", "English"]
            )


def write_clients(path: Path) -> None:
    """Clients, every fourth of whom waits."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["external_id", "name", "intake_date", "insurance_status", "service_requirements", "provider_external_id"]
        )
        for at in range(CLIENTS):
            day = DAY + timedelta(days=at % 200)
            provider = f"P{at % PROVIDERS}" if at % 4 else ""
            writer.writerow(
                [f"C{at}", f"{FIRST[at % 10]} {LAST[at % 9]} {at}", day, "VERIFIED", "Trauma|EMDR", provider]
            )


@pytest.mark.timeout(300)
def test_a_hundred_thousand_lines_take_less_than_a_minute_of_the_processor(database_url: str, tmp_path: Path) -> None:
    providers, clients = tmp_path / "providers.csv", tmp_path / "clients.csv"
    write_providers(providers)
    write_clients(clients)
    files = ["--providers", str(providers), "--clients", str(clients)]
    yardsticks = [yardstick()]
    done = _run(["import", *files, "--database-url", database_url], tmp_path)
    # Time of the processor, so that whatever else the machine does is not counted.
    spent = done.used.ru_utime + done.used.ru_stime
    yardsticks.append(yardstick())
    slowness = max(1.0, *(each / USUAL_YARDSTICK_SECONDS for each in yardsticks))
    assert spent < SECONDS * slowness
    assert done.code == 0, done.error
    assert done.used.ru_maxrss < MEMORY_KIB
    assert f"providers: {PROVIDERS} added" in done.output
    assert f"clients: {CLIENTS} added" in done.output
    assert f"waiting: {CLIENTS // 4}" in done.output


def yardstick() -> float:
    """How many seconds of the processor this machine takes for a fixed piece of Python."""
    before = time.process_time()
    for at in range(YARDSTICK_ROUNDS):
        row = {
            "external_id": f"C{at}",
            "name": f"{FIRST[at % 10]} {at}",
            "days": [at, at + 1],
            "notes": "x" * (at % 50),
        }
        json.loads(json.dumps(dict(sorted(row.items()))))
    return time.process_time() - before


@dataclass(frozen=True)
class Done:
    """What a command said, and what it took."""

    code: int
    output: str
    error: str
    used: resource.struct_rusage


def _run(arguments: list[str], folder: Path) -> Done:
    said, told = folder / "output", folder / "error"
    with said.open("w") as output, told.open("w") as error:
        command = [sys.executable, "-m", "caseload_gql", *arguments]
        process = subprocess.Popen(command, stdout=output, stderr=error)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return Done(process.returncode, said.read_text(encoding="utf-8"), told.read_text(encoding="utf-8"), used)
