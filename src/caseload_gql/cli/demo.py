"""``caseload demo``: fills a database with a realistic practice, and serves it if asked to."""

import sys
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import click

from caseload_gql.cli.acting import act, settle
from caseload_gql.cli.options import settings_options, settled
from caseload_gql.cli.session import with_database
from caseload_gql.db import migrate
from caseload_gql.db.engine import Database
from caseload_gql.identity.users import list_users
from caseload_gql.services.demo.fill import Filled, fill
from caseload_gql.services.demo.people import PEOPLE
from caseload_gql.services.demo.practice import TIME_ZONE
from caseload_gql.services.demo.recipe import (
    FEWEST_CLIENTS,
    FEWEST_PROVIDERS,
    MOST_CLIENTS,
    MOST_PROVIDERS,
    Recipe,
)
from caseload_gql.services.user_commands import CreateSignInLink
from caseload_gql.settings import Settings


@click.command("demo")
@click.option(
    "--providers",
    type=click.IntRange(FEWEST_PROVIDERS, MOST_PROVIDERS),
    default=40,
    show_default=True,
    help="Providers to make up.",
)
@click.option(
    "--clients",
    type=click.IntRange(FEWEST_CLIENTS, MOST_CLIENTS),
    default=600,
    show_default=True,
    help="Clients to make up.",
)
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=7,
    show_default=True,
    help="The same seed on the same day makes the same practice, ids included.",
)
@click.option("--serve", is_flag=True, help="Then make a sign-in link for each person, and answer until stopped.")
@settings_options("database_url", "host", "port", "workers", "plugins_dir", "plugin_config", "required_plugins")
def command(*, providers: int, clients: int, seed: int, serve: bool, **flags: str | None) -> None:
    """Fill the database with a realistic practice.

    A database that the demo filled before is left as it is; one that holds other data is refused.
    """
    settings = settled(**flags)
    migrate.upgrade(settings.database_url)
    today = datetime.now(UTC).astimezone(ZoneInfo(TIME_ZONE)).date()
    click.echo(_sentence(_filled(settings, Recipe(today, providers, clients, seed))))
    if serve:
        # The server is imported here, so that filling alone stays quick.
        from caseload_gql.cli.serving import serve_application  # noqa: PLC0415

        sys.exit(serve_application(settings, lambda url: _welcome(settings, url)))


def _filled(settings: Settings, recipe: Recipe) -> Filled:
    with click.progressbar(length=recipe.clients, label="Filling", file=sys.stderr) as bar:
        return with_database(settings, lambda database: fill(database, recipe, bar.update))


def _sentence(filled: Filled) -> str:
    recipe = filled.recipe
    size = f"{recipe['providers']} providers and {recipe['clients']} clients (seed {recipe['seed']}, {recipe['day']})"
    if filled.anew:
        return f"The demo practice is there: {size}."
    return f"The database holds the demo practice already, {size}; it was left as it is."


def _welcome(settings: Settings, url: str) -> None:
    """Print where to go and a fresh link for each person."""
    click.echo(f"\nCaseload answers at {url}\nSign in as one of these; each link works once:\n")
    for email, link in with_database(settings, lambda database: _links(replace(settings, public_url=url), database)):
        click.echo(f"  {email:<24} {link}")
    click.echo("\nPress Ctrl-C to stop.")
    sys.stdout.flush()


async def _links(settings: Settings, database: Database) -> list[tuple[str, object]]:
    ids = {person.email: person.id for person in await list_users(database) if not person.disabled}
    emails = [person.email for person in PEOPLE if person.email in ids]
    made = [await act(settings, database, None, CreateSignInLink(ids[email])) for email in emails]
    return [(email, settle(each).values["url"]) for email, each in zip(emails, made, strict=True)]
