"""A kit for tests through the door: a demo practice on either database, a token a person, and `ask`."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
from sqlalchemy import Engine, event, make_url

from caseload_gql.bootstrap import build_app
from caseload_gql.db.driver import PostgresDriver, SqliteDriver
from caseload_gql.db.engine import Database, open_database
from caseload_gql.identity.users import list_users
from caseload_gql.services.demo.fill import fill
from caseload_gql.services.demo.recipe import Recipe
from caseload_gql.settings import Settings
from tests.contents import BESIDE, contents
from tests.databases import TestServer
from tests.people import token_for

SMALL = Recipe(date(2026, 11, 20), providers=12, clients=90, seed=3)


@dataclass(frozen=True)
class Demo:
    """A filled database, with the bearer token of each person by their short name."""

    url: str
    tokens: Mapping[str, str]


@dataclass(frozen=True)
class House:
    """The app answering on a demo practice."""

    demo: Demo
    client: httpx.AsyncClient
    database: Database

    async def post(self, who: str, query: str, variables: Mapping[str, Any] | None = None) -> httpx.Response:
        return await self.client.post(
            "/graphql",
            json={"query": query, "variables": variables or {}},
            headers={"Authorization": f"Bearer {self.demo.tokens[who]}"},
        )

    async def ask(self, who: str, query: str, variables: Mapping[str, Any] | None = None) -> Any:
        """The whole answer, as JSON."""
        return (await self.post(who, query, variables)).json()

    async def data(self, who: str, query: str, variables: Mapping[str, Any] | None = None) -> Any:
        """What was asked for; anything wrong fails the test."""
        answer = await self.ask(who, query, variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    async def problem(self, who: str, query: str, variables: Mapping[str, Any] | None = None) -> str:
        """The code of the one top-level error."""
        answer = await self.ask(who, query, variables)
        codes = {each["extensions"]["code"] for each in answer["errors"]}
        assert len(codes) == 1, answer
        return str(codes.pop())

    async def rows(self, statement: Any) -> list[Any]:
        async with self.database.read() as connection:
            return list((await connection.execute(statement)).all())

    async def snapshot(self) -> dict[str, list[str]]:
        """Everything that the database holds but for when people were last seen, and who read what."""
        return await contents(self.database, BESIDE)


def filled(url: str, recipe: Recipe = SMALL) -> Demo:
    """Fill an empty migrated database with a small demo practice."""

    async def prepare() -> dict[str, str]:
        database = open_database(url)
        try:
            await fill(database, recipe, lambda _: None)
            ids = {person.email.partition("@")[0]: person.id for person in await list_users(database)}

            return {who: await token_for(database, user_id) for who, user_id in ids.items()}
        finally:
            await database.close()

    return Demo(url, asyncio.run(prepare()))


@contextmanager
def copied(demo: Demo, server: TestServer | None, folder: Path) -> Iterator[Demo]:
    """A copy of a demo practice that a test may change."""
    if demo.url.startswith("sqlite"):
        target = folder / "copy.db"
        for end in ("", ".audit-key"):
            shutil.copyfile(f"{demo.url.removeprefix('sqlite:///')}{end}", f"{target}{end}")
        yield Demo(f"sqlite:///{target}", demo.tokens)
        return
    assert server is not None
    source = make_url(demo.url).database
    assert source is not None
    with server.copied(source) as url:
        yield Demo(url, demo.tokens)


@asynccontextmanager
async def opened(demo: Demo, plugins_dir: Path | None = None, **settings: Any) -> AsyncIterator[House]:
    """The app on a demo practice, closed afterwards."""
    app = build_app(Settings(database_url=demo.url, plugins_dir=plugins_dir, **settings))
    database = open_database(demo.url)
    transport = httpx.ASGITransport(app)
    try:
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://caseload.test") as client,
        ):
            yield House(demo, client, database)
    finally:
        await database.close()


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that reach a database, by driver or by SQLAlchemy, in this block."""
    seen: list[str] = []

    def listen(*event_arguments: Any) -> None:
        seen.append(event_arguments[2])

    def noting(fetch: Any) -> Any:
        async def noted(self: Any, statement: str, parameters: Any) -> Any:
            seen.append(statement)
            return await fetch(self, statement, parameters)

        return noted

    event.listen(Engine, "before_cursor_execute", listen)
    try:
        with (
            patch.object(SqliteDriver, "fetch", noting(SqliteDriver.fetch)),
            patch.object(PostgresDriver, "fetch", noting(PostgresDriver.fetch)),
        ):
            yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", listen)


def canonical(answer: Any) -> str:
    """JSON in one form, whichever database wrote it."""
    return json.dumps(answer, sort_keys=True, ensure_ascii=False)
