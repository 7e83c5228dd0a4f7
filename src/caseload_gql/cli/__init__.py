"""The command line: one file a command, each imported only when it is asked for."""

import sys
from importlib import import_module
from typing import Final

import click

from caseload_gql.errors import CaseloadError, ConfigurationError

#: Each command, the file that holds it, and its line in the overview.
COMMANDS: Final[dict[str, tuple[str, str]]] = {
    "serve": ("serve", "Answer requests until stopped."),
    "demo": ("demo", "Fill the database with a realistic practice."),
    "import": ("importing", "Import providers, clients and their history from CSV files or FHIR."),
    "export": ("exporting", "Export the practice to CSV files or FHIR."),
    "client": ("client", "Erase who a client was, everywhere."),
    "user": ("user", "Add, list, change, disable, import and export people, and make sign-in links."),
    "access-log": ("access_log", "Tell who read a client's data."),
    "access": ("access", "Explain why somebody may or may not do something."),
    "token": ("token", "Make, list and revoke bearer tokens of programs."),
    "query": ("query", "Answer a query as somebody of the practice, or look into its SQL."),
    "audit": ("audit", "Verify, export and trim the audit."),
    "schema": ("schema", "Print the GraphQL schema."),
    "plugins": ("plugins", "List, check and begin plugins."),
    "db": ("db", "Upgrade, check, back up and restore the database."),
    "check": ("check", "Check settings, database, schema and plugins."),
}


class LazyGroup(click.Group):
    """A group that imports a command's file when the command is named."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order of the table."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name; each file calls it ``command``."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"caseload_gql.cli.{COMMANDS[cmd_name][0]}").command
        if not isinstance(command, click.Command):
            message = f"caseload_gql.cli.{COMMANDS[cmd_name][0]} has no command"
            raise TypeError(message)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The overview, without importing anything."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="caseload-gql", prog_name="caseload")
def main() -> None:
    """Client pool and caseloads of a behavioural-health practice, served as a GraphQL API."""


def run(arguments: list[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 a problem, 2 a setting or argument that cannot be used.

    Raises ``KeyboardInterrupt`` where a signal ended it.
    """
    try:
        code = main.main(args=arguments, prog_name="caseload", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        raise KeyboardInterrupt from None
    except ConfigurationError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    except CaseloadError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)
