"""``caseload plugins deliveries``: what plugins were not told after all, and another try."""

import click

from caseload_gql.cli.options import settings_options, settled
from caseload_gql.cli.session import with_database, write
from caseload_gql.db.deliveries import GivenUp, given_up, try_again
from caseload_gql.db.engine import Database


@click.command("deliveries")
@click.option("--retry", is_flag=True, help="Make them due again; a running server delivers them within seconds.")
@settings_options("database_url")
def command(*, retry: bool, **flags: str | None) -> None:
    """List what plugins could not be told of assignments, one a line, separated by tabs.

    A delivery that fails is tried again for about five hours, then given up and listed here until it is tried again.
    Mend what the log says of the plugin first. Exit code 0.
    """
    settings = settled(**flags)
    if retry:
        click.echo(f"{write(settings, try_again)} due again.")
        return
    click.echo("PLUGIN\tEVENT\tTYPE\tATTEMPTS\tGIVEN_UP")
    for each in with_database(settings, _all):
        click.echo(f"{each.plugin}\t{each.event_number}\t{each.type}\t{each.attempts}\t{each.failed_at.isoformat()}")


async def _all(database: Database) -> list[GivenUp]:
    async with database.read() as connection:
        return await given_up(connection)
