"""``caseload plugins docs``: the reference of hooks."""

from pathlib import Path

import click

from caseload_gql.plugins.reference import hook_reference


@click.command("docs")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="A file to write to.")
def command(output: Path | None) -> None:
    """Print the reference of hooks as Markdown, made from the code."""
    if output is None:
        click.echo(hook_reference(), nl=False)
    else:
        output.write_text(hook_reference(), encoding="utf-8")
