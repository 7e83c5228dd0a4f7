"""``caseload user import`` and ``export``: the practice's people as a CSV file."""

import csv
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TextIO

import click

from caseload_gql.cli.acting import ACTING, act, acting_option, desk_for
from caseload_gql.cli.options import settings_options, settled
from caseload_gql.cli.session import with_database
from caseload_gql.db.engine import Database
from caseload_gql.identity.users import UserFacts, list_users, seen_by
from caseload_gql.policy.actions import USERS_MANAGE
from caseload_gql.services.exchange.audit import record_export
from caseload_gql.services.exchange.cells import cell
from caseload_gql.services.exchange.private import writing
from caseload_gql.services.importing.csv_file import read_csv
from caseload_gql.services.importing.faults import Fault
from caseload_gql.services.importing.user_columns import USER_COLUMNS, USER_KEY
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.user_commands import ImportUsers

_CSV = click.Path(path_type=Path, dir_okay=False)
_COLUMNS = "".join(f"\n  {column.name}: {column.about}" for column in USER_COLUMNS)


@click.command(
    "import",
    help="Add and change people as the lines of FILE say: all of them, or none where one is bad.\n\nThe first line "
    "names the columns, in any order; one that is absent changes nothing, and an empty cell clears. Lists are "
    "separated by |.\n\n\b\nColumns:" + _COLUMNS + "\n\nTeams and providers must be there: import providers first. "
    "Exit code 1: lines are bad, and every one is named; 2: the file or a setting cannot be used.",
)
@click.argument("file", type=_CSV)
@click.option("--dry-run", is_flag=True, help="Check everything and change nothing.")
@acting_option
@settings_options(*ACTING)
def import_people(file: Path, *, dry_run: bool, asker: str | None, **flags: str | None) -> None:
    """Bring a file of people in."""
    settings = settled(**flags)
    sheet = read_csv(file, USER_COLUMNS, USER_KEY)
    command = ImportUsers({line.number: line.cells for line in sheet.lines()}, rehearsed=dry_run or bool(sheet.faults))
    outcome = with_database(settings, lambda database: act(settings, database, asker, command))
    faults = [*sheet.faults, *_faults(file, outcome)]
    if faults:
        for fault in sorted(faults):
            click.echo(str(fault), err=True)
        click.echo(f"{len(faults)} problems were found; nobody was changed.", err=True)
        sys.exit(1)
    click.echo("A dry run: nobody was changed. This would be done:" if dry_run else "Imported:")
    click.echo("  people: {added} added, {updated} updated, {unchanged} as they were".format(**outcome.values))


def _faults(file: Path, outcome: Outcome) -> list[Fault]:
    return [Fault(file.name, int(each.path[1]), each.path[2], each.message) for each in outcome.user_errors]


@click.command("export")
@click.argument("file", required=False, type=_CSV)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@acting_option
@settings_options(*ACTING)
def export_people(file: Path | None, *, force: bool, asker: str | None, **flags: str | None) -> None:
    """Write people to FILE, for its owner alone to read, or to standard output.

    'caseload user import' reads it. It holds no secret: who is imported elsewhere signs in by a new link. As somebody
    it holds what they may see. That an export was made is recorded in the audit.
    """
    settings = settled(**flags)

    async def work(database: Database) -> int:
        desk = await desk_for(settings, database, asker)
        actor = desk.identified.actor
        desk.policy.require(actor, USERS_MANAGE)
        people = await list_users(database, seen_by(desk.policy, actor))
        recorded = partial(record_export, database, actor if actor.user_id else None, "users", {"users": len(people)})
        if file is None:
            await recorded()
            _write(sys.stdout, people)
            return len(people)
        with writing([file], force=force) as files:
            _write(files.at(file), people)
            await recorded()
            files.publish()
        return len(people)

    count = with_database(settings, work)
    click.echo(f"Exported people: {count}.", err=True)


def _write(file: TextIO, people: Sequence[UserFacts]) -> None:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([column.name for column in USER_COLUMNS])
    writer.writerows([cell(value) for value in _values(person)] for person in people)


def _values(person: UserFacts) -> tuple[object, ...]:
    """In the order of the columns."""
    return (
        person.email,
        person.name,
        person.account_role,
        list(person.company_roles),
        list(person.teams),
        person.provider_key,
        person.disabled,
    )
