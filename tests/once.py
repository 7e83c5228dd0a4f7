"""What each test would make anew for itself, and is made once a run: a third of the time of most tests went into it."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import strawberry
from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from caseload_gql.plugins.plugin_fields import PluginField
from caseload_gql.schema import build


@contextmanager
def made_once() -> Iterator[None]:
    """The schema without plugins is built once, and SQL compiled once for each kind of database."""
    schemas = _Schemas()
    with (
        patch("caseload_gql.db.engine.create_async_engine", _Engines()),
        patch("caseload_gql.bootstrap.build_schema", schemas),
        patch("caseload_gql.schema.build.build_schema", schemas),
    ):
        yield


class _Engines:
    """Makes engines that share the dialect, and what it compiled, of the first of their kind that has connected."""

    def __init__(self) -> None:
        self._first: dict[str, Engine] = {}

    def __call__(self, *arguments: Any, **keywords: Any) -> AsyncEngine:
        made = create_async_engine(*arguments, **keywords)
        ours = made.sync_engine
        theirs = self._first.setdefault(ours.dialect.name, ours)
        # Only what has connected knows the server.
        if theirs.dialect.server_version_info is not None:
            ours.dialect, ours._compiled_cache = theirs.dialect, theirs._compiled_cache
        return made


class _Schemas:
    """Builds schemas, and the one of the project alone a single time."""

    def __init__(self) -> None:
        self._build = build.build_schema
        self._own: strawberry.Schema | None = None

    def __call__(self, extra_types: Iterable[type] = (), fields: Sequence[PluginField] = ()) -> strawberry.Schema:
        extra = tuple(extra_types)
        if extra or fields:
            return self._build(extra, fields)
        if self._own is None:
            self._own = self._build()
        return self._own
