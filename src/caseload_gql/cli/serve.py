"""``caseload serve``: answer requests until stopped."""

import sys

import click

from caseload_gql.cli.options import settings_options, settled


@click.command("serve")
@click.option(
    "--reload",
    "reloads",
    is_flag=True,
    help="For authors of plugins: watches the Python files of --plugins-dir, of plugins installed with pip install -e, "
    "and the file of --plugin-config, and starts anew when one changes. One worker answers, whatever --workers says.",
)
@settings_options()
def command(*, reloads: bool, **flags: str | None) -> None:
    """Answer requests until stopped by Ctrl-C or SIGTERM.

    Every setting is a flag, an environment variable, or its default, in this order.
    """
    settings = settled(**flags)
    # The server and the schema are imported here, so that --help answers at once.
    from caseload_gql.cli.serving import serve_application  # noqa: PLC0415

    code = serve_application(settings, None, reloads=reloads)
    if code and not settings.safe_mode:
        click.echo("'caseload serve --safe-mode' serves without any plugin, and tells what is wrong.", err=True)
    sys.exit(code)
