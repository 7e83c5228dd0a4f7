"""``caseload access``: why somebody may or may not do something."""

import sys

import click

from caseload_gql.bootstrap import fact_finder, load_plugins
from caseload_gql.cli.options import settings_options, settled
from caseload_gql.cli.session import administrator, with_database
from caseload_gql.db.engine import Database
from caseload_gql.identity.access import explain_to
from caseload_gql.identity.known import identified_as
from caseload_gql.policy.engine import PolicyEngine
from caseload_gql.policy.explain import AccessExplanation


@click.group("access")
def command() -> None:
    """Explain who may do what."""


@command.command("explain")
@click.option("--user", "email", required=True, help="The email of the person whose access is in question.")
@click.option("--action", required=True, help="The action, such as caseload:read.")
@click.option("--id", "row_id", required=True, help="The id of the row.")
@click.option("--field", "name", help="A field of the row, such as dateOfBirth: is it hidden, and by which rules?")
@click.option("--as", "asker", help="The email of the person who asks; without it, the first administrator.")
@settings_options("database_url", "plugins_dir")
def explain(*, email: str, action: str, row_id: str, name: str | None, asker: str | None, **flags: str | None) -> None:
    """Tell every rule that had a say, one a line, separated by tabs.

    A grant that matches gives the row, a restriction that matches lets it stay, a redaction that matches hides. Exit
    code 0: allowed; 1: not allowed, or there is no such row.
    """
    settings = settled(**flags)

    async def ask(database: Database) -> AccessExplanation | None:
        plugins = load_plugins(settings)
        facts = fact_finder(settings, database, plugins)
        asking = await identified_as(database, asker or await administrator(database), facts)
        policy = PolicyEngine(plugins.sources, actions=plugins.actions)
        return await explain_to(asking, facts, policy, email, action, row_id, name)

    sys.exit(_told(with_database(settings, ask)))


def _told(found: AccessExplanation | None) -> int:
    if found is None:
        click.echo("There is no such row, or the person who asks may not see it.", err=True)
        return 1
    click.echo("Allowed." if found.allowed else "Not allowed.")
    if found.field_hidden is not None:
        click.echo("The field is hidden." if found.field_hidden else "No policy hides the field.")
    click.echo("ACTION\tKIND\tPLUGIN\tCODE\tMATCHES\tREASON")
    for rule in found.rules:
        matches = "yes" if rule.matches else "no"
        click.echo(f"{rule.action}\t{rule.kind}\t{rule.plugin}\t{rule.code}\t{matches}\t{rule.reason}")
    return 0 if found.allowed else 1
