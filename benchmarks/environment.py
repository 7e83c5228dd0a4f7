"""Installs what the peers need, from their own locks, apart from the product's environment."""

import hashlib
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from benchmarks.places import HERE, PEERS, PEERS_PYTHON, POSTGRAPHILE, PRODUCT_BIN

_REQUIREMENTS: Final = HERE / "requirements.txt"
_NODE_LOCK: Final = POSTGRAPHILE / "package-lock.json"
_MODULES: Final = POSTGRAPHILE / "node_modules"
_STAMP: Final = ".installed"


def ensure_peers(say: Callable[[str], None]) -> None:
    """Install the Python peers and PostGraphile, unless that was done from these very locks."""
    if not _is_current(PEERS, _REQUIREMENTS):
        say("Installing the Python peers")
        _run([sys.executable, "-m", "venv", "--clear", str(PEERS)], HERE)
        pip = [str(PEERS_PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _run([*pip, "--require-hashes", "--no-deps", "-r", str(_REQUIREMENTS)], HERE)
        _stamp(PEERS, _REQUIREMENTS)
    if not _is_current(_MODULES, _NODE_LOCK):
        say("Installing PostGraphile")
        _run([str(PRODUCT_BIN / "npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], POSTGRAPHILE)
        _stamp(_MODULES, _NODE_LOCK)


def _is_current(installed: Path, lock: Path) -> bool:
    stamp = installed / _STAMP
    return stamp.exists() and stamp.read_text(encoding="ascii") == _digest(installed, lock)


def _stamp(installed: Path, lock: Path) -> None:
    (installed / _STAMP).write_text(_digest(installed, lock), encoding="ascii")


def _digest(installed: Path, lock: Path) -> str:
    # The place counts, as an environment cannot be moved.
    return hashlib.sha256(f"{installed}\n{lock.read_text(encoding='utf-8')}".encode()).hexdigest()


def _run(command: Sequence[str], where: Path) -> None:
    done = subprocess.run(command, cwd=where, capture_output=True, text=True, check=False)  # noqa: S603  # fixed commands
    if done.returncode != 0:
        message = f"{' '.join(command[:4])} failed:\n{(done.stderr or done.stdout)[-3000:]}"
        raise RuntimeError(message)
