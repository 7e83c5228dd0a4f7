"""``caseload db``: the database's schema, its soundness and its backups."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from caseload_gql.cli.options import settings_options, settled
from caseload_gql.cli.session import author, with_database
from caseload_gql.db import backup as copies
from caseload_gql.db import migrate
from caseload_gql.db.engine import Database
from caseload_gql.db.invariants import INVARIANTS
from caseload_gql.db.soundness import unsound
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.domain.events import EventType
from caseload_gql.errors import CaseloadError
from caseload_gql.identity.author import record
from caseload_gql.settings import Settings

_FILE = click.Path(path_type=Path, dir_okay=False)
_AS = click.option("--as", "email", metavar="EMAIL", help="The email of the person who does it; recorded.")


@click.group("db")
def command() -> None:
    """Upgrade, check, back up and restore the database."""


@command.command("upgrade")
@settings_options("database_url")
def upgrade(database_url: str | None) -> None:
    """Create the schema or bring it up to date."""
    migrate.upgrade(settled(database_url=database_url).database_url)
    click.echo("The database has the current schema.")


@command.command("check")
@settings_options("database_url")
def check(database_url: str | None) -> None:
    """Say whether the schema is the one this version knows, and whether what the database holds can be.

    The file and foreign keys are checked, then the rules of every practice: one open entry and one active assignment a
    client, loads and counts as the assignments say, and so on. Exit code 1: something is broken; it is named.
    """
    settings = settled(database_url=database_url)
    with click.progressbar(length=1 + len(INVARIANTS), label="Checking", file=sys.stderr) as bar:

        async def work(database: Database) -> Sequence[str]:
            return await unsound(database, bar.update)

        found = with_database(settings, work)
    click.echo("The database has the current schema.")
    for line in found:
        click.echo(line, err=True)
    if found:
        sys.exit(1)
    click.echo(f"It is sound: its file and keys, and {len(INVARIANTS)} rules.")


@command.command("backup")
@click.argument("file", type=_FILE)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@_AS
@settings_options("database_url", "audit_key_file")
def backup(file: Path, *, force: bool, email: str | None, **flags: str | None) -> None:
    """Copy an embedded database to FILE as it is at one moment, while it is used.

    The copy is checked, and for its owner alone. The key of the audit is not in it: keep it in another place.
    """
    settings = settled(**flags)
    source = copies.embedded(settings.database_url)
    _recorded(settings, EventType.DATABASE_BACKED_UP, email)
    copies.back_up(source, file, _progress, force=force)
    click.echo(
        f"Backed up to {file} ({file.stat().st_size:,} bytes). It holds health data; keep it as you keep a chart."
    )


@command.command("restore")
@click.argument("file", type=_FILE)
@click.option("--force", is_flag=True, help="Put it in the place of the database that is there, which nobody may use.")
@_AS
@settings_options("database_url", "audit_key_file")
def restore(file: Path, *, force: bool, email: str | None, **flags: str | None) -> None:
    """Put the backup FILE in the place of an embedded database. Stop every server first.

    What happened since the backup is gone, also who was shut out since; 'caseload audit verify --head' tells of it.
    """
    settings = settled(**flags)
    copies.restore(file, copies.embedded(settings.database_url), _progress, force=force)
    click.echo(f"Restored from {file}.")
    try:
        _recorded(settings, EventType.DATABASE_RESTORED, email)
    except CaseloadError as error:
        click.echo(f"That it was restored could not be recorded. {error.message}", err=True)


def _recorded(settings: Settings, kind: EventType, email: str | None) -> None:
    async def work(database: Database) -> None:
        by = await author(database, email)

        async def note(unit: UnitOfWork) -> None:
            record(unit, kind, by)

        await database.write(note)

    with_database(settings, work)


def _progress(remaining: int, total: int) -> None:
    if sys.stderr.isatty():
        done = 100 if not total else 100 * (total - remaining) // total
        click.echo(f"\rCopying {done:3} %", nl=remaining == 0, err=True)
