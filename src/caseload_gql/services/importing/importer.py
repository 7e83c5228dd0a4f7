"""Use case: a practice is imported from CSV files, all of it or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from caseload_gql.db.engine import Database
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.plugins.installed import LoadedPlugin
from caseload_gql.services.importing.clients import import_clients
from caseload_gql.services.importing.columns import CLIENT_COLUMNS, PROVIDER_COLUMNS
from caseload_gql.services.importing.faults import ImportRefused
from caseload_gql.services.importing.providers import import_providers, save_loads
from caseload_gql.services.importing.report import Report
from caseload_gql.services.importing.roster import Roster, call_roster
from caseload_gql.services.importing.sheet import Sheet, read_sheet


@dataclass(frozen=True, slots=True)
class Files:
    """What was read; either may be missing."""

    providers: Sheet | None
    clients: Sheet | None

    @property
    def sheets(self) -> list[Sheet]:
        """The files that were given, providers first."""
        return [sheet for sheet in (self.providers, self.clients) if sheet is not None]

    @property
    def lines(self) -> int:
        """How many good lines there are."""
        return sum(len(sheet.lines) for sheet in self.sheets)


class _Rehearsed(Exception):  # ends a dry run, and its transaction
    def __init__(self, report: Report) -> None:
        super().__init__("rehearsed")
        self.report = report


def read_files(providers: Path | None, clients: Path | None) -> Files:
    """Read the files. Raises ``ConfigurationError`` where one cannot be opened; faults are kept with the lines."""
    return Files(
        None if providers is None else read_sheet(providers, PROVIDER_COLUMNS),
        None if clients is None else read_sheet(clients, CLIENT_COLUMNS),
    )


async def import_practice(
    database: Database,
    files: Files,
    progress: Callable[[int], None],
    *,
    rules: Sequence[LoadedPlugin],
    plugin_seconds: float,
    dry_run: bool = False,
) -> Report:
    """Import what was read, in one transaction. The `rules` of plugins are asked; past them it is an override.

    Raises ``ImportRefused`` with every fault of every line; nothing is changed then, nor in a dry run.
    """
    noted = [len(sheet.faults) for sheet in files.sheets]

    async def work(unit: UnitOfWork) -> Report:
        # A lost race runs this again: what the last attempt found is forgotten.
        for sheet, count in zip(files.sheets, noted, strict=True):
            del sheet.faults[count:]
        report = await _import(files, await call_roster(unit, progress, rules, plugin_seconds))
        if dry_run:
            raise _Rehearsed(report)
        return report

    try:
        return await database.write(work)
    except _Rehearsed as rehearsed:
        return rehearsed.report


async def _import(files: Files, roster: Roster) -> Report:
    if files.providers is not None:
        await import_providers(roster, files.providers)
    if files.clients is not None:
        await import_clients(roster, files.clients, dry=bool(files.providers and files.providers.faults))
    faults = [fault for sheet in files.sheets for fault in sheet.faults]
    if faults:
        raise ImportRefused(faults)
    await save_loads(roster)
    return roster.report
