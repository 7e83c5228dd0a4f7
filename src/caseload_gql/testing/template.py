"""The small practice as a database, made once a run and copied for each test."""

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import asyncpg
from sqlalchemy import make_url

from caseload_gql.db.engine import open_database
from caseload_gql.db.migrate import upgrade
from caseload_gql.testing.loop import LoopThread
from caseload_gql.testing.small_practice import fill_small_practice

#: Names a PostgreSQL server to run the kit on, `postgresql://user@host/database`; its user must be allowed to create
#: databases. Without it, the kit runs on SQLite.
SERVER_URL: Final = "CASELOAD_KIT_DATABASE_URL"


@dataclass(frozen=True)
class Template:
    """A filled database that nobody opens; each test gets a copy."""

    url: str
    server: str | None

    @contextmanager
    def copied(self, folder: Path) -> Iterator[str]:
        """The URL of a copy; one on a server is dropped afterwards."""
        if self.server is None:
            target = folder / f"kit-{uuid.uuid4().hex}.db"
            shutil.copyfile(self.url.removeprefix("sqlite:///"), target)
            yield f"sqlite:///{target}"
            return
        with _database(self.server, f"TEMPLATE {make_url(self.url).database}") as url:
            yield url


@contextmanager
def made_template(folder: Path) -> Iterator[Template]:
    """The template: a file in the folder, or a database on the server that the environment names."""
    server = os.environ.get(SERVER_URL)
    if server is None:
        url = f"sqlite:///{folder / 'template.db'}"
        _fill(url)
        yield Template(url, None)
        return
    with _database(server) as url:
        _fill(url)
        yield Template(url, server)


def _fill(url: str) -> None:
    upgrade(url)

    async def write() -> None:
        database = open_database(url)
        try:
            await database.write(fill_small_practice)
        finally:
            await database.close()

    with LoopThread() as loop:
        loop.run(write())


@contextmanager
def _database(server: str, how: str = "") -> Iterator[str]:
    name = f"caseload_kit_{uuid.uuid4().hex}"
    _execute(server, f"CREATE DATABASE {name} {how}")
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        _execute(server, f"DROP DATABASE {name} WITH (FORCE)")


def _execute(server: str, statement: str) -> None:
    with LoopThread() as loop:
        loop.run(_run(server, statement))


async def _run(server: str, statement: str) -> None:
    connection = await asyncpg.connect(
        make_url(server).set(drivername="postgresql").render_as_string(hide_password=False)
    )
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
