"""The doctor: what a server needs, part by part, and why it would not start, without loading a plugin here."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from importlib.metadata import version
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from caseload_gql.db import migrate
from caseload_gql.errors import CaseloadError
from caseload_gql.plugins.packages import announced
from caseload_gql.settings import TABLE, Settings
from caseload_gql.web.safe_mode import Finding
from caseload_gql.workers.trial import why_no_start


def examine(settings: Settings) -> Sequence[Finding]:
    """Look at every part. Takes as long as a start does; the start is tried in a process of its own."""
    return [_looked_at(part, look, settings) for part, look in _PARTS.items()] + list(_start(settings))


def _looked_at(part: str, look: Callable[[Settings], str], settings: Settings) -> Finding:
    try:
        return Finding(part, ok=True, text=look(settings))
    except CaseloadError as error:
        return Finding(part, ok=False, text=str(error))
    except (SQLAlchemyError, OSError) as error:
        return Finding(part, ok=False, text=f"It does not answer ({type(error).__name__}).")


def _version(settings: Settings) -> str:
    del settings
    return f"caseload-gql {version('caseload-gql')}"


def _settings(settings: Settings) -> str:
    """Names only: the address of a database can hold a password."""
    given = [row.name for row in TABLE if getattr(settings, row.name) != row.default and row.name != "safe_mode"]
    return f"Given: {', '.join(given)}." if given else "All at their defaults."


def _database(settings: Settings) -> str:
    migrate.check(settings.database_url)
    return f"It answers, and has the schema of this version ({migrate.head()})."


def _plugins(settings: Settings) -> str:
    found = [f"{each.name} ({each.origin})" for each in announced(settings.plugins_dir)]
    return f"Installed beside those shipped: {', '.join(found)}." if found else "None beside those shipped."


_PARTS: Final[dict[str, Callable[[Settings], str]]] = {
    "version": _version,
    "settings": _settings,
    "database": _database,
    "plugins": _plugins,
}


def _start(settings: Settings) -> Iterator[Finding]:
    why = why_no_start(replace(settings, safe_mode=False))
    yield Finding("start", ok=why is None, text=why or "Tried in a process of its own: a worker would start.")
