"""Which plugins' hooks run now, in memory that whoever watches the worker can read, also after its end."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

#: Hooks that can be told of at once; more run all the same, untold.
SLOTS: Final = 16
#: Bytes a slot takes: the length of its text, then the text.
WIDTH: Final = 128
#: Bytes that the whole takes.
SIZE: Final = SLOTS * WIDTH


class Running:
    """Hooks at work. Noting one takes about a microsecond, and no call to the system."""

    def __init__(self) -> None:
        """In memory of the process's own, until told to use other."""
        self._memory = memoryview(bytearray(SIZE))
        self._free = list(reversed(range(SLOTS)))

    def use(self, memory: memoryview) -> None:
        """Note in this memory, `SIZE` bytes of zeros, from now on; nothing may be running."""
        self._memory = memory

    @contextmanager
    def noted(self, plugin: str, hook: str) -> Iterator[None]:
        """Tell of the hook while the block runs. May be entered from several threads."""
        try:
            slot = self._free.pop()
        except IndexError:
            yield
            return
        text = f"{plugin}\t{hook}".encode()[: WIDTH - 1]
        start = slot * WIDTH
        self._memory[start + 1 : start + 1 + len(text)] = text
        self._memory[start] = len(text)
        try:
            yield
        finally:
            self._memory[start] = 0
            self._free.append(slot)


def read(memory: memoryview) -> tuple[tuple[str, str], ...]:
    """The plugin and the hook of each that is noted there, without repetition."""
    texts = [bytes(memory[at + 1 : at + 1 + memory[at]]) for at in range(0, SIZE, WIDTH) if memory[at]]
    parted = [text.decode(errors="replace").partition("\t") for text in texts]
    return tuple(dict.fromkeys((plugin, hook) for plugin, _, hook in parted))


#: The hooks of this process.
RUNNING: Final = Running()
