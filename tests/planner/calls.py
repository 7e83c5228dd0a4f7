"""Which Python functions run in a block, on this thread."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any


@contextmanager
def called() -> Iterator[set[tuple[str, str]]]:
    """The functions that are entered in the block: module and name of each."""
    found: set[tuple[str, str]] = set()

    def note(frame: FrameType, event: str, _argument: Any) -> None:
        if event == "call":
            found.add((str(frame.f_globals.get("__name__")), frame.f_code.co_name))

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield found
    finally:
        sys.setprofile(before)
