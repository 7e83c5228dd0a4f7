"""The keys of a file's rows, kept close together: a dictionary of a million takes four times the memory."""

from array import array
from collections.abc import Iterator

_FEWEST_SLOTS = 1_024


class Keys:
    """Which key stands on which line. The texts lie behind each other; slots found by hash say which one is whose."""

    def __init__(self) -> None:
        """Start with none."""
        self._texts = bytearray()
        #: Where the text of each key ends and the next begins.
        self._ends = array("Q", [0])
        self._lines = array("Q")
        #: The number of a key, counted from 1, at the slot of its hash or the next that was free; 0 where none is.
        self._slots = array("I", [0]) * _FEWEST_SLOTS

    def add(self, key: str, line: int) -> int | None:
        """Keep a key with its line; one that is there already keeps its own, which is returned."""
        text = key.encode()
        slot, number = self._find(text)
        if number:
            return self._lines[number - 1]
        self._texts += text
        self._ends.append(len(self._texts))
        self._lines.append(line)
        self._slots[slot] = len(self._lines)
        if 2 * len(self._lines) > len(self._slots):
            self._spread()
        return None

    def line_of(self, key: str) -> int | None:
        """The line on which a key stands; None where it stands on none."""
        _, number = self._find(key.encode())
        return self._lines[number - 1] if number else None

    def __iter__(self) -> Iterator[str]:
        """The keys, as they were added."""
        return (self._text(number).decode() for number in range(1, len(self._lines) + 1))

    def _find(self, text: bytes) -> tuple[int, int]:
        last = len(self._slots) - 1
        slot = hash(text) & last
        while (number := self._slots[slot]) and self._text(number) != text:
            slot = (slot + 1) & last
        return slot, number

    def _text(self, number: int) -> bytes:
        return bytes(self._texts[self._ends[number - 1] : self._ends[number]])

    def _spread(self) -> None:
        self._slots = array("I", [0]) * (2 * len(self._slots))
        for number in range(1, len(self._lines) + 1):
            slot, _ = self._find(self._text(number))
            self._slots[slot] = number
