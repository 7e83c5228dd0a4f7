"""Practices drawn once a run, each in a database of its own."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache
from typing import Any, Final, Protocol

import pytest
from hypothesis import Phase

from caseload_gql.db.engine import open_database
from caseload_gql.plugins.manager import load_plugins
from caseload_gql.policy.actor import Actor
from caseload_gql.schema import build
from tests.agreement.asking import Practice
from tests.databases import copy_of
from tests.differential.house import quiet
from tests.differential.picture import Picture, load_picture
from tests.differential.practice import write_practice

#: How many policies are drawn, an equal part of them for each practice: `make search` asks for many.
POLICIES: Final = int(os.environ.get("CASELOAD_SEARCH_POLICIES", "300"))
#: Finding the smallest policies that fail takes minutes, in a search alone.
PHASES: Final = (Phase.explicit, Phase.reuse, Phase.generate, *([Phase.shrink] if POLICIES > 300 else []))
#: Practices by their seed and their database.
PRACTICES: Final = ((0, "sqlite"), (0, "postgres"), (1, "sqlite"), (2, "postgres"))


class Practices(Protocol):
    """Hands out the practice of a seed in a database."""

    def __call__(self, seed: int, dialect: str) -> Practice: ...


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with quiet():
        yield


@pytest.fixture(scope="session")
def practices(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practices]:
    """The practice of a seed, with the shipped policies."""
    schema, shipped = build.build_schema(), load_plugins().sources
    with ExitStack() as stack:
        runner = stack.enter_context(asyncio.Runner())

        @cache
        def practice(seed: int, dialect: str) -> Practice:
            if dialect == "sqlite":
                template = request.getfixturevalue("sqlite_template")
                url = copy_of(template, tmp_path_factory.mktemp(f"agreement{seed}") / "practice.db")
            else:
                url = stack.enter_context(request.getfixturevalue("postgres").fresh())
            database = open_database(url)
            stack.callback(lambda: runner.run(database.close()))
            runner.run(write_practice(database, seed))
            picture = runner.run(load_picture(database))
            return Practice(runner, picture, database, shipped, schema, _people(picture))

        yield practice


def _people(picture: Picture) -> dict[str, Actor]:
    def actor(user: Any) -> Actor:
        return Actor(
            user.id,
            user.name,
            user.email,
            user.account_role.value,
            frozenset(user.company_roles),
            frozenset(picture.led[user.id]),
            user.provider_id,
        )

    return {user_id: actor(user) for user_id, user in picture.rows["User"].items()}
