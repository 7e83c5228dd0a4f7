"""``caseload plugins``: what is installed, whether it keeps the contract, a new one, the reference."""

import click

from caseload_gql.bootstrap import load_plugins
from caseload_gql.cli import plugins_check, plugins_deliveries, plugins_docs, plugins_new
from caseload_gql.cli.options import settings_options, settled


@click.group("plugins")
def command() -> None:
    """Show, check and begin plugins."""


command.add_command(plugins_check.command)
command.add_command(plugins_deliveries.command)
command.add_command(plugins_new.command)
command.add_command(plugins_docs.command)


@command.command("list")
@settings_options("plugins_dir", "plugin_config", "required_plugins")
def list_all(**flags: str | None) -> None:
    """List plugins, one a line, separated by tabs."""
    click.echo("NAME\tVERSION\tHOOKS\tCALLS\tFAULTS\tSECONDS")
    for plugin in load_plugins(settled(**flags)).installed():
        seconds = sum(each.total_seconds for each in plugin.implementations)
        click.echo(
            f"{plugin.name}\t{plugin.version}\t{','.join(plugin.hooks)}\t{plugin.calls}\t{plugin.faults}\t{seconds:.3f}"
        )
