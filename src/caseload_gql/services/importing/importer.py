"""Use case: a practice is imported from files, all of it or nothing."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from caseload_gql.db.engine import Database
from caseload_gql.db.models import EarlierWeight
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.domain.events import Event, EventType
from caseload_gql.errors import InvalidValue
from caseload_gql.plugins.installed import LoadedPlugin
from caseload_gql.policy.actor import Actor
from caseload_gql.ranking import rules as rules_of
from caseload_gql.services import vetoes
from caseload_gql.services.earlier import keep
from caseload_gql.services.importing.audit import OPERATOR, record
from caseload_gql.services.importing.clients import import_clients
from caseload_gql.services.importing.columns import (
    ASSIGNMENT_COLUMNS,
    CLIENT_COLUMNS,
    EARLIER_LEAVE_COLUMNS,
    HISTORY_KEY,
    KEY,
    LOCATION_COLUMNS,
    NAME,
    POOL_ENTRY_COLUMNS,
    PRACTICE_COLUMNS,
    PROVIDER_COLUMNS,
    TEAM_COLUMNS,
    Column,
)
from caseload_gql.services.importing.csv_file import read_csv
from caseload_gql.services.importing.earlier import import_leaves
from caseload_gql.services.importing.faults import Fault, ImportRefused
from caseload_gql.services.importing.history import check_standing, import_history
from caseload_gql.services.importing.places import import_locations, import_teams
from caseload_gql.services.importing.providers import import_providers, save_loads
from caseload_gql.services.importing.report import Report
from caseload_gql.services.importing.roster import Place, Roster, call_roster
from caseload_gql.services.importing.settings import import_settings
from caseload_gql.services.importing.sheet import Sheet
from caseload_gql.services.update_practice import lock_practice

PRACTICE_FILE: Final = "practice.csv"
TEAMS_FILE: Final = "teams.csv"
LOCATIONS_FILE: Final = "locations.csv"
PROVIDERS_FILE: Final = "providers.csv"
EARLIER_LEAVES_FILE: Final = "earlier_leaves.csv"
CLIENTS_FILE: Final = "clients.csv"
POOL_ENTRIES_FILE: Final = "pool_entries.csv"
ASSIGNMENTS_FILE: Final = "assignments.csv"
#: Each file with its columns, in the order in which they are imported.
TABLES: Final[Mapping[str, Sequence[Column]]] = {
    PRACTICE_FILE: PRACTICE_COLUMNS,
    TEAMS_FILE: TEAM_COLUMNS,
    LOCATIONS_FILE: LOCATION_COLUMNS,
    PROVIDERS_FILE: PROVIDER_COLUMNS,
    EARLIER_LEAVES_FILE: EARLIER_LEAVE_COLUMNS,
    CLIENTS_FILE: CLIENT_COLUMNS,
    POOL_ENTRIES_FILE: POOL_ENTRY_COLUMNS,
    ASSIGNMENTS_FILE: ASSIGNMENT_COLUMNS,
}
_KEYS: Final = (KEY, HISTORY_KEY, NAME)


@dataclass(frozen=True, slots=True)
class Paths:
    """Where the files are; any may be missing. Each is called as the file that an export makes."""

    practice: Path | None = None
    teams: Path | None = None
    locations: Path | None = None
    providers: Path | None = None
    earlier_leaves: Path | None = None
    clients: Path | None = None
    pool_entries: Path | None = None
    assignments: Path | None = None


@dataclass(frozen=True, slots=True)
class Files:
    """What was read; any may be missing."""

    practice: Sheet | None = None
    teams: Sheet | None = None
    locations: Sheet | None = None
    providers: Sheet | None = None
    earlier_leaves: Sheet | None = None
    clients: Sheet | None = None
    pool_entries: Sheet | None = None
    assignments: Sheet | None = None
    #: Teams and locations that are to be there, whether or not a row names them.
    team_names: Sequence[str] = ()
    places: Sequence[Place] = ()

    @property
    def sheets(self) -> list[Sheet]:
        """The files that were given, in the order in which they are imported."""
        whole = (self.practice, self.teams, self.locations, self.providers, self.earlier_leaves)
        return [sheet for sheet in (*whole, self.clients, *self.history) if sheet is not None]

    @property
    def rules_the_practice(self) -> bool:
        """Whether there is something that those may change who administer the practice."""
        return any((self.practice, self.teams, self.locations))

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
    return Paths(**{file.removesuffix(".csv"): path / file for file in TABLES if (path / file).exists()})


def read_files(paths: Paths) -> Files:
    """Read the files. Raises ``ConfigurationError`` where one cannot be opened; faults are kept with the lines.

    Raises ``InvalidValue`` for a history that does not come whole, or without the clients.
    """
    if (paths.pool_entries is None) is not (paths.assignments is None) or (paths.assignments and not paths.clients):
        message = "History comes whole: name the files of clients, pool entries and assignments together."
        raise InvalidValue(message)

    def read(file: str, path: Path | None) -> Sheet | None:
        columns = TABLES[file]
        key = next(column.name for column in columns if column.name in _KEYS)
        return None if path is None else read_csv(path, columns, key)

    return Files(
        read(PRACTICE_FILE, paths.practice),
        read(TEAMS_FILE, paths.teams),
        read(LOCATIONS_FILE, paths.locations),
        read(PROVIDERS_FILE, paths.providers),
        read(EARLIER_LEAVES_FILE, paths.earlier_leaves),
        read(CLIENTS_FILE, paths.clients),
        read(POOL_ENTRIES_FILE, paths.pool_entries),
        read(ASSIGNMENTS_FILE, paths.assignments),
    )


async def import_practice(
    database: Database,
    files: Files,
    progress: Callable[[int], None],
    *,
    rules: Sequence[LoadedPlugin],
    plugin_seconds: float,
    scorers: frozenset[str] = frozenset(),
    dry_run: bool = False,
    by: Actor = OPERATOR,
) -> Report:
    """Import what was read, in one transaction. The `rules` of plugins are asked; past them it is an override.

    `scorers` are those installed, which the practice may give weights.

    Raises ``ImportRefused`` with every fault of every line; nothing is changed then, nor in a dry run.
    """
    noted = [len(sheet.faults) for sheet in files.sheets]
    asked = [plugin for plugin in rules if {rules_of.HOOK, vetoes.HOOK} & set(plugin.hooks)]

    async def work(unit: UnitOfWork) -> Report:
        # A lost race runs this again: what the last attempt found is forgotten.
        for sheet, count in zip(files.sheets, noted, strict=True):
            del sheet.faults[count:]
        # Settings come first: the time zone says which day is today.
        practice = await lock_practice(unit)
        settings = () if files.practice is None else import_settings(unit, practice, files.practice, scorers)
        historic = files.assignments is not None
        roster = await call_roster(unit, progress, asked, plugin_seconds, by, historic=historic)
        if settings:
            record(roster, Event(EventType.PRACTICE_UPDATED, unit.now, changes=settings))
            roster.report.settings = tuple(each.field for each in settings)
        report = await _import(files, roster)
        if dry_run:
            raise _Rehearsed(report)
        return report

    try:
        return await database.write(work)
    except _Rehearsed as rehearsed:
        return rehearsed.report


async def _import(files: Files, roster: Roster) -> Report:
    await _places(files, roster)
    if files.providers is not None:
        await import_providers(roster, files.providers)
    dry = bool(files.providers and files.providers.faults)
    if files.earlier_leaves is not None:
        await import_leaves(roster, files.earlier_leaves, dry=dry)
    if files.clients is not None:
        await import_clients(roster, files.clients, dry=dry)
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


async def _places(files: Files, roster: Roster) -> None:
    """Teams and locations: those of the files with all their fields, then those that are only to be there."""
    if files.teams is not None:
        await import_teams(roster, files.teams)
    if files.locations is not None:
        await import_locations(roster, files.locations)
    for name in files.team_names:
        roster.team_id(name)
    for place in files.places:
        roster.location_id(place.name, place)


def _faults(sheets: Iterable[Sheet | None]) -> Iterator[Fault]:
    return (fault for sheet in sheets if sheet is not None for fault in sheet.faults)
