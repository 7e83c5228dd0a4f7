"""Database addresses as people write them, and the drivers chosen for them."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from caseload_gql.errors import ConfigurationError

_POSTGRES = {"postgresql", "postgres", "postgresql+asyncpg"}
_SQLITE = {"sqlite", "sqlite+aiosqlite"}


@dataclass(frozen=True)
class Address:
    """Where the database is: an engine URL for writes, and what the plain driver takes for reads."""

    engine_url: URL
    #: The file of an SQLite database.
    path: Path | None
    #: The connection string of a PostgreSQL database.
    dsn: str | None

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is embedded."""
        return self.path is not None


def parse_address(url: str) -> Address:
    """Read a database URL: ``sqlite:///path``, ``postgresql://…`` or ``postgres://…``.

    Raises ``ConfigurationError`` for anything else; the sentence never repeats the URL, which may hold a password.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        message = "The database URL cannot be read. Use sqlite:///path/to/file.db or postgresql://user@host/name."
        raise ConfigurationError(message) from None
    if parsed.drivername in _SQLITE:
        if not parsed.database or parsed.database == ":memory:":
            message = "An SQLite database needs a file: sqlite:///path/to/file.db (four slashes for an absolute path)."
            raise ConfigurationError(message)
        path = Path(parsed.database).absolute()
        return Address(parsed.set(drivername="sqlite+aiosqlite", database=str(path)), path, None)
    if parsed.drivername in _POSTGRES:
        dsn = parsed.set(drivername="postgresql").render_as_string(hide_password=False)
        return Address(parsed.set(drivername="postgresql+asyncpg"), None, dsn)
    message = (
        f"The database kind {parsed.drivername!r} is not supported. Use sqlite:///path/to/file.db or "
        "postgresql://user@host/name."
    )
    raise ConfigurationError(message)
