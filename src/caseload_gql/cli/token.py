"""``caseload token``: bearer tokens of programs."""

from functools import partial

import click

from caseload_gql.cli.acting import ACTING, acting_option, author_for
from caseload_gql.cli.options import settings_options, settled
from caseload_gql.cli.session import with_database
from caseload_gql.db.engine import Database
from caseload_gql.errors import InvalidValue
from caseload_gql.identity.tokens import NewToken, create_token, list_tokens, revoke_token
from caseload_gql.services.named import enabled_user_by_email


@click.group("token")
def command() -> None:
    """Make, list and revoke bearer tokens of programs."""


@command.command("create")
@click.option("--user", "email", required=True, help="The email of the user the program acts as.")
@click.option("--label", help="What the token is for.")
@click.option("--days", type=click.IntRange(1, 3650), help="Days until it expires; without, it works until revoked.")
@acting_option
@settings_options(*ACTING)
def create(*, email: str, label: str | None, days: int | None, asker: str | None, **flags: str | None) -> None:
    """Make a token; it is printed once, alone on the last line."""
    settings = settled(**flags)

    async def make(database: Database) -> NewToken:
        author = await author_for(settings, database, asker)
        user_id = await enabled_user_by_email(database, email)
        return await database.write(partial(create_token, user_id=user_id, author=author, label=label, days=days))

    token = with_database(settings, make)
    click.echo(f"{token.id}: send it as 'Authorization: Bearer TOKEN'. It is not shown again.")
    click.echo(token.secret)


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

    async def end(database: Database) -> bool:
        author = await author_for(settings, database, asker)
        return await database.write(partial(revoke_token, token_id=token_id, author=author))

    if not with_database(settings, end):
        message = "There is no such token, or it was revoked before. 'caseload token list' shows all."
        raise InvalidValue(message)
    click.echo(f"Revoked {token_id}.")
