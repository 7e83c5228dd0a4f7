"""``caseload token``: bearer tokens of programs."""

import click

from caseload_gql.cli.acting import ACTING, act, acting_option, settle
from caseload_gql.cli.options import settings_options, settled
from caseload_gql.cli.session import with_database
from caseload_gql.db.engine import Database
from caseload_gql.identity.tokens import list_tokens
from caseload_gql.services.named import enabled_user_by_email
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.user_commands import DAYS_AT_MOST, CreateToken, RevokeToken


@click.group("token")
def command() -> None:
    """Make, list and revoke bearer tokens of programs.

    A token acts as the person it was made for, with the rights they have at the time. Making and revoking stand in the
    audit by the name of the person given with --as, else as the operator's. Exit code 0: done; 1: refused, and nothing
    was changed; 2: an option or setting cannot be used.
    """


@command.command("create")
@click.option("--user", "email", required=True, help="The email of the user the program acts as.")
@click.option("--label", help="What the token is for.")
@click.option(
    "--days", type=click.IntRange(1, DAYS_AT_MOST), help="Days until it expires; without, it works until revoked."
)
@acting_option
@settings_options(*ACTING)
def create(*, email: str, label: str | None, days: int | None, asker: str | None, **flags: str | None) -> None:
    """Make a token; it is printed once, alone on the last line.

    For a program that reports for 90 days:

      caseload token create --user ama@practice.example --label reports --days 90
    """
    settings = settled(**flags)

    async def work(database: Database) -> Outcome:
        wanted = CreateToken(await enabled_user_by_email(database, email), label, days)
        return await act(settings, database, asker, wanted)

    made = settle(with_database(settings, work))
    click.echo(f"{made.ids['token']}: send it as 'Authorization: Bearer TOKEN'. It is not shown again.")
    click.echo(made.values["secret"])


@command.command("list")
@settings_options("database_url")
def list_all(database_url: str | None) -> None:
    """List tokens, one a line, separated by tabs; never the tokens themselves."""
    tokens = with_database(settled(database_url=database_url), list_tokens)
    click.echo("ID\tUSER\tLABEL\tMADE\tEXPIRES\tREVOKED")
    for token in tokens:
        moments = (token.created_at, token.expires_at, token.revoked_at)
        shown = "\t".join("" if moment is None else moment.isoformat(timespec="seconds") for moment in moments)
        click.echo(f"{token.id}\t{token.email}\t{token.label or ''}\t{shown}")


@command.command("revoke")
@click.argument("token_id")
@acting_option
@settings_options(*ACTING)
def revoke(*, token_id: str, asker: str | None, **flags: str | None) -> None:
    """Revoke a token by its id; it stops working at once."""
    settings = settled(**flags)
    settle(with_database(settings, lambda database: act(settings, database, asker, RevokeToken(token_id))))
    click.echo(f"Revoked {token_id}.")
