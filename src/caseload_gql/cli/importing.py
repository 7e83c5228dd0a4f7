"""``caseload import``: providers, clients and their history from CSV files or FHIR resources."""

import gc
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

import click

from caseload_gql.bootstrap import load_plugins, surroundings
from caseload_gql.cli.actor import acting_as, as_option
from caseload_gql.cli.options import settings_options, settled
from caseload_gql.cli.session import with_database
from caseload_gql.db.engine import Database
from caseload_gql.services.exchange.read_fhir import read_fhir
from caseload_gql.services.importing.audit import DOOR, OPERATOR
from caseload_gql.services.importing.faults import ImportRefused
from caseload_gql.services.importing.importer import Files, Paths, folder, import_practice, read_files
from caseload_gql.services.importing.report import Report
from caseload_gql.services.importing.settings import require_ruler
from caseload_gql.settings import Settings

_CSV = click.Path(path_type=Path)
#: So many more lists and the like than before are made until Python looks for cycles among them; 700 unless told.
_COLLECT_AFTER: Final = 100_000


@click.command("import")
@click.option("--practice", type=_CSV, help="The CSV file of the practice's settings.")
@click.option("--teams", type=_CSV, help="The CSV file of teams.")
@click.option("--locations", type=_CSV, help="The CSV file of locations.")
@click.option("--providers", type=_CSV, help="The CSV file of providers.")
@click.option("--earlier-leaves", type=_CSV, help="The CSV file of leaves that have ended, with --providers.")
@click.option("--clients", type=_CSV, help="The CSV file of clients.")
@click.option("--pool-entries", type=_CSV, help="The CSV file of stays in the pool, with --clients and --assignments.")
@click.option("--assignments", type=_CSV, help="The CSV file of assignments, with --clients and --pool-entries.")
@click.option("--from", "whole", type=_CSV, help="The folder that 'caseload export' made, in place of the files.")
@click.option("--fhir", type=_CSV, help="A file of FHIR R4 resources (.ndjson or .json), in place of the CSV files.")
@click.option("--dry-run", is_flag=True, help="Check everything and change nothing.")
@as_option
@settings_options("database_url", "plugins_dir", "plugin_config", "required_plugins", "plugin_seconds")
def command(  # one parameter an option
    *,
    practice: Path | None,
    teams: Path | None,
    locations: Path | None,
    providers: Path | None,
    earlier_leaves: Path | None,
    clients: Path | None,
    pool_entries: Path | None,
    assignments: Path | None,
    whole: Path | None,
    fhir: Path | None,
    dry_run: bool,
    email: str | None,
    **flags: str | None,
) -> None:
    """Import a practice, its providers, clients and history: all lines, or none where one is bad.

    Plugins are asked as when somebody assigns; where one objects, the assignment is recorded as an override.

    A row whose external_id is known updates. Exit code 1: lines are bad, and every one is named; 2: a file or setting
    cannot be used. The columns are described in docs/import.md.
    """
    given = Paths(practice, teams, locations, providers, earlier_leaves, clients, pool_entries, assignments)
    paths = given if whole is None else folder(whole)
    if whole is not None and paths == Paths():
        message = f"{whole} holds no file of an export. Name the folder that 'caseload export' made."
        raise click.BadParameter(message, param_hint="--from")
    if (paths == Paths()) is (fhir is None):
        message = "Name files as with --providers and --clients, a folder with --from, or one file with --fhir."
        raise click.UsageError(message)
    settings = settled(**flags)
    try:
        with _collecting_seldom():
            files = read_files(paths) if fhir is None else read_fhir(fhir)
            report = _imported(settings, files, email, dry_run=dry_run)
    except ImportRefused as refused:
        for fault in refused.faults:
            click.echo(str(fault), err=True)
        click.echo(refused.message, err=True)
        sys.exit(1)
    click.echo(_told(report, dry_run=dry_run))


def _imported(settings: Settings, files: Files, email: str | None, *, dry_run: bool) -> Report:
    plugins, seconds = load_plugins(settings), settings.plugin_seconds
    scorers = surroundings(settings, plugins).scorers
    with click.progressbar(length=files.lines, label="Importing", file=sys.stderr) as bar:
        advance: Callable[[int], None] = bar.update

        async def work(database: Database) -> Report:
            acting = await acting_as(settings, database, email)
            if acting is not None and files.rules_the_practice:
                await require_ruler(database, acting.actor, acting.policy)
            return await import_practice(
                database,
                files,
                advance,
                rules=plugins.sources,
                plugin_seconds=seconds,
                scorers=scorers,
                dry_run=dry_run,
                by=OPERATOR if acting is None else replace(acting.actor, door=DOOR),
            )

        return with_database(settings, work)


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """An import holds many rows at a time, none of them in a cycle: to look through them over and over takes long."""
    before = gc.get_threshold()
    gc.set_threshold(_COLLECT_AFTER)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _told(report: Report, *, dry_run: bool) -> str:
    rows = [
        "A dry run: nothing was changed. This would be done:" if dry_run else "Imported:",
        f"  providers: {report.providers_added} added, {report.providers_updated} updated",
        f"  clients: {report.clients_added} added, {report.clients_updated} updated",
        f"  rows that changed nothing: {report.unchanged}",
        f"  assigned: {report.assigned}, of them moved from another provider: {report.moved}",
        f"  waiting: {report.waiting}",
    ]
    if report.entries_taken_over or report.assignments_taken_over:
        rows.append(
            f"  history: {report.entries_taken_over} stays in the pool, {report.assignments_taken_over} assignments"
        )
    if report.running_past_gates:
        rows.append(
            f"  running assignments that are past a gate today: {report.running_past_gates} "
            f"({_counted(report.running_gates)})"
        )
    if report.leaves_taken_over:
        rows.append(f"  leaves that have ended: {report.leaves_taken_over}")
    if report.settings:
        rows.append(f"  settings changed: {', '.join(report.settings)}")
    if report.teams_made or report.locations_made:
        rows.append(f"  made: {report.teams_made} teams, {report.locations_made} locations")
    if report.places_updated:
        rows.append(f"  teams and locations updated: {report.places_updated}")
    if report.overrides:
        rows.append(f"  recorded as overrides, past a gate: {report.overrides} ({_counted(report.gates)})")
    if report.providers_over_capacity:
        rows.append(f"  providers who carry more than their capacity: {report.providers_over_capacity}")
    return "\n".join(rows)


def _counted(gates: Mapping[str, int]) -> str:
    return ", ".join(f"{code} {count}" for code, count in sorted(gates.items()))
