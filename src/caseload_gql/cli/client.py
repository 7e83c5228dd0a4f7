"""``caseload client``: what is done to a client's data as a whole."""

import click

from caseload_gql.cli.acting import ACTING, author_for
from caseload_gql.cli.options import settings_options, settled
from caseload_gql.cli.session import with_database
from caseload_gql.db.engine import Database
from caseload_gql.policy.actions import DATA_EXCHANGE
from caseload_gql.services.erase_client import erase_client
from caseload_gql.settings import Settings


@click.group("client")
def command() -> None:
    """Erase clients."""


@command.command("erase")
@click.argument("client_id")
@click.option("--as", "email", required=True, help="The email of the person who does it; recorded.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@settings_options(*ACTING)
def erase(client_id: str, *, email: str, yes: bool, **flags: str | None) -> None:
    """Make a discharged client nobody in particular, everywhere; there is no way back.

    Name, date of birth, external id, needs, wishes, notes and attributes are erased, in the audit too, which stays
    whole. When and with whom the client was served stays, under the id.
    """
    settings = settled(**flags)
    if not yes:
        click.confirm(f"Erase who {client_id} is, for good?", abort=True, err=True)
    folded = with_database(settings, lambda database: _erased(settings, database, client_id, email))
    click.echo(f"Erased {client_id}. Backups and exports made before still hold the data.")
    if not folded:
        click.echo(
            "Somebody was reading: the database's log (-wal) holds earlier data until it is next emptied.", err=True
        )


async def _erased(settings: Settings, database: Database, client_id: str, email: str) -> bool:
    who = await author_for(settings, database, email, DATA_EXCHANGE)
    await database.write(
        lambda unit: erase_client(unit, client_id, actor_id=who.user_id, actor_name=who.name, door=who.door)
    )
    return await database.fold_log()
