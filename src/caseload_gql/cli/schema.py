"""`caseload schema`: prints the API's schema, writes it, or compares a file with it."""

import difflib
from pathlib import Path

import click

from caseload_gql.bootstrap import load_plugins
from caseload_gql.cli.options import settings_options, settled
from caseload_gql.schema.build import build_schema


@click.command("schema")
@click.option(
    "--check",
    "checked",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Compare FILE with the schema: exit code 1 and the difference where they differ.",
)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the schema to FILE.")
@click.option("--with-plugins", is_flag=True, help="With the fields that the installed plugins add.")
@settings_options("plugins_dir", "plugin_config")
def command(checked: Path | None, output: Path | None, *, with_plugins: bool, **flags: str | None) -> None:
    """Print the schema of the API in GraphQL's own language (SDL): the product's own, unless plugins are asked for."""
    fields = load_plugins(settled(**flags)).fields if with_plugins else ()
    text = build_schema(fields=fields).as_str().rstrip() + "\n"
    if output is not None:
        output.write_text(text, encoding="utf-8")
    if checked is not None:
        _compare(checked, text)
    if output is None and checked is None:
        click.echo(text, nl=False)


def _compare(checked: Path, text: str) -> None:
    found = checked.read_text(encoding="utf-8")
    if found == text:
        return
    lines = difflib.unified_diff(
        found.splitlines(keepends=True), text.splitlines(keepends=True), str(checked), "the schema as built"
    )
    click.echo("".join(lines), nl=False)
    click.echo(f"{checked} is not the schema as built: run `caseload schema --output {checked}`.", err=True)
    raise SystemExit(1)
