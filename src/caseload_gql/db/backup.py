"""An embedded database copied while it is at work, and put back where nobody uses it."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final

from caseload_gql.db.address import parse_address
from caseload_gql.errors import ConfigurationError

#: Pages copied between two reports.
_PAGES: Final = 4_096
_SERVER: Final = (
    "This is for the embedded database. PostgreSQL has pg_dump and pg_restore; docs/operations.md shows how."
)
#: Told how many pages remain, and of how many.
Progress = Callable[[int, int], None]


def embedded(url: str) -> Path:
    """The file of an SQLite database. Raises ``ConfigurationError`` for a server's."""
    path = parse_address(url).path
    if path is None:
        raise ConfigurationError(_SERVER)
    return path


def back_up(source: Path, target: Path, progress: Progress, *, force: bool) -> None:
    """Copy the database as it is at one moment, while others read and write, to a file for its owner alone.

    The file is checked before it gets its name. Raises ``ConfigurationError`` where it is there already, unless
    `force`, or cannot be written.
    """
    if target.exists() and not force:
        message = f"{target.name} is there already. Choose another name, or write over it with --force."
        raise ConfigurationError(message)
    if target.exists() and target.samefile(source):
        message = "That is the database itself. Choose another name for the backup."
        raise ConfigurationError(message)
    with _draft(target) as draft:
        _copy(source, draft, progress)
        draft.replace(target)


def restore(backup: Path, target: Path, progress: Progress, *, force: bool) -> None:
    """Put a backup in the place of the database, which nobody may be using.

    Raises ``ConfigurationError`` where the backup is none or is broken, and where a database is there, unless `force`,
    or is in use: then also with `force`.
    """
    if not backup.is_file():
        message = f"{backup.name} is no file that can be read."
        raise ConfigurationError(message)
    if target.exists() and not force:
        message = "There is a database already. Back it up, stop every server, and write over it with --force."
        raise ConfigurationError(message)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"The folder of the database cannot be made ({error.strerror})."
        raise ConfigurationError(message) from error
    with _draft(target) as draft:
        _copy(backup, draft, progress)
        with _unused(target):
            draft.replace(target)
            for leftover in ("-wal", "-shm"):
                target.with_name(target.name + leftover).unlink(missing_ok=True)


def _copy(source: Path, draft: Path, progress: Progress) -> None:
    """A whole copy of one moment, that is found sound."""
    try:
        with closing(_open(source, "ro")) as reading, closing(_open(draft, "rw")) as writing:
            if reading.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone() is None:
                message = f"{source.name} is no database of caseload."
                raise ConfigurationError(message)
            # A reader's moment: without it a copy begins anew whenever somebody writes, and may never end.
            reading.execute("BEGIN")
            reading.execute("SELECT 1 FROM sqlite_master").fetchone()
            reading.backup(writing, pages=_PAGES, progress=lambda _, remaining, total: progress(remaining, total))
            # One file that holds everything, whatever becomes of those beside it.
            writing.execute("PRAGMA journal_mode = DELETE")
            faults = problems(writing)
        descriptor = os.open(draft, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
    except sqlite3.Error as error:
        message = f"{source.name} cannot be copied ({type(error).__name__}): it is broken, or no database."
        raise ConfigurationError(message) from error
    if faults:
        message = f"{source.name} is broken, and so is its copy, which was removed: {faults[0]}"
        raise ConfigurationError(message)


def problems(connection: sqlite3.Connection) -> list[str]:
    """What the database itself finds wrong with its file and its foreign keys."""
    found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(10)")]
    broken = [
        f"a row of {table} refers to a row of {parent} that is not there"
        for table, _, parent, _ in connection.execute("PRAGMA foreign_key_check").fetchmany(10)
    ]
    return [line for line in found if line != "ok"] + broken


def sound(path: Path) -> list[str]:
    """What is wrong with a database's file; nothing where it is sound. Others may write meanwhile."""
    with closing(_open(path, "rw")) as connection:
        connection.execute("PRAGMA query_only = ON")
        return problems(connection)


@contextmanager
def _unused(path: Path) -> Iterator[None]:
    """Hold a database that nobody else has open. Raises ``ConfigurationError`` where somebody has."""
    if not path.exists():
        yield
        return
    with closing(_open(path, "rw")) as connection:
        try:
            # Only the last connection may leave the write-ahead log; then everything is in the one file.
            (mode,) = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            mode = "wal" if "locked" in str(error) else "broken"
        except sqlite3.DatabaseError:
            mode = "broken"
        if mode == "wal":
            message = "The database is in use. Stop every server and command that has it open, then try again."
            raise ConfigurationError(message)
        yield
        with suppress(sqlite3.Error):
            connection.rollback()


@contextmanager
def _draft(target: Path) -> Iterator[Path]:
    """An empty file beside the target, for its owner alone; removed unless it has got the target's name."""
    draft = target.with_name(f".{target.name}.part")
    try:
        draft.unlink(missing_ok=True)
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        message = f"The file cannot be made ({error.strerror}). Choose a place where you may write."
        raise ConfigurationError(message) from error
    try:
        yield draft
    finally:
        for leftover in ("", "-journal", "-wal", "-shm"):
            draft.with_name(draft.name + leftover).unlink(missing_ok=True)


def _open(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, timeout=1)
