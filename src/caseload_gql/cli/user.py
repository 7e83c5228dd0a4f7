"""``caseload user``: the practice's people, and the links by which they sign in."""

import click

from caseload_gql.cli.options import settings_options, settled
from caseload_gql.cli.session import OPERATOR, with_database, write
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.domain.vocabulary import AccountRole
from caseload_gql.identity.links import create_link
from caseload_gql.identity.users import NewUser, add_user, disable_user, enable_user, find_enabled_user_id, list_users
from caseload_gql.settings import base_url


@click.group("user")
def command() -> None:
    """Add, list, disable and enable people, and make sign-in links."""


@command.command("add")
@click.argument("email")
@click.option("--name", required=True, help="The person's name.")
@click.option(
    "--account-role",
    type=click.Choice([role.value for role in AccountRole], case_sensitive=False),
    default=AccountRole.STAFF.value,
    show_default=True,
    help="What the account may do.",
)
@click.option("--company-role", "company_roles", multiple=True, help="Such as supervisor or qmhp; may be repeated.")
@click.option("--team", "teams", multiple=True, help="A team the person leads, by name or id; may be repeated.")
@click.option("--provider", help="The provider this person is, by name, external id or id.")
@settings_options("database_url")
def add(  # one argument for each option
    email: str,
    name: str,
    account_role: str,
    company_roles: tuple[str, ...],
    teams: tuple[str, ...],
    provider: str | None,
    database_url: str | None,
) -> None:
    """Add a person who may then sign in by a link."""
    new = NewUser(email, name, AccountRole(account_role.upper()), company_roles, teams, provider)
    user_id = write(settled(database_url=database_url), lambda unit: add_user(unit, new, OPERATOR))
    click.echo(f"Added {user_id}. 'caseload user link {email}' makes a sign-in link.")


@command.command("list")
@settings_options("database_url")
def list_all(database_url: str | None) -> None:
    """List everybody, one a line, separated by tabs."""
    people = with_database(settled(database_url=database_url), list_users)
    click.echo("EMAIL\tNAME\tACCOUNT ROLE\tCOMPANY ROLES\tTEAMS\tSTATE")
    for person in people:
        roles, teams = ",".join(person.company_roles), ", ".join(person.teams)
        state = "disabled" if person.disabled else "enabled"
        click.echo(f"{person.email}\t{person.name}\t{person.account_role}\t{roles}\t{teams}\t{state}")


@command.command("disable")
@click.argument("email")
@settings_options("database_url")
def disable(email: str, database_url: str | None) -> None:
    """Shut a person out at once, in every session and with every token."""
    write(settled(database_url=database_url), lambda unit: disable_user(unit, email, OPERATOR))
    click.echo(f"Disabled {email}. Sessions have ended and tokens no longer work.")


@command.command("enable")
@click.argument("email")
@settings_options("database_url")
def enable(email: str, database_url: str | None) -> None:
    """Let a disabled person in again; tokens that were not revoked work again, too."""
    write(settled(database_url=database_url), lambda unit: enable_user(unit, email, OPERATOR))
    click.echo(f"Enabled {email}. 'caseload user link {email}' makes a sign-in link; tokens work again unless revoked.")


@command.command("link")
@click.argument("email")
@settings_options("database_url", "host", "port", "public_url", "link_minutes")
def link(email: str, **flags: str | None) -> None:
    """Print a one-time sign-in link for a person."""
    settings = settled(**flags)

    async def make(unit: UnitOfWork) -> str:
        return await create_link(unit, await find_enabled_user_id(unit, email), OPERATOR, minutes=settings.link_minutes)

    secret = write(settings, make)
    click.echo(f"Works once, within {settings.link_minutes} minutes:", err=True)
    click.echo(f"{base_url(settings)}/sign-in/{secret}")
