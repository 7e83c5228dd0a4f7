"""``caseload plugins``: what is installed."""

import click

from caseload_gql.bootstrap import load_plugins
from caseload_gql.cli.options import settings_options, settled


@click.group("plugins")
def command() -> None:
    """Show what is installed."""


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
