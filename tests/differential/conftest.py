"""Practices drawn once a run, each written into an SQLite file and a PostgreSQL database of its own."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache
from typing import Final, Protocol

import pytest

from caseload_gql.db.engine import Database, open_database
from tests.databases import copy_of
from tests.differential.house import House, open_house, quiet, schema_of_product
from tests.differential.picture import load_picture
from tests.differential.practice import write_practice

#: How many operations are drawn for each practice: `make search` asks for many.
OPERATIONS: Final = int(os.environ.get("CASELOAD_SEARCH_OPERATIONS", "2000"))
SEEDS: Final = range(5)
#: How many requests are tampered with.
TAMPERED: Final = OPERATIONS // 5


class Houses(Protocol):
    """Hands out the practice of a seed."""

    def __call__(self, seed: int, *, examples: bool = False) -> House: ...


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with quiet():
        yield


@pytest.fixture(scope="session")
def houses(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Houses]:
    """The practice of a seed, with the shipped policies alone or with the examples too."""
    schema = schema_of_product()
    with ExitStack() as stack:
        runner = stack.enter_context(asyncio.Runner())

        @cache
        def urls(seed: int) -> tuple[str, str]:
            template = request.getfixturevalue("sqlite_template")
            folder = tmp_path_factory.mktemp(f"practice{seed}")
            found = (
                copy_of(template, folder / "practice.db"),
                stack.enter_context(request.getfixturevalue("postgres").fresh()),
            )
            for url in found:
                runner.run(_write(url, seed))
            return found

        @cache
        def house(seed: int, *, examples: bool = False) -> House:
            databases = [open_database(url) for url in urls(seed)]
            picture = runner.run(load_picture(databases[0]))
            made, opened = open_house(runner, urls(seed), picture, schema, examples=examples)
            for each in [*databases, *opened]:
                stack.callback(_closed, runner, each)
            return made

        yield house


def _closed(runner: asyncio.Runner, database: Database) -> None:
    runner.run(database.close())


async def _write(url: str, seed: int) -> None:
    database = open_database(url)
    await write_practice(database, seed)
    await database.close()
