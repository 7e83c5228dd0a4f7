"""``caseload db``: the database's schema."""

import click

from caseload_gql.cli.options import settings_options, settled
from caseload_gql.db import migrate


@click.group("db")
def command() -> None:
    """Upgrade or check the database's schema."""


@command.command("upgrade")
@settings_options("database_url")
def upgrade(database_url: str | None) -> None:
    """Create the schema or bring it up to date."""
    migrate.upgrade(settled(database_url=database_url).database_url)
    click.echo("The database has the current schema.")


@command.command("check")
@settings_options("database_url")
def check(database_url: str | None) -> None:
    """Say whether the schema is the one this version knows; exit code 1 if not."""
    migrate.check(settled(database_url=database_url).database_url)
    click.echo("The database has the current schema.")
