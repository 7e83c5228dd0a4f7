"""What runs in a block: Python functions, and statements that are read."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any
from unittest.mock import patch

from caseload_gql.db.driver import PostgresDriver, SqliteDriver


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


@contextmanager
def reads() -> Iterator[list[tuple[str, Sequence[Any]]]]:
    """The planner's statements with their parameters."""
    seen: list[tuple[str, Sequence[Any]]] = []

    def noting(fetch: Any) -> Any:
        async def noted(self: Any, statement: str, parameters: Sequence[Any]) -> Any:
            seen.append((statement, parameters))
            return await fetch(self, statement, parameters)

        return noted

    with (
        patch.object(SqliteDriver, "fetch", noting(SqliteDriver.fetch)),
        patch.object(PostgresDriver, "fetch", noting(PostgresDriver.fetch)),
    ):
        yield seen
