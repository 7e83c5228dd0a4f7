"""SQL that is compiled once a run: every test opens engines of its own, and a fifth of its time went into their SQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine


@contextmanager
def compiled_once() -> Iterator[None]:
    """Engines of one kind of database share the dialect, and what it compiled, of the first that has connected."""
    first: dict[str, Engine] = {}

    def sharing(*arguments: Any, **keywords: Any) -> AsyncEngine:
        made = create_async_engine(*arguments, **keywords)
        ours = made.sync_engine
        theirs = first.setdefault(ours.dialect.name, ours)
        # Only what has connected knows the server.
        if theirs.dialect.server_version_info is not None:
            ours.dialect, ours._compiled_cache = theirs.dialect, theirs._compiled_cache
        return made

    with patch("caseload_gql.db.engine.create_async_engine", sharing):
        yield
