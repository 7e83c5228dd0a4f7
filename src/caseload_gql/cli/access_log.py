"""``caseload access-log``: who read a client's data."""

from datetime import UTC, datetime

import click

from caseload_gql.cli.options import settings_options, settled
from caseload_gql.cli.session import with_database
from caseload_gql.db.access_log import reads_of


@click.command("access-log")
@click.option("--client", "client_id", required=True, help="The client's id.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="From this day on, in UTC.")
@settings_options("database_url")
def command(client_id: str, since: datetime | None, **flags: str | None) -> None:
    """List who read a client's data, the latest first, one a line, separated by tabs.

    A line stands for all reads of one person by one operation within the minute that it names, in UTC.
    """
    after = None if since is None else since.replace(tzinfo=UTC)
    reads = with_database(settled(**flags), lambda database: reads_of(database, client_id, after))
    click.echo("AT\tWHO\tUSER\tOPERATION\tDOOR")
    for each in reads:
        click.echo(f"{each.at:%Y-%m-%dT%H:%MZ}\t{each.actor}\t{each.actor_id}\t{each.operation or '-'}\t{each.door}")
