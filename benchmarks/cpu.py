"""What the processes of a server have spent of the processor and hold of memory, as the system tells it."""

import os
from pathlib import Path
from typing import Final

_TICKS: Final = os.sysconf("SC_CLK_TCK")
_PROCESSES: Final = Path("/proc")
#: Where the fields lie that follow the command's name in `stat`.
_SESSION, _USER, _SYSTEM, _RESIDENT = 3, 11, 12, 21


def spent(session: int) -> float:
    """Seconds that the processes of a session have spent; 0 where the system does not tell."""
    return sum((int(each[_USER]) + int(each[_SYSTEM])) / _TICKS for each in _members(session))


def largest(session: int) -> int:
    """Pages of memory that the largest process of a session holds: of a server with a supervisor, its worker."""
    return max(int(each[_RESIDENT]) for each in _members(session))


def _members(session: int) -> list[list[str]]:
    found = (_fields(each) for each in _PROCESSES.glob("[0-9]*/stat"))
    return [each for each in found if each and each[_SESSION] == str(session)]


def _fields(stat: Path) -> list[str]:
    try:
        return stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        # It ended meanwhile.
        return []
