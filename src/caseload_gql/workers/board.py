"""What a worker tells the supervisor: memory that both share, written without a call to the system."""

import ctypes
import struct
from multiprocessing.context import SpawnContext
from typing import Final

from caseload_gql import running

Memory = ctypes.Array[ctypes.c_ubyte]
_BEATS: Final = struct.Struct("=Q")


class Board:
    """A worker's count of beats, and the hooks it runs. The worker writes, the supervisor reads."""

    def __init__(self, memory: Memory) -> None:
        """Takes what `shared_memory` made."""
        whole = memoryview(memory).cast("B")
        self._beats, self.hooks = whole[: _BEATS.size], whole[_BEATS.size :]

    @property
    def beats(self) -> int:
        """How often the worker's loop has beaten; 0 until it answers requests."""
        found: int = _BEATS.unpack(self._beats)[0]
        return found

    def beat(self) -> None:
        """Count one more."""
        _BEATS.pack_into(self._beats, 0, self.beats + 1)

    def running(self) -> tuple[tuple[str, str], ...]:
        """The plugin and hook of each that runs, or ran when the worker ended."""
        return running.read(self.hooks)


def shared_memory(context: SpawnContext) -> Memory:
    """Memory for one board, all zeros; the worker gets it as an argument of its process."""
    memory: Memory = context.RawArray(ctypes.c_ubyte, _BEATS.size + running.SIZE)
    return memory
