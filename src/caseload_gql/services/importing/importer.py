"""Use case: a practice is imported from files, all of it or nothing."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from caseload_gql.db.engine import Database
from caseload_gql.db.models import EarlierWeight
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.errors import InvalidValue
from caseload_gql.plugins.installed import LoadedPlugin
from caseload_gql.policy.actor import Actor
from caseload_gql.services.earlier import keep
from caseload_gql.services.importing.audit import OPERATOR
from caseload_gql.services.importing.clients import import_clients
from caseload_gql.services.importing.columns import (
    ASSIGNMENT_COLUMNS,
    CLIENT_COLUMNS,
    HISTORY_KEY,
    POOL_ENTRY_COLUMNS,
    PROVIDER_COLUMNS,
)
from caseload_gql.services.importing.csv_file import read_csv
from caseload_gql.services.importing.faults import Fault, ImportRefused
from caseload_gql.services.importing.history import check_standing, import_history
from caseload_gql.services.importing.providers import import_providers, save_loads
from caseload_gql.services.importing.report import Report
from caseload_gql.services.importing.roster import Place, Roster, call_roster
from caseload_gql.services.importing.sheet import Sheet

PROVIDERS_FILE: Final = "providers.csv"
CLIENTS_FILE: Final = "clients.csv"
POOL_ENTRIES_FILE: Final = "pool_entries.csv"
ASSIGNMENTS_FILE: Final = "assignments.csv"


@dataclass(frozen=True, slots=True)
class Paths:
    """Where the files are; any may be missing."""

    providers: Path | None = None
    clients: Path | None = None
    pool_entries: Path | None = None
    assignments: Path | None = None


@dataclass(frozen=True, slots=True)
class Files:
    """What was read; any may be missing."""

    providers: Sheet | None = None
    clients: Sheet | None = None
    pool_entries: Sheet | None = None
    assignments: Sheet | None = None
    #: Teams and locations that are to be there, whether or not a row names them.
    teams: Sequence[str] = ()
    places: Sequence[Place] = ()

    @property
    def sheets(self) -> list[Sheet]:
        """The files that were given, in the order in which they are imported."""
        return [sheet for sheet in (self.providers, self.clients, *self.history) if sheet is not None]

    @property
    def history(self) -> tuple[Sheet | None, Sheet | None]:
        """The files of what is past."""
        return self.pool_entries, self.assignments

    @property
    def lines(self) -> int:
        """How many good lines there are."""
        return sum(sheet.count for sheet in self.sheets)


class _Rehearsed(Exception):  # ends a dry run, and its transaction
    def __init__(self, report: Report) -> None:
        super().__init__("rehearsed")
        self.report = report


def folder(path: Path) -> Paths:
    """The files that an export has put into a folder; those that are not there are left out."""
    names = (PROVIDERS_FILE, CLIENTS_FILE, POOL_ENTRIES_FILE, ASSIGNMENTS_FILE)
    found = [path / name if (path / name).exists() else None for name in names]
    return Paths(*found)


def read_files(paths: Paths) -> Files:
    """Read the files. Raises ``ConfigurationError`` where one cannot be opened; faults are kept with the lines.

    Raises ``InvalidValue`` for a history that does not come whole, or without the clients.
    """
    if (paths.pool_entries is None) is not (paths.assignments is None) or (paths.assignments and not paths.clients):
        message = "History comes whole: name the files of clients, pool entries and assignments together."
        raise InvalidValue(message)
    return Files(
        None if paths.providers is None else read_csv(paths.providers, PROVIDER_COLUMNS),
        None if paths.clients is None else read_csv(paths.clients, CLIENT_COLUMNS),
        None if paths.pool_entries is None else read_csv(paths.pool_entries, POOL_ENTRY_COLUMNS, HISTORY_KEY),
        None if paths.assignments is None else read_csv(paths.assignments, ASSIGNMENT_COLUMNS, HISTORY_KEY),
    )


async def import_practice(
    database: Database,
    files: Files,
    progress: Callable[[int], None],
    *,
    rules: Sequence[LoadedPlugin],
    plugin_seconds: float,
    dry_run: bool = False,
    by: Actor = OPERATOR,
) -> Report:
    """Import what was read, in one transaction. The `rules` of plugins are asked; past them it is an override.

    Raises ``ImportRefused`` with every fault of every line; nothing is changed then, nor in a dry run.
    """
    noted = [len(sheet.faults) for sheet in files.sheets]

    async def work(unit: UnitOfWork) -> Report:
        # A lost race runs this again: what the last attempt found is forgotten.
        for sheet, count in zip(files.sheets, noted, strict=True):
            del sheet.faults[count:]
        historic = files.assignments is not None
        roster = await call_roster(unit, progress, rules, plugin_seconds, by, historic=historic)
        report = await _import(files, roster)
        if dry_run:
            raise _Rehearsed(report)
        return report

    try:
        return await database.write(work)
    except _Rehearsed as rehearsed:
        return rehearsed.report


async def _import(files: Files, roster: Roster) -> Report:
    for name in files.teams:
        roster.team_id(name)
    for place in files.places:
        roster.location_id(place.name, place)
    if files.providers is not None:
        await import_providers(roster, files.providers)
    if files.clients is not None:
        await import_clients(roster, files.clients, dry=bool(files.providers and files.providers.faults))
        # Without its clients in the database nothing could be said of a history.
        if roster.historic and not any(_faults([files.providers, files.clients])):
            await import_history(roster, *files.history)
            if not any(_faults(files.history)):
                await check_standing(roster, files.clients)
    faults = list(_faults(files.sheets))
    if faults:
        raise ImportRefused(faults)
    await keep(roster.unit, EarlierWeight, roster.earlier_weights)
    await save_loads(roster)
    return roster.report


def _faults(sheets: Iterable[Sheet | None]) -> Iterator[Fault]:
    return (fault for sheet in sheets if sheet is not None for fault in sheet.faults)
