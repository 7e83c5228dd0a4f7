"""Writes the settings table of the documentation: ``python -m caseload_gql.cli.settings_table > docs/settings.md``."""

import click

from caseload_gql.settings import TABLE

HEAD = """# Settings

A flag of `caseload serve` comes first, then the environment variable, then the default. A value that cannot be used
stops the command with a sentence that names the setting. This page is generated from `settings.py`.

How the figures of a document and of an operation are counted: [limits](limits.md). What
a server shows with `--development yes`: [reads](reads.md#look-into-your-own).

| flag | variable | default | meaning |
|---|---|---|---|
"""


def settings_page() -> str:
    """The page as Markdown."""
    rows = [f"| `{row.flag}` | `{row.variable}` | `{row.shown_default}` | {row.help} |\n" for row in TABLE]
    return HEAD + "".join(rows)


if __name__ == "__main__":
    click.echo(settings_page(), nl=False)
