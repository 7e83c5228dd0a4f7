"""``caseload user``: the practice's people, and the links by which they sign in."""

import click

from caseload_gql.cli.acting import ACTING, act, acting_option, settle
from caseload_gql.cli.options import settings_options, settled
from caseload_gql.cli.session import with_database
from caseload_gql.cli.user_files import export_people, import_people
from caseload_gql.db.engine import Database
from caseload_gql.domain.vocabulary import AccountRole
from caseload_gql.identity.users import list_users
from caseload_gql.services.commands import UNCHANGED
from caseload_gql.services.named import enabled_user_by_email, provider_by_name, team_by_name, user_by_email
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.user_commands import AddUser, CreateSignInLink, UpdateUser

_ROLES = click.Choice([role.value for role in AccountRole], case_sensitive=False)


@click.group("user")
def command() -> None:
    """Add, list, change, disable, enable, import and export people, and make sign-in links.

    Each command does what the mutation of the API does, by the same rules, and stands in the audit by the name of the
    person given with --as, else as the operator's. Exit code 0: done; 1: refused, and nothing was changed; 2: an
    option or setting cannot be used.
    """


@command.command("add")
@click.argument("email")
@click.option("--name", required=True, help="The person's name.")
@click.option(
    "--account-role",
    type=_ROLES,
    default=AccountRole.STAFF.value,
    show_default=True,
    help="What the account may do.",
)
@click.option("--company-role", "company_roles", multiple=True, help="Such as supervisor or qmhp; may be repeated.")
@click.option("--team", "teams", multiple=True, help="A team the person leads, by name or id; may be repeated.")
@click.option("--provider", help="The provider this person is, by name, external id or id.")
@acting_option
@settings_options(*ACTING)
def add(  # one argument for each option
    *,
    email: str,
    name: str,
    account_role: str,
    company_roles: tuple[str, ...],
    teams: tuple[str, ...],
    provider: str | None,
    asker: str | None,
    **flags: str | None,
) -> None:
    """Add a person who may then sign in by a link.

    A supervisor, who leads the team North:

      caseload user add ama@practice.example --name "Ama Thorvald" --company-role supervisor --team North
    """
    settings = settled(**flags)

    async def work(database: Database) -> Outcome:
        team_ids = [await team_by_name(database, team) for team in teams]
        provider_id = None if provider is None else await provider_by_name(database, provider)
        new = AddUser(name, email, AccountRole(account_role.upper()), company_roles, team_ids, provider_id)
        return await act(settings, database, asker, new)

    added = settle(with_database(settings, work))
    click.echo(f"Added {added.ids['user']}. 'caseload user link {email}' makes a sign-in link.")


@command.command("list")
@settings_options("database_url")
def list_all(database_url: str | None) -> None:
    """List everybody, one a line, separated by tabs."""
    people = with_database(settled(database_url=database_url), list_users)
    click.echo("EMAIL\tNAME\tACCOUNT ROLE\tCOMPANY ROLES\tTEAMS\tSTATE\tPROVIDER\tLAST SEEN")
    for person in people:
        roles, teams = ",".join(person.company_roles), ", ".join(person.teams)
        state = "disabled" if person.disabled else "enabled"
        seen = "" if person.last_seen_at is None else person.last_seen_at.isoformat(timespec="minutes")
        cells = (person.email, person.name, person.account_role, roles, teams, state, person.provider or "", seen)
        click.echo("\t".join(cells))


@command.command("update")
@click.argument("email")
@click.option("--name", help="Another name.")
@click.option("--account-role", type=_ROLES, help="Another account role.")
@click.option("--company-role", "company_roles", multiple=True, help="The company roles from now on; may be repeated.")
@click.option("--no-company-roles", is_flag=True, help="Take all company roles away.")
@click.option("--team", "teams", multiple=True, help="The teams the person leads from now on; may be repeated.")
@click.option("--no-teams", is_flag=True, help="Take all teams away.")
@click.option("--provider", help="The provider this person is, by name, external id or id.")
@click.option("--no-provider", is_flag=True, help="Unlink the provider.")
@acting_option
@settings_options(*ACTING)
def update(  # one argument for each option
    *,
    email: str,
    name: str | None,
    account_role: str | None,
    company_roles: tuple[str, ...],
    no_company_roles: bool,
    teams: tuple[str, ...],
    no_teams: bool,
    provider: str | None,
    no_provider: bool,
    asker: str | None,
    **flags: str | None,
) -> None:
    """Change what a person may do; what is not named stays as it is.

    Roles and teams are given as a whole. A supervisor moves from one team to two others:

      caseload user update ama@practice.example --team South --team Harbor
    """
    for given, cleared, option in (
        (company_roles, no_company_roles, "company-role"),
        (teams, no_teams, "team"),
        (provider, no_provider, "provider"),
    ):
        if given and cleared:
            plural = option if option == "provider" else f"{option}s"
            message = f"--{option} and --no-{plural} say two things. Leave one out."
            raise click.UsageError(message)
    settings = settled(**flags)

    async def work(database: Database) -> Outcome:
        team_ids = [await team_by_name(database, team) for team in teams]
        provider_id = None if provider is None else await provider_by_name(database, provider)
        change = UpdateUser(
            await user_by_email(database, email),
            UNCHANGED if name is None else name,
            UNCHANGED if account_role is None else AccountRole(account_role.upper()),
            company_roles if company_roles or no_company_roles else UNCHANGED,
            team_ids if team_ids or no_teams else UNCHANGED,
            provider_id if provider_id or no_provider else UNCHANGED,
        )
        return await act(settings, database, asker, change)

    settle(with_database(settings, work))
    click.echo(f"{email} is as you said.")


@command.command("disable")
@click.argument("email")
@acting_option
@settings_options(*ACTING)
def disable(*, email: str, asker: str | None, **flags: str | None) -> None:
    """Shut a person out at once, in every session and with every token.

    The last ceo or admin who can sign in stays: give the role to somebody else first.
    """
    _shut(email, asker, flags, disabled=True)
    click.echo(f"Disabled {email}. Sessions have ended and tokens no longer work.")


@command.command("enable")
@click.argument("email")
@acting_option
@settings_options(*ACTING)
def enable(*, email: str, asker: str | None, **flags: str | None) -> None:
    """Let a disabled person in again; tokens that were not revoked work again, too."""
    _shut(email, asker, flags, disabled=False)
    click.echo(f"Enabled {email}. 'caseload user link {email}' makes a sign-in link; tokens work again unless revoked.")


def _shut(email: str, asker: str | None, flags: dict[str, str | None], *, disabled: bool) -> None:
    settings = settled(**flags)

    async def work(database: Database) -> Outcome:
        change = UpdateUser(await user_by_email(database, email), disabled=disabled)
        return await act(settings, database, asker, change)

    settle(with_database(settings, work))


@command.command("link")
@click.argument("email")
@acting_option
@settings_options(*ACTING, "host", "port", "public_url", "link_minutes")
def link(*, email: str, asker: str | None, **flags: str | None) -> None:
    """Print a one-time sign-in link for a person."""
    settings = settled(**flags)

    async def work(database: Database) -> Outcome:
        wanted = CreateSignInLink(await enabled_user_by_email(database, email))
        return await act(settings, database, asker, wanted)

    made = settle(with_database(settings, work))
    click.echo(f"Works once, within {settings.link_minutes} minutes:", err=True)
    click.echo(made.values["url"])


command.add_command(import_people)
command.add_command(export_people)
